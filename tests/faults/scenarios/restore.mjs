// The database is restored from a backup into a fresh cluster, whose transactions are counted from the beginning.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../client.mjs';
import { accept, listen } from '../events.mjs';
import { INDICATOR } from '../ledger.mjs';
import { PROVINCE, viewer } from '../places.mjs';
import { Cluster } from '../postgres.mjs';

const PERIODS_AT_ONCE = 20;
// A server's transactions are counted over all that it does, and a hub's are not among its first.
const TRANSACTIONS = 5_000;
const ACCEPTED_BEFORE = 20;
const ASKED = 200;
// A restored database may be slower by its cold caches, not by its history.
const SLOWER_AT_MOST = 4;
const FIGURE = `{ figure(region: "${PROVINCE}", indicator: "${INDICATOR}", period: "1900", basis: SUBMITTED) {
  value } }`;

/** Lets a server count on by other work than ours. */
async function countOn(cluster, transactions) {
  const pass = `BEGIN FOR i IN 1..${transactions} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END`;
  await cluster.rows(`DO $$ ${pass} $$`);
}

async function fill(stage) {
  await countOn(stage.database, TRANSACTIONS);
  while (stage.ledger.writes.length < stage.options.writes) {
    for (const batch of stage.ledger.batches(PERIODS_AT_ONCE)) await stage.traffic.attemptTogether(batch, stage.hub);
  }
  for (const write of stage.ledger.of('acknowledged', 'observation').slice(0, ACCEPTED_BEFORE)) {
    await accept(stage, stage.hub, write);
  }
}

/** The median of the milliseconds in which a figure is answered. */
async function pace(stage, hub) {
  const token = viewer(stage.issuer);
  const times = [];
  for (let i = 0; i < ASKED; i += 1) {
    const begun = performance.now();
    stage.tally.count('reader', (await ask(hub.url, token, FIGURE)).code);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[ASKED / 2];
}

async function restored(stage) {
  const file = join(stage.folder, 'backup.sql');
  await stage.database.dump(file);
  const cluster = await Cluster.create(join(stage.folder, 'restored'));
  stage.undo.later(() => cluster.end());
  await cluster.restore(file);
  return cluster;
}

/**
 * A subscriber of the restored database hears of what is accepted from now on, and of nothing else; also when the
 * server counts past the numbers that the old changes bear.
 */
async function expectNewEventsAlone(stage, hub, cluster) {
  const heard = await listen(stage, hub);
  await countOn(cluster, 2 * TRANSACTIONS);
  const write = stage.ledger.next('observation');
  await stage.trafficOn([hub]).attempt(write, hub);
  await accept(stage, hub, write);
  await sleep(3_000);
  const wanted = `${write.town} ${write.period}`;
  stage.expect(heard.includes(wanted), 'a subscriber of the restored database heard nothing of a new event');
  stage.expect(heard.every((each) => each === wanted), 'a subscriber of the restored database heard old events');
}

/** The first hub goes on, and finds the restored database where its own was. */
async function swap(stage, cluster) {
  await stage.database.stop();
  await cluster.stop();
  stage.database = cluster.at(stage.database.port);
  await stage.database.start();
}

export default {
  name: 'restore',
  engines: ['postgres'],

  async play(stage) {
    await fill(stage);
    const before = await pace(stage, stage.hub);
    const cluster = await restored(stage);
    const hub = await stage.addHub('restored', { database: cluster });
    const after = await pace(stage, hub);
    const told = `a figure took ${before.toFixed(1)} ms before and ${after.toFixed(1)} ms after the restore`;
    stage.notes.push(told);
    stage.expect(after < before * SLOWER_AT_MOST, 'a figure is slower by the history of the restored database');
    await expectNewEventsAlone(stage, hub, cluster);
    await hub.stop();
    stage.tally.phase = 'fault';
    await swap(stage, cluster);
    await stage.servesAgain(Date.now());
    stage.traffic.start();
    await stage.phase('after');
  },
};
