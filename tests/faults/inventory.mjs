// What the database holds, read past the hub by plain SQL that both engines understand.
import { INDICATOR } from './ledger.mjs';

const VALUES = `SELECT r.code, o.period, o.num, count(v.version)
  FROM observation o
  JOIN region r ON r.id = o.region_id
  JOIN indicator i ON i.id = o.indicator_id
  LEFT JOIN observation_version v ON v.observation_id = o.id
  WHERE i.code = '${INDICATOR}'
  GROUP BY o.id, r.code, o.period, o.num`;
const NAMES = ['enterprise', 'project']
  .map((kind) => `SELECT '${kind}', name, count(*) FROM ${kind} WHERE deleted_at IS NULL GROUP BY name`)
  .join(' UNION ALL ');
const KEYS = "SELECT key FROM idempotency WHERE key LIKE 'fault-%'";
const RECORDS = {
  observation: 'SELECT observation_id, version FROM observation_version',
  enterprise: 'SELECT id, version FROM enterprise',
  project: 'SELECT id, version FROM project',
};
const LOGS = ['audit_entry', 'change_entry'];

/** Everything that the writes of a ledger may have left: values and names with their numbers, kept keys. */
export async function inventory(database) {
  const values = new Map();
  for (const [town, period, value, versions] of await database.rows(VALUES)) {
    const place = `${town} ${period}`;
    values.set(place, [...(values.get(place) ?? []), { value, versions: Number(versions) }]);
  }
  const names = new Map();
  for (const [kind, name, count] of await database.rows(NAMES)) names.set(`${kind} ${name}`, Number(count));
  const keys = new Set((await database.rows(KEYS)).map(([key]) => key));
  return { values, names, keys };
}

/** How many records stand without their entry in a log, or entries without their record, in words. */
export async function halves(database) {
  return uneven(database, (record, entry, kind, log) => [
    [`${kind} without ${log}`, `${record} EXCEPT ${entry}`],
    [`${log} without ${kind}`, `${entry} EXCEPT ${record}`],
  ]);
}

/** How many changes are in a log more than once, in words. */
export async function repeated(database) {
  return uneven(database, (_, entry, kind, log) => [
    [`${kind} twice in ${log}`, `${entry} GROUP BY record_id, version HAVING count(*) > 1`],
  ]);
}

async function uneven(database, questions) {
  const asked = Object.entries(RECORDS).flatMap(([kind, record]) => LOGS.flatMap((log) =>
    questions(record, `SELECT record_id, version FROM ${log} WHERE kind = '${kind}'`, kind, log)));
  const counts = asked.map(([what, rows]) => `SELECT '${what}', count(*) FROM (${rows}) AS rows_of_it`);
  const answers = await database.rows(counts.join(' UNION ALL '));
  return answers.map(([what, count]) => ({ what, count: Number(count) })).filter(({ count }) => count > 0);
}
