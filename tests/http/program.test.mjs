// The program's life: what it refuses to start with, what it prints, how it stops. On SQLite alone: nothing of
// it depends on the engine, and the other database belongs to the hub that run.mjs started.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { issuer } from './issuer.mjs';
import { freePort, program, programEnv, untilReady } from './server.mjs';

const options = { skip: Boolean(process.env.TRIBUTARY_HTTP_DATABASE_URL), timeout: 120_000 };
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-program.'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs a command to its end. */
async function run(args, env = {}) {
  const done = promisify(execFile)(program, args, { cwd: folder, env: { ...programEnv(), ...env } });
  return done.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** Starts a command that serves, and waits until it is ready. */
async function start(args, env, address) {
  const child = spawn(program, args, { cwd: folder, env: { ...programEnv(), ...env } });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  }
  const ended = once(child, 'exit').then(([code]) => code);
  const ready = await Promise.race([ended.then(() => false), untilReady(`http://${address}/health/ready`)]);
  assert.ok(ready, output.stderr);
  const told = async (text) => {
    while (!output.stderr.includes(text)) await once(child.stderr, 'data');
  };
  return { child, output, ended, told };
}

test('serve refuses what is not fit for service and says what to do', options, async () => {
  const bare = await run(['serve']);
  assert.equal(bare.code, 1);
  for (const what of ['database.url', 'auth.jwks', 'auth.issuer']) assert.match(bare.stderr, new RegExp(what));

  await run(['token', '--data', 'generated', '--region', '44', '--role', 'viewer']);
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'serve.db')}`,
    TRIBUTARY_AUTH__ISSUER: 'https://id.example',
    TRIBUTARY_AUTH__JWKS: join(folder, 'generated/keys/jwks.json'),
  };
  const generated = await run(['serve'], env);
  assert.equal(generated.code, 1);
  assert.match(generated.stderr, /generated for a demo/);

  const bureau = issuer();
  await writeFile(join(folder, 'jwks.json'), bureau.jwks);
  env.TRIBUTARY_AUTH__JWKS = join(folder, 'jwks.json');
  const pending = await run(['serve'], env);
  assert.equal(pending.code, 1);
  assert.match(pending.stderr, /migrations are pending: run `tributary migrate`/);

  const unknown = await run(['serve'], { ...env, TRIBUTARY_HTTP__LITSEN: '127.0.0.1:1' });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /litsen/i);
});

test('migrate, import, serve: the operator’s three steps', options, async () => {
  const bureau = issuer();
  const address = `127.0.0.1:${await freePort()}`;
  await writeFile(join(folder, 'service.json'), bureau.jwks);
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'service.db')}`,
    TRIBUTARY_AUTH__ISSUER: 'https://id.example',
    TRIBUTARY_AUTH__JWKS: join(folder, 'service.json'),
    TRIBUTARY_HTTP__LISTEN: address,
    TRIBUTARY_LOG__FORMAT: 'json',
  };
  assert.equal((await run(['migrate'], env)).code, 0);
  const imported = await run(['regions', 'import'], env);
  assert.match(imported.stdout, /44689 added, 0 unchanged/);
  assert.match((await run(['regions', 'import'], env)).stdout, /0 added, 44689 unchanged/);

  const hub = await start(['serve'], env, address);
  const answer = await fetch(`http://${address}/graphql?query={me{subject region{name}}}`, {
    headers: { authorization: `Bearer ${bureau.token({ region: '4419', roles: ['viewer'] })}`, 'x-request-id': 'r-1' },
  });
  assert.deepEqual(await answer.json(), { data: { me: { subject: 'me', region: { name: '东莞市' } } } });
  assert.equal((await run(['health'], env)).code, 0);
  hub.child.kill('SIGTERM');
  assert.equal(await hub.ended, 0);
  const lines = hub.output.stderr.trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.some((line) => line.span?.request_id === 'r-1' && line.fields.status === 200), hub.output.stderr);
  assert.equal((await run(['health'], env)).code, 1);
});

test('config shows the settings and no password', options, async () => {
  const shown = await run(['config'], { DATABASE_URL: 'postgres://hub:secret@db/hub' });
  assert.equal(JSON.parse(shown.stdout).database.url, 'postgres://hub:***@db/hub');
  assert.ok(!shown.stdout.includes('secret'));
});

test('the demo’s three calls work as printed, also at its second start', options, async () => {
  const address = `127.0.0.1:${await freePort()}`;
  for (const start_ of ['first', 'second']) {
    const hub = await start(['demo', '--data', 'demo', '--listen', address], {}, address);
    const calls = hub.output.stdout.split('\n').filter((line) => line.startsWith('curl '));
    assert.equal(calls.length, 3, hub.output.stdout);
    const [town, county, province] = await calls.reduce(
      async (done, call) => [...(await done), JSON.parse((await promisify(execFile)('bash', ['-c', call])).stdout)],
      [],
    );
    const outcome = start_ === 'first' ? 'written' : 'unchanged';
    assert.equal(town.data.recordObservations[outcome], 1);
    assert.equal(county.data.figure.value, '240000');
    assert.deepEqual(county.data.figure.coverage.expected, 21);
    assert.equal(province.data.figures.length, 21 * 2 * 2);
    assert.equal(hub.output.stdout.includes('44689 added'), start_ === 'first');
    hub.child.kill('SIGINT');
    assert.equal(await hub.ended, 0);
  }
});

test('a request in flight ends and nothing of it is lost when the hub is told to stop', options, async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const args = ['demo', '--data', 'stopping', '--listen', address];
  const hub = await start(args, {}, address);
  const authorization = `Bearer ${/^TOWN=(.*)$/m.exec(hub.output.stdout)[1]}`;
  const rows = Array.from({ length: 200 }, (_, i) =>
    `{ region: "441625100", indicator: "TECH_TRANSFERS", period: "${1950 + i}", value: "${i}" }`);
  const query = `mutation { recordObservations(input: { rows: [${rows}] }) { written } }`;
  const body = JSON.stringify({ query });

  // The hub asks for the body (100 Continue) only once it works on the request: then it is told to stop.
  const flight = request(`http://${address}/graphql`, { method: 'POST', headers: {
    authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' } });
  flight.flushHeaders();
  await once(flight, 'continue');
  hub.child.kill('SIGTERM');
  await hub.told('stopping');
  flight.end(body);
  const [response] = await once(flight, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  assert.deepEqual(JSON.parse(text), { data: { recordObservations: { written: 200 } } });
  assert.equal(await hub.ended, 0);

  const again = await start(args, {}, address);
  const count = await fetch(`http://${address}/graphql?query={observations(filter:{indicators:"TECH_TRANSFERS"}){totalCount}}`, {
    headers: { authorization } });
  // 1950 to 2149, of which 2024 was there before.
  assert.equal((await count.json()).data.observations.totalCount, 200);
  again.child.kill('SIGTERM');
  assert.equal(await again.ended, 0);
});
