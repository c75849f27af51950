// A small volume of its own, and the ballast that fills it.
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.mjs';

const CHUNKS = [1 << 20, 4096];

/** Why no volume can be mounted here, if so. */
export function noMounts() {
  return process.getuid() === 0 ? undefined : 'mounting needs root';
}

/** Mounts a volume of so many megabytes in memory. */
export async function mount(folder, megabytes, undo) {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tributary-faults', folder]);
  undo.later(() => run('umount', ['--lazy', folder]));
}

/** A file that takes what is left of a volume, and keeps taking what others give back. */
export class Ballast {
  constructor(folder) {
    this.file = join(folder, 'ballast');
  }

  fill() {
    this.handle = openSync(this.file, 'a');
    this.#top();
    this.timer = setInterval(() => this.#top(), 100);
  }

  async remove() {
    clearInterval(this.timer);
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
    await rm(this.file, { force: true });
  }

  #top() {
    for (const size of CHUNKS) {
      const chunk = Buffer.alloc(size);
      // A write that is short or refused is the end of this size: the volume is small, so the end comes.
      while (this.#written(chunk) === size);
    }
  }

  #written(chunk) {
    try {
      return writeSync(this.handle, chunk);
    } catch (error) {
      if (error.code === 'ENOSPC') return 0;
      throw error;
    }
  }
}
