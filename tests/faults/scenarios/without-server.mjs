// The hub goes on while its server is gone, and finds it again.

// Longer than a hub waits for a connection, so that its clients are told.
const GONE_S = 15;

/** Takes the server away by `end`, starts it again after a while, and expects `UNAVAILABLE` meanwhile. */
export async function withoutServer(stage, end) {
  stage.traffic.start();
  await stage.phase('before');
  stage.tally.phase = 'fault';
  await end(stage.database);
  await stage.phase('fault', GONE_S);
  const { tally } = stage;
  for (const who of ['writer', 'reader']) {
    const codes = tally.codes({ phase: 'fault', who }).map(([code]) => code);
    const strange = codes.filter((code) => code !== 'OK' && code !== 'UNAVAILABLE');
    stage.expect(strange.length === 0, `${who}s got ${strange.join(', ')} instead of UNAVAILABLE`);
  }
  await stage.expectNotReady();
  await stage.database.start();
  await stage.servesAgain(Date.now());
  await stage.phase('after');
}
