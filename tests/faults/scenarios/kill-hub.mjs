// The hub is killed without warning and started again, many times.
export default {
  name: 'kill-hub',
  engines: ['sqlite', 'postgres'],

  async play(stage) {
    stage.traffic.start();
    for (let i = 0; i < stage.options.times; i += 1) {
      await stage.phase('before', 1 + (i % 3) / 2);
      stage.tally.phase = 'fault';
      await stage.hub.kill();
      const since = Date.now();
      await stage.hub.start();
      await stage.servesAgain(since);
    }
  },
};
