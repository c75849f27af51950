// A SQLite file.
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cells, run } from './command.mjs';

/** One database in a folder of its own. */
export class SqliteFile {
  engine = 'sqlite';

  constructor(folder) {
    this.folder = folder;
    this.file = join(folder, 'tributary.db');
    this.url = `sqlite:${this.file}`;
  }

  /** A copy of a file that nobody has open. */
  async copy(folder, data = folder) {
    await mkdir(data, { recursive: true });
    const twin = new SqliteFile(data);
    await copyFile(this.file, twin.file);
    return twin;
  }

  /** Rows of a query, each a list of texts; beside a hub that serves. */
  async rows(sql) {
    return cells(await run('sqlite3', ['-list', '-cmd', '.timeout 10000', this.file, sql]));
  }

  async start() {}

  async end() {}

  async revive() {}
}
