// What was sent and what was answered: the truth with which the database is compared.

/** The indicator of all values: declared by towns, added up, whole numbers. */
export const INDICATOR = 'ADMIN_VILLAGES';
const FIRST_YEAR = 1900;
// Of five writes one is an enterprise, one a project, the others are values.
const KINDS = ['observation', 'observation', 'enterprise', 'observation', 'project'];

/** All writes of a scenario, each of its own place, period, value, name and key. */
export class Ledger {
  writes = [];
  #values = 0;

  constructor(towns) {
    this.towns = towns;
  }

  /** The next write, which nobody has made yet; of the given kind or of each in turn. */
  next(kind = KINDS[this.writes.length % KINDS.length]) {
    const number = this.writes.length;
    const write = kind === 'observation' ? this.#value(number) : this.#record(kind, number);
    // `open` until it is answered; then `acknowledged`, `refused`, or `unknown`: it may be there or not.
    this.writes.push({ kind, number, state: 'open', attempts: 0, ...write });
    return this.writes.at(-1);
  }

  /** A value for each of several periods of each town: a list for each town, which shares one key. */
  batches(periods) {
    const all = Array.from({ length: periods * this.towns.length }, () => this.next('observation'));
    return this.towns.map(({ town }) => {
      const batch = all.filter((write) => write.town === town);
      return batch.map((write) => Object.assign(write, { key: batch[0].key }));
    });
  }

  /** The writes of a state, of one kind or of all. */
  of(state, kind) {
    return this.writes.filter((write) => write.state === state && (!kind || write.kind === kind));
  }

  /** All periods of which a value was sent. */
  periods() {
    return [...new Set(this.writes.flatMap(({ period }) => period ?? []))];
  }

  #value(number) {
    const slot = this.#values;
    this.#values += 1;
    return {
      ...this.towns[slot % this.towns.length],
      period: String(FIRST_YEAR + Math.floor(slot / this.towns.length)),
      value: String(BigInt(number) * 1_000_003n + 17n),
      key: `fault-${number}`,
    };
  }

  #record(kind, number) {
    return { ...this.towns[number % this.towns.length], name: `Fault ${kind} number ${number}` };
  }
}
