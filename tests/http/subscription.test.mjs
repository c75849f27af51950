// Subscriptions by graphql-transport-ws: who may connect, who sees which event, and for how long.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CloseCode, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { post, token, url } from './server.mjs';

// What is waited for comes or does not; the limit is only there to end a test that would hang.
const options = { timeout: 60_000 };

const SUBSCRIPTION = `subscription {
  observationAccepted {
    observation { region { code name } indicator { code } period value unit status }
  }
}`;
const RECORD = `mutation ($input: RecordObservationsInput!) {
  recordObservations(input: $input) { written unchanged refused issues { path code message } }
}`;
const ACCEPT = `mutation ($input: AcceptObservationsInput!) {
  acceptObservations(input: $input) { accepted issues { path code message } }
}`;
const FUNCTIONS = ['SCI_TECH', 'INDUSTRY_IT', 'STATISTICS'];

/** A client with one connection, made at once: `acknowledged` and `closed` tell what became of it. */
function connect(connectionParams) {
  const listeners = {};
  const acknowledged = new Promise((resolve) => (listeners.connected = resolve));
  const closed = new Promise((resolve) => (listeners.closed = resolve));
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    connectionParams,
    on: listeners,
  });
  return { client, acknowledged, closed };
}

/** Resolves when the server has read all that the clients had to say: its answer to a ping comes after it. */
async function allRead(sockets) {
  await turn(); // the clients send what was asked of them in this turn
  await Promise.all(
    sockets.map(async (socket) => {
      socket.send(JSON.stringify({ type: 'ping' }));
      const [message] = await once(socket, 'message');
      assert.equal(JSON.parse(message).type, 'pong');
    }),
  );
}

async function write(query, input, bearer) {
  const response = await post({ query, variables: { input } }, { authorization: `Bearer ${bearer}` });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/** A town's clerk records its output of 2023, and a reviewer of its county accepts it. */
async function recordAndAccept(town, county, value) {
  const key = { region: town, indicator: 'SPECIALTY_OUTPUT', period: '2023' };
  const clerk = await token({ region: town, roles: ['reporter'], functions: FUNCTIONS });
  const recorded = await write(RECORD, { rows: [{ ...key, value, unit: '万元' }] }, clerk);
  assert.deepEqual(recorded.recordObservations, { written: 1, unchanged: 0, refused: 0, issues: [] });
  const reviewer = await token({ region: county, roles: ['reviewer'], functions: FUNCTIONS });
  const accepted = await write(ACCEPT, { keys: [key] }, reviewer);
  assert.deepEqual(accepted.acceptObservations, { accepted: 1, issues: [] });
}

function event(region, value) {
  const observation = {
    region,
    indicator: { code: 'SPECIALTY_OUTPUT' },
    period: '2023',
    value,
    unit: '万元',
    status: 'ACCEPTED',
  };
  return { data: { observationAccepted: { observation } } };
}

for (const [what, connectionParams] of [
  ['no token', undefined],
  ['a token that is none', { authorization: 'Bearer none' }],
]) {
  test(`${what} at connection_init closes the connection as forbidden`, options, async () => {
    const { closed } = connect(connectionParams);
    assert.equal((await closed).code, CloseCode.Forbidden);
  });
}

test('a viewer receives what is accepted in its own subtree, and nothing else', options, async (t) => {
  const [guangdong, shanxi] = await Promise.all(
    ['44', '14'].map(async (region) =>
      connect({ authorization: `Bearer ${await token({ region, roles: ['viewer'] })}` }),
    ),
  );
  // A failed test must not leave a socket that keeps the process alive.
  t.after(() => Promise.all([guangdong.client.dispose(), shanxi.client.dispose()]));
  const sockets = await Promise.all([guangdong.acknowledged, shanxi.acknowledged]);
  for (const socket of sockets) assert.equal(socket.protocol, 'graphql-transport-ws');

  const [south, north] = [guangdong, shanxi].map(({ client }) => client.iterate({ query: SUBSCRIPTION }));
  const events = [south.next(), north.next()];
  await allRead(sockets);

  // Events arrive in the order of the acceptances, so the first one that Shanxi sees, being its own,
  // shows that Guangdong's did not reach it.
  await recordAndAccept('441625100', '441625', '200000');
  await recordAndAccept('140110100', '140110', '300000');
  const [southern, northern] = (await Promise.all(events)).map(({ value }) => value);
  assert.deepEqual(southern, event({ code: '441625100000', name: '仙塘镇' }, '200000'));
  assert.deepEqual(northern, event({ code: '140110100000', name: '金胜镇' }, '300000'));
});

test('the connection ends with the token', options, async () => {
  const viewer = await token({ region: '44', roles: ['viewer'], ttl: 5 });
  const { acknowledged, closed } = connect({ authorization: `Bearer ${viewer}` });
  await acknowledged;
  assert.equal((await closed).code, CloseCode.Forbidden);
});
