// What the hub's process takes: memory, descriptors, statements.
import { readFile, readdir } from 'node:fs/promises';

const EVERY_MS = 250;

/** The most descriptors that a process had open from now on; `peak()` ends the watch. */
export function watchDescriptors(pid) {
  let most = 0;
  const look = async () => {
    const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
    most = Math.max(most, open.length);
  };
  const timer = setInterval(look, EVERY_MS);
  return { peak: () => look().then(() => clearInterval(timer)).then(() => most) };
}

/** The most memory that a process has had so far, in megabytes. */
export async function peakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)[1]) / 1024);
}

/** The statements that a hub has run so far, as its metrics tell; none if they do not answer. */
export async function statements({ origin }) {
  const text = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(10_000) })
    .then((response) => response.text())
    .catch(() => '');
  return Number(/^tributary_database_statements_total (\d+)/m.exec(text)?.[1]);
}
