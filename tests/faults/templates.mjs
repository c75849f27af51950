// A database with the whole tree of regions, made once for each engine and copied for each scenario.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { program, programEnv } from '../http/server.mjs';
import { run } from './command.mjs';
import { Cluster } from './postgres.mjs';
import { SqliteFile } from './sqlite.mjs';

/** The template of an engine: the operator's first steps, done and stopped. */
export async function template(engine, folder, undo) {
  const database = engine === 'sqlite' ? await emptyFile(folder) : await Cluster.create(folder);
  undo.later(() => database.end());
  const env = { ...programEnv(), DATABASE_URL: database.url };
  await run(program, ['migrate'], { env });
  await run(program, ['regions', 'import'], { env });
  await database.stop?.();
  return database;
}

async function emptyFile(folder) {
  await mkdir(folder, { recursive: true });
  return new SqliteFile(folder);
}

/** Where a template of the engine belongs inside the temporary folder. */
export const templateFolder = (folder, engine) => join(folder, `template-${engine}`);
