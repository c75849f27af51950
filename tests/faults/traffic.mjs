// Writers, readers and the watch over readiness, as long as a scenario lasts.
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './client.mjs';
import { INDICATOR } from './ledger.mjs';
import { attempt, attemptTogether } from './mutation.mjs';
import { PROVINCE, clerk, viewer } from './places.mjs';

const WRITERS = 4;
const PAUSE_MS = 10;
const AGAIN_AFTER_MS = 100;
const WRITE_WITHIN_MS = 120_000;
const READS = {
  figure: `{ figure(region: "${PROVINCE}", indicator: "${INDICATOR}", period: "1900", basis: SUBMITTED) { value } }`,
  me: '{ me { subject region { name } } }',
};

/** What goes on against one or several hubs. */
export class Traffic {
  #loops = [];
  #going = false;

  constructor(hubs, { issuer, ledger, tally }) {
    Object.assign(this, { hubs, issuer, ledger, tally });
    this.viewer = viewer(issuer);
    this.clerks = new Map(ledger.towns.map(({ town }) => [town, clerk(issuer, town)]));
  }

  start() {
    this.#going = true;
    const writers = Array.from({ length: WRITERS }, (_, i) => this.#repeat(() => this.#write(this.#hub(i))));
    const readers = Object.values(READS).map((query, i) => this.#repeat(() => this.#read(this.#hub(i), query)));
    const watches = this.hubs.map((hub) => this.#repeat(() => this.#watch(hub), AGAIN_AFTER_MS));
    this.#loops = [...writers, ...readers, ...watches];
  }

  /** Ends all, once each writer has brought its last write to an end. */
  async stop() {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  /** One attempt for a write, as its town's clerk. */
  attempt(write, hub) {
    return attempt(write, hub.url, this.clerks.get(write.town), this.tally);
  }

  /** Whether a figure is answered. */
  async reads(hub) {
    return (await ask(hub.url, this.viewer, READS.figure)).code === 'OK';
  }

  /** One call for several values of one town. */
  attemptTogether(writes, hub) {
    return attemptTogether(writes, hub.url, this.clerks.get(writes[0].town), this.tally);
  }

  #hub(i) {
    return this.hubs[i % this.hubs.length];
  }

  async #repeat(step, pause = PAUSE_MS) {
    while (this.#going) {
      await step();
      await sleep(pause);
    }
  }

  /** Sends a write until it is answered, with the same key. */
  async #write(hub) {
    const write = this.ledger.next();
    const deadline = Date.now() + WRITE_WITHIN_MS;
    while (write.state === 'open' && Date.now() < deadline) {
      const { code } = await this.attempt(write, hub);
      if (code !== 'OK') await sleep(AGAIN_AFTER_MS);
    }
  }

  async #read(hub, query) {
    const { code } = await ask(hub.url, this.viewer, query);
    this.tally.count('reader', code);
    if (code !== 'OK') await sleep(AGAIN_AFTER_MS);
  }

  async #watch(hub) {
    this.tally.count('ready', String(await hub.readiness()));
  }
}
