// Other programs.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LONGEST_MS = 300_000;

/** Runs a program to its end and gives its standard output; any other exit code than 0 is an error. */
export async function run(file, args, options = {}) {
  const settings = { maxBuffer: 1 << 28, timeout: LONGEST_MS, ...options };
  const { stdout } = await promisify(execFile)(file, args, settings);
  return stdout;
}

/** What is free beside the answer: rows of `|`-separated cells, as psql and sqlite3 print them. */
export function cells(text) {
  return text.split('\n').filter(Boolean).map((line) => line.split('|'));
}
