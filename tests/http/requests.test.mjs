// What one HTTP request may look like, and how a wrong one is answered.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { before, test } from 'node:test';
import { post, token, url } from './server.mjs';

const MIB = 1024 * 1024;
const QUERY = '{ __typename }';
const TWO_OPERATIONS = 'query One { one: __typename } query Two { two: __typename }';

let authorization;

before(async () => {
  authorization = `Bearer ${await token({ region: '44', roles: ['viewer'] })}`;
});

function get(parameters, headers = {}) {
  return fetch(`${url}?${new URLSearchParams(parameters)}`, { headers: { authorization, ...headers } });
}

for (const [what, headers] of [
  ['no token', {}],
  ['a token that is none', { authorization: 'Bearer none' }],
  ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
]) {
  test(`${what} is answered with 401 and a coded error`, async () => {
    const response = await post({ query: QUERY }, headers);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate'), /^Bearer\b/);
    assert.ok(response.headers.get('x-request-id'));
    const { data, errors } = await response.json();
    assert.equal(data, undefined);
    assert.deepEqual(errors.map((error) => error.extensions.code), ['UNAUTHENTICATED']);
  });
}

test('every answer bears a request id of its own', async () => {
  const ids = [];
  for (const _ of [1, 2]) {
    const response = await post({ query: QUERY }, { authorization });
    assert.equal(response.status, 200);
    ids.push(response.headers.get('x-request-id'));
  }
  assert.ok(ids[0] && ids[1]);
  assert.notEqual(ids[0], ids[1]);
});

test('application/graphql-response+json is answered to who accepts it', async () => {
  const response = await post({ query: QUERY }, { authorization, accept: 'application/graphql-response+json' });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/graphql-response\+json/);
});

test('a mutation over GET is refused with 405 and the method that is allowed', async () => {
  const response = await get({ query: 'mutation { __typename }' });
  assert.equal(response.status, 405);
  assert.match(response.headers.get('allow'), /\bPOST\b/);
});

test('a mutation with a name is refused over GET as well', async () => {
  const response = await get({ query: 'mutation Change { __typename }' });
  assert.equal(response.status, 405);
});

test('GET chooses the named one of several operations', async () => {
  const response = await get({ query: TWO_OPERATIONS, operationName: 'Two' });
  assert.equal(response.status, 200);
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  assert.deepEqual(Object.keys(data), ['two']);
});

test('GET does not run a query beside a mutation that is named', async () => {
  const response = await get({
    query: 'query Read { __typename } mutation Write { __typename }',
    operationName: 'Write',
  });
  assert.equal(response.status, 405);
});

for (const [method, send] of [
  ['GET', (body) => get(body, { accept: 'application/graphql-response+json' })],
  ['POST', (body) => post(body, { authorization, accept: 'application/graphql-response+json' })],
]) {
  test(`an operation name that the document lacks is an error over ${method}`, async () => {
    const response = await send({ query: TWO_OPERATIONS, operationName: 'Three' });
    assert.equal(response.status, 400);
    const { data, errors } = await response.json();
    assert.equal(data, undefined);
    assert.equal(errors.length, 1);
  });
}

test('a form or plain text, which another site could send, is refused with 415', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const response = await post({ query: QUERY }, { authorization, 'content-type': type });
    assert.equal(response.status, 415, type);
  }
});

test('a batch is refused with 400', async () => {
  const response = await post([{ query: QUERY }, { query: QUERY }], { authorization });
  assert.equal(response.status, 400);
});

test('a body of 3 MiB is read', async () => {
  const response = await post({ query: QUERY, extensions: { padding: 'x'.repeat(3 * MIB) } }, { authorization });
  assert.equal(response.status, 200);
});

test('a body beyond 4 MiB is refused with 413', async () => {
  // Announced and not sent: a server that refuses a body while it still arrives may reset the connection
  // before the client has read the answer.
  const announced = request(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'content-length': 4 * MIB + 1 },
  });
  announced.flushHeaders();
  const [response] = await once(announced, 'response');
  announced.destroy();
  assert.equal(response.statusCode, 413);
});
