// What every scenario plays on: a database of its own, a hub in service, and traffic.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hub } from './hub.mjs';
import { Ledger } from './ledger.mjs';
import { towns } from './places.mjs';
import { Tally } from './tally.mjs';
import { Traffic } from './traffic.mjs';
import { mount } from './volume.mjs';

const AGAIN_WITHIN_MS = 60_000;

/** The stage of one scenario on one engine. */
export class Stage {
  tally = new Tally();
  /** What went otherwise than the scenario asks, in words. */
  wrong = [];
  /** All hubs that were started. */
  hubs = [];
  /** Remarks that are told and not judged. */
  notes = [];
  /** The longest time after which it served again; none where nothing was to recover. */
  again = undefined;

  /** A stage with a running hub. `volume`: megabytes of the mount on which the data lie. */
  static async open({ template, folder, issuer, undo, options, volume, settings }) {
    const stage = Object.assign(new Stage(), { folder, issuer, undo, options, engine: template.engine });
    stage.volume = volume ? join(folder, 'volume') : undefined;
    // The server's own user reaches its files below this folder.
    await mkdir(folder, { mode: 0o755 });
    if (volume) await mount(stage.volume, volume, undo);
    stage.database = await template.copy(join(folder, 'database'), stage.volume);
    undo.later(() => stage.database.end());
    await stage.database.start();
    stage.hub = await stage.addHub('hub', { settings: settings?.(folder) });
    stage.ledger = new Ledger(await towns(stage.hub, issuer));
    stage.traffic = stage.trafficOn([stage.hub]);
    return stage;
  }

  /** A further hub, started, on this stage's database or on another. */
  async addHub(name, { database = this.database, settings } = {}) {
    const hub = await Hub.for(database, { folder: this.folder, issuer: this.issuer, name, settings });
    this.undo.later(() => hub.kill());
    this.hubs.push(hub);
    await hub.start();
    return hub;
  }

  /** What the logs of all hubs tell of faults of our own. */
  async causes() {
    return [...new Set((await Promise.all(this.hubs.map((hub) => hub.causes()))).flat())];
  }

  trafficOn(hubs) {
    return new Traffic(hubs, this);
  }

  /** Lets a phase go on for some seconds. */
  async phase(name, seconds = this.options.seconds) {
    this.tally.phase = name;
    await sleep(seconds * 1000);
  }

  /** Lets the fault go on for its time, and on until a write has failed, three times as long at most. */
  async faultUntilWritesFail() {
    await this.phase('fault');
    for (let more = 0; more < 2 && this.failedWrites() === 0; more += 1) await this.phase('fault');
    this.expect(this.failedWrites() > 0, 'no write failed: the fault was none');
  }

  failedWrites() {
    return this.#failed('writer');
  }

  expect(met, otherwise) {
    if (!met && !this.wrong.includes(otherwise)) this.wrong.push(otherwise);
  }

  /** While the fault lasts, `code` alone tells the writers of it, readers go on, and readiness is withdrawn. */
  async expectTold(code) {
    const { tally } = this;
    const others = tally.codes({ phase: 'fault', who: 'writer' }).map(([each]) => each);
    const strange = others.filter((each) => each !== 'OK' && each !== code);
    this.expect(strange.length === 0, `writers got ${strange.join(', ')} instead of ${code}`);
    const unread = this.#failed('reader');
    this.expect(unread === 0, `${unread} reads failed`);
    await this.expectNotReady();
  }

  /** While writes fail, the hub is not ready: asked as long as the fault lasts. */
  async expectNotReady() {
    const status = await this.hub.readiness();
    this.expect(status === 503, `readiness was ${status} while writes failed`);
  }

  /** Waits until a hub is ready, a fresh write is acknowledged and a figure is answered; since when it could. */
  async servesAgain(since, hub = this.hub) {
    this.tally.phase = 'after';
    const writes = this.trafficOn([hub]);
    let write = this.ledger.next('observation');
    while (Date.now() < since + AGAIN_WITHIN_MS) {
      if (write.state === 'unknown') write = this.ledger.next('observation');
      if (write.state === 'open') await writes.attempt(write, hub);
      if (write.state === 'acknowledged' && (await hub.ready()) && (await writes.reads(hub))) break;
      await sleep(50);
    }
    const took = Date.now() - since;
    this.again = Math.max(this.again ?? 0, took >= AGAIN_WITHIN_MS ? Infinity : took);
  }

  #failed(who) {
    const fault = { phase: 'fault', who };
    return this.tally.total(fault) - this.tally.total({ ...fault, code: 'OK' });
  }
}
