// One hub for all the test files: run.mjs starts it, and hands its address and folder on in the environment.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const program =
  process.env.TRIBUTARY_BIN ?? fileURLToPath(new URL('../../target/debug/tributary', import.meta.url));

// A debug build takes its time to import the country's 44,700 regions.
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 30_000;

export const url = process.env.TRIBUTARY_HTTP_URL;

/** Mints a token of the running hub's own demo key. */
export async function token({ region, roles, functions = [], ttl }) {
  const args = ['token', '--data', process.env.TRIBUTARY_HTTP_DATA, '--region', region];
  for (const role of roles) args.push('--role', role);
  for (const code of functions) args.push('--function', code);
  if (ttl) args.push('--ttl', String(ttl));
  const { stdout } = await promisify(execFile)(program, args, { env: programEnv() });
  return stdout.trim();
}

/** Posts one GraphQL request and gives the whole response. */
export function post(body, headers = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Starts a hub on a free port with an empty folder, and waits until it is ready. */
export async function startHub() {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-http.'));
  const data = join(folder, 'data');
  await mkdir(data);
  const address = `127.0.0.1:${await freePort()}`;
  const logFile = join(folder, 'hub.log');
  const log = openSync(logFile, 'w');
  const hub = spawn(program, ['demo', '--data', data, '--listen', address], {
    cwd: folder,
    env: programEnv(),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(hub, 'exit').then(([code, signal]) => code ?? signal);

  async function stop() {
    hub.kill('SIGTERM');
    const timer = setTimeout(() => hub.kill('SIGKILL'), STOP_WITHIN_MS);
    const status = await ended;
    clearTimeout(timer);
    const lines = await readFile(logFile, 'utf8');
    await rm(folder, { recursive: true, force: true });
    assert.equal(status, 0, `the hub ended with ${status}; its log:\n${lines}`);
  }

  const ready = await Promise.race([ended.then(() => false), untilReady(`http://${address}/health/ready`)]);
  if (!ready) {
    await stop();
    throw new Error('the hub did not become ready');
  }
  return { url: `http://${address}/graphql`, data, stop };
}

export async function untilReady(health) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const response = await fetch(health).catch(() => undefined);
    if (response?.status === 200) return true;
    await sleep(200);
  }
  return false;
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

// No setting of the caller's shell reaches the hub; its database is SQLite in its folder, unless one is named.
export function programEnv() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !name.startsWith('TRIBUTARY_')),
  );
  const database = process.env.TRIBUTARY_HTTP_DATABASE_URL;
  return database ? { ...env, DATABASE_URL: database } : env;
}
