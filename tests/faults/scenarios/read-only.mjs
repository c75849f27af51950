// The database takes no writes for a while, and is read as before.
import { openSync, closeSync, existsSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.mjs';

/** Why no file can be made immutable below this folder, if so: also those who have it open must be refused. */
async function skipped(engine, folder) {
  if (engine !== 'sqlite') return undefined;
  const file = join(folder, 'probe');
  await writeFile(file, '');
  const handle = openSync(file, 'a');
  try {
    await run('chattr', ['+i', file]);
    writeSync(handle, 'written');
    return 'the file system of the temporary folder knows no immutable files';
  } catch (error) {
    return error.code === 'EPERM' ? undefined : 'chattr is refused here';
  } finally {
    closeSync(handle);
    await run('chattr', ['-i', file]).catch(() => {});
  }
}

// A mount cannot be made read-only while the hub has files open for writing, so the files themselves refuse it.
async function freeze({ folder, file }, sign) {
  const files = [folder, file, `${file}-wal`].filter((each) => existsSync(each));
  await run('chattr', [`${sign}i`, ...files]);
}

async function refuseByDefault(cluster, value) {
  await cluster.rows(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
  await cluster.rows('SELECT pg_reload_conf()');
  await cluster.cutHubs();
}

const READ_ONLY = {
  sqlite: { begin: (file) => freeze(file, '+'), end: (file) => freeze(file, '-') },
  postgres: { begin: (cluster) => refuseByDefault(cluster, 'on'), end: (cluster) => refuseByDefault(cluster, 'off') },
};

export default {
  name: 'read-only',
  engines: ['sqlite', 'postgres'],
  skipped,

  async play(stage) {
    const { begin, end } = READ_ONLY[stage.engine];
    stage.traffic.start();
    await stage.phase('before');
    stage.undo.later(() => end(stage.database));
    await begin(stage.database);
    // Sessions that were cut for it are no part of the fault.
    await stage.phase('begun', 1);
    await stage.faultUntilWritesFail();
    await stage.expectTold('READ_ONLY');
    await end(stage.database);
    await stage.servesAgain(Date.now());
    await stage.phase('after');
  },
};
