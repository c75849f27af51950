// The judgement: what was acknowledged against what is there, and against what the hub says.
import { ask } from './client.mjs';
import { halves, inventory, repeated } from './inventory.mjs';
import { INDICATOR } from './ledger.mjs';
import { send } from './mutation.mjs';
import { CITY, viewer } from './places.mjs';

const PERIODS_AT_ONCE = 50;
const REPEATED = 50;
const FIGURES = `query ($periods: [Period!]!) {
  figures(region: "${CITY}", indicators: ["${INDICATOR}"], periods: $periods, basis: SUBMITTED) {
    region { code } period value } }`;

/** Compares and gives a row of the table. The hub that runs is asked, started anew, and asked again. */
export async function judge(stage) {
  const { ledger, database, tally, hub } = stage;
  const stock = await inventory(database);
  const before = await differing(stage, stock);
  await hub.stop();
  await hub.start();
  const answers = await repeat(stage, stock);
  const now = await inventory(database);
  const after = await differing(stage, now);
  const half = [...(await halves(database)), ...keptAlone(ledger, now)];
  const doubled = [...excess(ledger, now), ...(await repeated(database))];
  return {
    acknowledged: ledger.of('acknowledged').length,
    lost: ledger.of('acknowledged').filter((write) => !present(write, stock)).length,
    doubled: sum(doubled),
    half: sum(half),
    figures: before + after === 0,
    verified: await hub.verified(),
    internal: tally.total({ code: 'INTERNAL' }),
    again: stage.again,
    codes: tally.codes().filter(([code]) => !/^(OK|200|503|0)$/.test(code)),
    details: [...details(ledger, { half, doubled, before, after }), ...answers],
  };
}

/** Whether a write is in the database, with its own value. */
function present(write, { values, names }) {
  if (write.kind !== 'observation') return names.has(`${write.kind} ${write.name}`);
  return (values.get(place(write)) ?? []).some(({ value }) => value === write.value);
}

const place = ({ town, period }) => `${town} ${period}`;
const sum = (counted) => counted.reduce((total, { count }) => total + count, 0);

/** The number of counties and periods whose figure is not the sum of what is acknowledged or found there. */
async function differing(stage, stock) {
  const expected = new Map();
  for (const write of stage.ledger.writes.filter(({ kind }) => kind === 'observation')) {
    if (write.state !== 'acknowledged' && !present(write, stock)) continue;
    const key = `${write.county} ${write.period}`;
    expected.set(key, (expected.get(key) ?? 0n) + BigInt(write.value));
  }
  const told = await figures(stage);
  return [...expected].filter(([key, value]) => told.get(key) !== String(value)).length;
}

async function figures({ ledger, hub, issuer }) {
  const told = new Map();
  const periods = ledger.periods();
  for (let from = 0; from < periods.length; from += PERIODS_AT_ONCE) {
    const variables = { periods: periods.slice(from, from + PERIODS_AT_ONCE) };
    const { data } = await ask(hub.url, viewer(issuer), FIGURES, variables);
    for (const { region, period, value } of data?.figures ?? []) told.set(`${region.code} ${period}`, value);
  }
  return told;
}

/** Sends acknowledged writes once more with their keys: the first answer is due, and nothing is written. */
async function repeat({ ledger, hub, traffic }, stock) {
  const alone = ledger.of('acknowledged', 'observation').filter(({ together }) => !together);
  const writes = alone.filter((write) => present(write, stock)).slice(-REPEATED);
  const told = [];
  for (const write of writes) {
    const { code, data } = await send(write, hub.url, traffic.clerks.get(write.town));
    if (data?.answer?.written !== 1) told.push(`a repeated call was answered otherwise (${code})`);
  }
  return [...new Set(told)];
}

/** What is there more often than once, or was never sent. */
function excess(ledger, { values, names }) {
  // A value that was accepted besides has a second version.
  const due = new Map(ledger.writes.map(({ value, versions = 1 }) => [value, versions]));
  const more = [...values.values()].flat().filter(({ value, versions }) => versions !== due.get(value)).length;
  const twice = [...values.values()].filter((found) => found.length > 1).length;
  const named = [...names.values()].filter((count) => count > 1).length;
  return [
    { what: 'values that nobody sent, or with another number of versions', count: more },
    { what: 'values twice at one place', count: twice },
    { what: 'names twice', count: named },
  ].filter(({ count }) => count > 0);
}

/** Kept answers without what they answer, and values whose answer was not kept. */
function keptAlone(ledger, stock) {
  const values = ledger.writes.filter(({ kind }) => kind === 'observation');
  const uneven = values.filter((write) => stock.keys.has(write.key) !== present(write, stock));
  return uneven.length > 0 ? [{ what: 'values and kept answers apart', count: uneven.length }] : [];
}

function details(ledger, { half, doubled, before, after }) {
  const refused = ledger.of('refused').map(({ kind, code }) => `a ${kind} was refused: ${code}`);
  const open = ledger.of('open').length;
  return [
    ...[...half, ...doubled].map(({ what, count }) => `${count} ${what}`),
    ...(before ? [`${before} figures differ before the restart`] : []),
    ...(after ? [`${after} figures differ after the restart`] : []),
    ...(open ? [`${open} writes were never answered`] : []),
    ...new Set(refused),
  ];
}
