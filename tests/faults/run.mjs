// Plays scenarios one after the other and prints a table of how the hub came out of them.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issuer } from '../http/issuer.mjs';
import { judge } from './check.mjs';
import { scenarios } from './scenarios/index.mjs';
import { Stage } from './stage.mjs';
import { passed, print } from './table.mjs';
import { template, templateFolder } from './templates.mjs';
import { Undo } from './undo.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', multiple: true, default: ['sqlite', 'postgres'] },
    seconds: { type: 'string', default: '5' },
    times: { type: 'string', default: '10' },
    writes: { type: 'string', default: '3000' },
  },
});
const options = {
  seconds: Number(values.seconds),
  times: Number(values.times),
  writes: Number(values.writes),
};
const everything = new Undo();

/** The pairs of scenario and engine that were asked for. */
function chosen() {
  const unknown = positionals.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    throw new Error(`no such scenario: ${unknown}; there are ${scenarios.map(({ name }) => name).join(', ')}`);
  }
  const named = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return named.flatMap((scenario) =>
    scenario.engines.filter((engine) => values.engine.includes(engine)).map((engine) => ({ scenario, engine })));
}

/** Plays one scenario on one engine and gives its row. Whatever happens, nothing of it stays. */
async function play({ scenario, engine }, database, folder) {
  const row = { name: scenario.name, engine };
  const skipped = await scenario.skipped?.(engine, folder);
  if (skipped) return { ...row, skipped };
  const undo = new Undo();
  everything.later(() => undo.all());
  const own = join(folder, `${scenario.name}-${engine}`);
  const about = { template: database, folder: own, issuer: issuer(), undo, options };
  try {
    const stage = await Stage.open({ ...about, volume: scenario.volume?.[engine], settings: scenario.settings });
    await scenario.play(stage);
    await stage.traffic.stop();
    const verdict = await judge(stage);
    const details = [...stage.wrong, ...verdict.details];
    return { ...row, ...verdict, details, notes: stage.notes, causes: await stage.causes() };
  } catch (error) {
    return { ...row, error: error.message };
  } finally {
    await undo.all();
    await rm(own, { recursive: true, force: true });
  }
}

async function main() {
  const plan = chosen();
  const folder = await mkdtemp(join(process.getuid() === 0 ? '/tmp' : tmpdir(), 'tributary-faults.'));
  everything.later(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  const templates = {};
  const rows = [];
  for (const each of plan) {
    templates[each.engine] ??= await template(each.engine, templateFolder(folder, each.engine), everything);
    console.log(`${each.scenario.name} on ${each.engine} ...`);
    rows.push(await play(each, templates[each.engine], folder));
  }
  console.log();
  print(rows);
  return rows.filter((row) => !row.skipped).every(passed) ? 0 : 1;
}

let ending;
async function end(code) {
  ending ??= everything.all();
  await ending;
  process.exit(code);
}
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => end(code));
await main().then(end, async (error) => {
  console.error(`tests/faults: ${error.message}`);
  await end(2);
});
