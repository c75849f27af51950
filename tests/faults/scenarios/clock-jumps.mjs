// The hub's clock jumps an hour ahead and a day back while it serves.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../client.mjs';
import { PROVINCE, token } from '../places.mjs';

const HOUR_S = 3600;
// Not right again at the end: a day would pass by that, after which kept answers are forgotten as promised.
const JUMPS = [
  { name: 'an hour ahead', by: HOUR_S },
  { name: 'a day back', by: -24 * HOUR_S },
];

/** Where the library lies that turns a program's clock; none if it is not installed. */
function library() {
  const folders = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))];
  return folders.map((folder) => join(folder, 'faketime/libfaketimeMT.so.1')).find((file) => existsSync(file));
}

const clock = (folder) => join(folder, 'clock');
const turn = (folder, seconds) => writeFileSync(clock(folder), `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);

/** Who is admitted is told by the hub's clock: a token that ends half an hour from now by ours. */
async function expectTokensJudged(stage, { name, by }) {
  const exp = Math.floor(Date.now() / 1000) + HOUR_S / 2;
  const short = token(stage.issuer, { sub: `short ${name}`, region: PROVINCE, roles: ['viewer'], exp });
  const { code } = await ask(stage.hub.url, short, '{ me { subject } }');
  const due = by < HOUR_S / 2 ? 'OK' : 'UNAUTHENTICATED';
  stage.expect(code === due, `${name} a token was answered with ${code} instead of ${due}`);
}

export default {
  name: 'clock-jumps',
  engines: ['sqlite', 'postgres'],
  skipped: () => (library() ? undefined : 'libfaketime is not installed'),

  settings(folder) {
    turn(folder, 0);
    return {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: clock(folder),
      FAKETIME_NO_CACHE: '1',
      // Timers go on as they are: what jumps is the clock on the wall.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  },

  async play(stage) {
    stage.traffic.start();
    await stage.phase('before');
    for (const jump of JUMPS) {
      turn(stage.folder, jump.by);
      await stage.phase('fault');
      await expectTokensJudged(stage, jump);
    }
    const codes = stage.tally.codes({ phase: 'fault' }).map(([code]) => code);
    stage.expect(codes.every((code) => code === 'OK' || code === '200'), `meanwhile clients got ${codes.join(', ')}`);
    await stage.servesAgain(Date.now());
  },
};
