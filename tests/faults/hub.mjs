// One hub: the program in service, as an operator runs it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, program, programEnv } from '../http/server.mjs';
import { run } from './command.mjs';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 45_000;

// Whatever ends this process ends the hubs with it.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

const withoutNumbers = (cause) => cause.replace(/ at line \d+$/, '').replace(/"[^"]*\d[^"]*"/g, '"…"');

/** A hub that keeps its address and its log over restarts. */
export class Hub {
  #process;
  #ended;

  constructor(address, log, env) {
    this.url = `http://${address}/graphql`;
    this.origin = `http://${address}`;
    this.log = log;
    this.env = env;
  }

  /** A hub for a database, not started; `settings` are further variables of its environment. */
  static async for(database, { folder, issuer, name = 'hub', settings = {} }) {
    const address = `127.0.0.1:${await freePort()}`;
    const jwks = join(folder, `${name}.jwks.json`);
    await writeFile(jwks, issuer.jwks);
    return new Hub(address, join(folder, `${name}.log`), {
      ...programEnv(),
      DATABASE_URL: database.url,
      TRIBUTARY_AUTH__ISSUER: 'https://id.example',
      TRIBUTARY_AUTH__JWKS: jwks,
      TRIBUTARY_HTTP__LISTEN: address,
      TRIBUTARY_HTTP__METRICS: 'true',
      TRIBUTARY_LOG__FILTER: 'warn',
      NO_COLOR: '1',
      ...settings,
    });
  }

  get pid() {
    return this.#process.pid;
  }

  /** Starts it and waits until it is ready. */
  async start() {
    const log = openSync(this.log, 'a');
    const child = spawn(program, ['serve'], { env: this.env, stdio: ['ignore', log, log] });
    closeSync(log);
    running.add(child);
    let ended = false;
    this.#process = child;
    this.#ended = once(child, 'exit').then(() => (ended = running.delete(child)));
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!ended && Date.now() < deadline) {
      if (await this.ready()) return;
      await sleep(50);
    }
    throw new Error(`the hub did not become ready: ${(await readFile(this.log, 'utf8')).slice(-500)}`);
  }

  /** The status of `/health/ready`, 0 where nobody answers. */
  async readiness() {
    const asked = fetch(`${this.origin}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    return asked.then((response) => response.status, () => 0);
  }

  async ready() {
    return (await this.readiness()) === 200;
  }

  /** Ends it at once, without a chance to tidy up. */
  async kill() {
    this.#process?.kill('SIGKILL');
    await this.#ended;
  }

  /** Stops it as a supervisor does; who does not stop in time is killed. */
  async stop() {
    this.#process?.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Whether the program itself, asked to recompute all figures, finds no fault. */
  async verified() {
    return run(program, ['verify'], { env: this.env }).then(() => true, () => false);
  }

  /** What the log tells of faults of our own, each kind of cause once. */
  async causes() {
    const lines = (await readFile(this.log, 'utf8')).split('\n').filter((line) => line.includes('internal error'));
    return [...new Set(lines.map((line) => /error=(.*?)(?: path=|$)/.exec(line)?.[1] ?? line).map(withoutNumbers))];
  }
}
