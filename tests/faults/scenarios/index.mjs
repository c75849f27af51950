// All scenarios, in the order in which they are played.
import clientsCut from './clients-cut.mjs';
import clockJumps from './clock-jumps.mjs';
import connectionsCut from './connections-cut.mjs';
import fullDisk from './full-disk.mjs';
import immediateStop from './immediate-stop.mjs';
import killHub from './kill-hub.mjs';
import killPostgres from './kill-postgres.mjs';
import readOnly from './read-only.mjs';
import restore from './restore.mjs';
import twoHubs from './two-hubs.mjs';

export const scenarios = [
  fullDisk, readOnly, killHub, killPostgres, immediateStop, connectionsCut, clientsCut, clockJumps, twoHubs, restore,
];
