// Measures ordinary clients alone, and beside a crowd: slow, silent and greedy ones.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { issuer } from '../http/issuer.mjs';
import { measure, percentile } from './crowd/clients.mjs';
import { parts } from './crowd/parts.mjs';
import { peakMemory, statements, watchDescriptors } from './crowd/watch.mjs';
import { accept } from './events.mjs';
import { INDICATOR } from './ledger.mjs';
import { PROVINCE, viewer } from './places.mjs';
import { Stage } from './stage.mjs';
import { template, templateFolder } from './templates.mjs';
import { Undo } from './undo.mjs';

const WRITES = 100;
const DECIDED_WITHIN_MS = 45_000;
const SETTLED_WITHIN_S = 30;
const QUERIES = [
  '{ me { subject region { name } } }',
  `{ figure(region: "${PROVINCE}", indicator: "${INDICATOR}", period: "1900", basis: SUBMITTED) { value } }`,
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'sqlite' },
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '32' },
  },
});
const undo = new Undo();

async function main() {
  const names = positionals.length > 0 ? positionals : Object.keys(parts);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown}; there are ${Object.keys(parts).join(', ')}`);
  const stage = await open();
  const token = viewer(stage.issuer);
  const settings = { clients: Number(values.clients), seconds: Number(values.seconds) };
  const ask = () => measure(stage.hub.url, token, QUERIES, settings);
  const [first, second, third] = await threeLots(stage);

  await measure(stage.hub.url, token, QUERIES, { ...settings, seconds: 1 });
  const alone = await ask();
  const before = { memory: await peakMemory(stage.hub.pid), statements: await cost(stage, first) };
  const descriptors = watchDescriptors(stage.hub.pid);
  const crowd = await Promise.all(names.map((name) => begin(name, stage.hub.url, token)));
  const [beside] = await Promise.all([ask(), decide(stage, second)]);
  const after = { memory: await peakMemory(stage.hub.pid), statements: await cost(stage, third) };
  const lines = await Promise.all(crowd.map(told));
  print({ alone, beside, before, after, descriptors: await descriptors.peak(), lines });
}

async function open() {
  const folder = await mkdtemp(join(process.getuid() === 0 ? '/tmp' : tmpdir(), 'tributary-load.'));
  undo.later(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  const database = await template(values.engine, templateFolder(folder, values.engine), undo);
  return Stage.open({ template: database, folder: join(folder, 'load'), issuer: issuer(), undo, options: {} });
}

/** Three lots of values that wait for a decision. */
async function threeLots(stage) {
  const batches = stage.ledger.batches(Math.ceil((3 * WRITES) / stage.ledger.towns.length));
  for (const batch of batches) await stage.traffic.attemptTogether(batch, stage.hub);
  const all = stage.ledger.of('acknowledged');
  return [0, 1, 2].map((lot) => all.slice(lot * WRITES, (lot + 1) * WRITES));
}

/** Decides on the values of a lot, one after the other, as many as time allows; every decision is an event. */
async function decide(stage, lot) {
  const until = Date.now() + DECIDED_WITHIN_MS;
  let made = 0;
  for (const write of lot) {
    if (Date.now() > until) break;
    await accept(stage, stage.hub, write).then(() => (made += 1), () => {});
  }
  return made;
}

/** How many statements the decisions on a lot cost with all that follows from them, while no client is measured. */
async function cost(stage, lot) {
  const begun = await statements(stage.hub);
  const made = await decide(stage, lot);
  let now = await statements(stage.hub);
  for (let last, i = 0; i < SETTLED_WITHIN_S && now !== last; i += 1) {
    await sleep(1_000);
    [last, now] = [now, await statements(stage.hub)];
  }
  return `${now - begun} for ${made} writes`;
}

async function begin(name, url, token) {
  const child = fork(fileURLToPath(new URL('crowd/child.mjs', import.meta.url)), [name, url, token]);
  undo.later(() => child.kill());
  await once(child, 'message');
  return { name, child };
}

async function told({ name, child }) {
  child.send('tell');
  const [counts] = await once(child, 'message');
  return `${name} ${Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(', ')}`;
}

function print({ alone, beside, before, after, descriptors, lines }) {
  const ratio = (of) => (percentile(beside.times, of) / percentile(alone.times, of)).toFixed(1);
  for (const [what, { times, statuses }] of Object.entries({ alone, beside })) {
    const waits = [50, 99].map((of) => `p${of} ${percentile(times, of).toFixed(1)} ms`).join('  ');
    const answers = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
    console.log(`${what.padEnd(14)} ${waits}  answers ${answers}  503s ${statuses.get(503) ?? 0}`);
  }
  console.log(`ratio          p50 ${ratio(50)}  p99 ${ratio(99)}`);
  console.log(`peak memory    ${before.memory} MB alone, ${after.memory} MB beside`);
  console.log(`descriptors    ${descriptors} at most`);
  console.log(`statements     ${before.statements} alone, ${after.statements} beside`);
  for (const line of lines) console.log(`crowd          ${line}`);
}

async function end(code) {
  await undo.all();
  process.exit(code);
}
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => end(code));
await main().then(() => end(0), async (error) => {
  console.error(`tests/faults/load: ${error.message}`);
  await end(2);
});
