// Clients hang up in the middle of a body and before the answer, while others are at work.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { viewer } from '../places.mjs';

const BODY = JSON.stringify({ query: '{ me { subject } }' });

/** Sends so much of a request and hangs up. */
async function hangUp({ hub, issuer }, part, patience) {
  const headers = {
    authorization: `Bearer ${viewer(issuer)}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(BODY),
  };
  const call = request(hub.url, { method: 'POST', headers });
  call.on('error', () => {});
  call.flushHeaders();
  call.write(BODY.slice(0, part));
  await sleep(patience);
  call.destroy();
}

export default {
  name: 'clients-cut',
  engines: ['sqlite', 'postgres'],

  async play(stage) {
    stage.traffic.start();
    await stage.phase('before');
    stage.tally.phase = 'fault';
    for (let i = 0; i < stage.options.times * 10; i += 1) {
      await Promise.all([hangUp(stage, BODY.length / 2, 20), hangUp(stage, BODY.length, 0), hangUp(stage, 1, 5)]);
    }
    const codes = stage.tally.codes({ phase: 'fault', who: 'writer' }).map(([code]) => code);
    stage.expect(codes.every((code) => code === 'OK'), `the others got ${codes.join(', ')}`);
    await stage.servesAgain(Date.now());
  },
};
