// What was begun is undone in the opposite order, in every case.

/** A stack of what is to be undone. */
export class Undo {
  #steps = [];

  /** Remembers how something that was just begun is ended. */
  later(step) {
    this.#steps.push(step);
  }

  /** Undoes everything; a step that fails is told and does not keep the others from being done. */
  async all() {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      await Promise.resolve(step()).catch((error) => console.error(`cleaning up: ${error.message}`));
    }
  }
}
