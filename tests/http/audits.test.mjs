// The public conformance audits of GraphQL over HTTP: MUST, SHOULD and MAY, every one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { token, url } from './server.mjs';

test('GraphQL over HTTP', async (t) => {
  const viewer = await token({ region: '44', roles: ['viewer'] });
  const fetchFn = (target, init) =>
    fetch(target, { ...init, headers: { ...init?.headers, authorization: `Bearer ${viewer}` } });
  const audits = serverAudits({ url, fetchFn });
  assert.equal(audits.length, 61);
  for (const audit of audits) {
    await t.test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      assert.equal(result.status, 'ok', result.reason);
    });
  }
});
