// PostgreSQL ends all sessions of the hub, again and again, while it is at work.
const EVERY_S = 0.5;

export default {
  name: 'connections-cut',
  engines: ['postgres'],

  async play(stage) {
    stage.traffic.start();
    await stage.phase('before');
    let cut = 0;
    for (let i = 0; i < stage.options.times; i += 1) {
      cut += await stage.database.cutHubs();
      await stage.phase('fault', EVERY_S);
    }
    stage.expect(cut > 0, 'there was no session to cut');
    await stage.servesAgain(Date.now());
    await stage.phase('after');
  },
};
