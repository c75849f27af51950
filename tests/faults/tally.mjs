// How often which answer came, to whom, in which phase of a scenario.

/** Counts of answers. */
export class Tally {
  /** Where the scenario is: `before`, `fault` or `after`. */
  phase = 'before';
  #counts = new Map();

  count(who, code) {
    const key = JSON.stringify([this.phase, who, code]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** How many answers fit; what is left out of the question fits all. */
  total({ phase, who, code } = {}) {
    return this.#fitting({ phase, who, code }).reduce((sum, [, count]) => sum + count, 0);
  }

  /** The codes that came, the most frequent first, with their counts. */
  codes(question = {}) {
    const codes = new Map();
    for (const [[, , code], count] of this.#fitting(question)) codes.set(code, (codes.get(code) ?? 0) + count);
    return [...codes].sort(([, a], [, b]) => b - a);
  }

  #fitting({ phase, who, code }) {
    const asked = [phase, who, code];
    return [...this.#counts]
      .map(([key, count]) => [JSON.parse(key), count])
      .filter(([key]) => asked.every((part, i) => part === undefined || part === key[i]));
  }
}
