// Two hubs on one database, both written to; one is killed and comes back.
import { ask } from '../client.mjs';
import { INDICATOR } from '../ledger.mjs';
import { CITY, viewer } from '../places.mjs';

const FIGURES = `query ($periods: [Period!]!) {
  figures(region: "${CITY}", indicators: ["${INDICATOR}"], periods: $periods, basis: SUBMITTED) { value } }`;

/** Whether both say the same of the last periods. */
async function expectEqual(stage, hubs) {
  const periods = stage.ledger.periods().slice(-20);
  const answers = await Promise.all(hubs.map(({ url }) => ask(url, viewer(stage.issuer), FIGURES, { periods })));
  const [first, second] = answers.map(({ code, data }) => JSON.stringify([code, data]));
  stage.expect(first === second, 'the two hubs answer different figures');
}

export default {
  name: 'two-hubs',
  engines: ['postgres'],

  async play(stage) {
    const hubs = [stage.hub, await stage.addHub('second')];
    stage.traffic = stage.trafficOn(hubs);
    stage.traffic.start();
    await stage.phase('before');
    stage.tally.phase = 'fault';
    await hubs[1].kill();
    await stage.phase('fault');
    const since = Date.now();
    await hubs[1].start();
    await stage.servesAgain(since, hubs[1]);
    await stage.phase('after');
    await stage.traffic.stop();
    await expectEqual(stage, hubs);
  },
};
