// The disk of the database is full for a while.
import { Ballast, noMounts } from '../volume.mjs';

export default {
  name: 'full-disk',
  engines: ['sqlite', 'postgres'],
  // A few megabytes to spare, which the ballast takes. PostgreSQL's log of writes lies elsewhere, as in a
  // well-kept cluster: full, it would take the whole server down, and no program could tell its clients why.
  volume: { sqlite: 32, postgres: 160 },
  skipped: noMounts,

  async play(stage) {
    const ballast = new Ballast(stage.volume);
    stage.undo.later(() => ballast.remove());
    stage.traffic.start();
    await stage.phase('before');
    ballast.fill();
    await stage.faultUntilWritesFail();
    await stage.expectTold('STORAGE_FULL');
    await ballast.remove();
    const since = Date.now();
    await stage.database.revive();
    await stage.servesAgain(since);
    await stage.phase('after');
  },
};
