// Ordinary clients with kept-alive connections, and how long they wait.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Lets so many clients ask in turn, for so many seconds; gives the times in milliseconds, sorted, and statuses. */
export async function measure(url, token, queries, { clients, seconds }) {
  const until = performance.now() + seconds * 1000;
  const times = [];
  const statuses = new Map();
  await Promise.all(Array.from({ length: clients }, async (_, i) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = i; performance.now() < until; turn += 1) {
      const begun = performance.now();
      const status = await post(url, token, queries[turn % queries.length], agent).catch(() => 'no answer');
      times.push(performance.now() - begun);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    agent.destroy();
  }));
  return { times: times.sort((a, b) => a - b), statuses };
}

/** The time that so many of a hundred do not exceed. */
export const percentile = (times, of) => times[Math.min(times.length - 1, Math.floor((times.length * of) / 100))];

function post(url, token, query, agent) {
  const body = JSON.stringify({ query });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers, agent, timeout: 30_000 });
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', reject);
    call.on('response', (response) => text(response).then(() => resolve(response.statusCode), reject));
    call.end(body);
  });
}
