// Subscribers to accepted values, and the acceptances that they are to hear of.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './client.mjs';
import { INDICATOR } from './ledger.mjs';
import { reviewer, viewer } from './places.mjs';

const require = createRequire(new URL('../http/package.json', import.meta.url));
const { createClient } = require('graphql-ws');
const WebSocket = require('ws');

const ACCEPTED = 'subscription { observationAccepted { observation { region { code } period } } }';
const ACCEPT = `mutation ($input: AcceptObservationsInput!) {
  acceptObservations(input: $input) { accepted issues { code } } }`;

/** A connection for subscriptions of the province's viewer. */
export function connect(url, token) {
  return createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    connectionParams: { authorization: `Bearer ${token}` },
  });
}

/** Begins to listen; `heard` has the town and period of every event so far. */
export async function listen(stage, hub) {
  const client = connect(hub.url, viewer(stage.issuer));
  stage.undo.later(() => client.dispose());
  const heard = [];
  const next = ({ data }) => {
    const { region, period } = data.observationAccepted.observation;
    heard.push(`${region.code} ${period}`);
  };
  client.subscribe({ query: ACCEPTED }, { next, error: () => {}, complete: () => {} });
  // Old events, if there are any, come at once.
  await sleep(2_000);
  return heard;
}

/** A county accepts the value of a write. */
export async function accept(stage, hub, write) {
  const keys = [{ region: write.town, indicator: INDICATOR, period: write.period }];
  const { code, data } = await ask(hub.url, reviewer(stage.issuer, write.county), ACCEPT, { input: { keys } });
  if (data?.acceptObservations?.accepted !== 1) throw new Error(`a value was not accepted: ${code}`);
  write.versions = 2;
}
