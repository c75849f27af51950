// The table at the end: a line for each scenario and engine.

const COLUMNS = [
  ['scenario', ({ name }) => name],
  ['engine', ({ engine }) => engine],
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['lost', ({ lost }) => lost],
  ['doubled', ({ doubled }) => doubled],
  ['half', ({ half }) => half],
  ['figures', ({ figures }) => (figures ? 'equal' : 'DIFFER')],
  ['verify', ({ verified }) => (verified ? 'agrees' : 'DIFFERS')],
  ['INTERNAL', ({ internal }) => internal],
  ['serves again', ({ again }) => told(again)],
  ['result', (row) => (passed(row) ? 'passed' : 'FAILED')],
  ['codes', ({ codes }) => codes.map(([code, count]) => `${code} ${count}`).join(', ')],
];

/** Whether nothing of a row is against the hub. */
export function passed(row) {
  const { lost, doubled, half, internal, figures, verified, again, details, error } = row;
  const intact = lost + doubled + half + internal === 0 && figures && verified;
  return !error && intact && again !== Infinity && details.length === 0;
}

/** Prints rows in plain columns, and below what was wrong and what else is to be said. */
export function print(rows) {
  const head = COLUMNS.map(([title]) => title);
  const lines = [head, ...rows.map(line)];
  const widths = head.map((_, i) => Math.max(...lines.map((cells) => (cells.length > 3 ? width(cells[i]) : 0))));
  for (const cells of lines) console.log(cells.map((cell, i) => pad(cell, widths[i])).join('  ').trimEnd());
  for (const row of rows) remarks(row);
}

function line(row) {
  if (row.skipped) return [row.name, row.engine, `skipped: ${row.skipped}`];
  if (row.error) return [row.name, row.engine, `FAILED: ${row.error}`];
  return COLUMNS.map(([, cell]) => cell(row));
}

function remarks({ name, engine, details = [], notes = [], causes = [] }) {
  const all = [...details, ...notes, ...causes.map((cause) => `INTERNAL: ${cause}`)];
  if (all.length === 0) return;
  console.log(`\n${name}, ${engine}:`);
  for (const remark of all) console.log(`  ${remark}`);
}

function told(again) {
  if (again === undefined) return '';
  return again === Infinity ? 'NEVER' : `${again} ms`;
}

const width = (cell) => String(cell).length;
const pad = (cell, size) => (typeof cell === 'number' ? String(cell).padStart(size) : String(cell).padEnd(size));
