// A private PostgreSQL cluster, owned by another user when we are root, because PostgreSQL refuses root.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../http/server.mjs';
import { cells, run } from './command.mjs';

const OWNER = 'postgres';
const DATABASE = 'tributary';
// Processes are killed here, never the machine: what was written to the kernel is kept without fsync.
const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
shared_buffers = 32MB
max_wal_size = 64MB
fsync = off
`;

const program = (name) => join(process.env.PG_BIN, name);

/** Runs one of PostgreSQL's programs as the owner of the cluster. */
function owned(name, args, folder) {
  if (process.getuid() !== 0) return run(program(name), args, { cwd: folder });
  const user = [`--reuid=${OWNER}`, `--regid=${OWNER}`, '--clear-groups'];
  return run('setpriv', [...user, program(name), ...args], { cwd: folder });
}

/** A folder that the owner of clusters may fill. */
export async function ownedFolder(folder) {
  await mkdir(folder, { recursive: true });
  if (process.getuid() === 0) await run('chown', [OWNER, folder]);
}

/** One cluster with one database. */
export class Cluster {
  engine = 'postgres';

  constructor(folder, port) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.port = port;
    this.url = `postgres://postgres@127.0.0.1:${port}/${DATABASE}`;
  }

  /** A new cluster with an empty database, running. */
  static async create(folder) {
    await ownedFolder(folder);
    const cluster = new Cluster(folder, await freePort());
    const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
    await owned('initdb', [`--pgdata=${cluster.data}`, '--wal-segsize=1', ...options], folder);
    await appendFile(join(cluster.data, 'postgresql.conf'), SETTINGS);
    await cluster.start();
    await cluster.rows(`CREATE DATABASE ${DATABASE}`, 'postgres');
    return cluster;
  }

  /** A copy of a stopped cluster, with data and log of writes in folders of their own, not started. */
  async copy(folder, data = folder) {
    for (const each of [folder, data]) await ownedFolder(each);
    const twin = new Cluster(folder, await freePort());
    twin.data = join(data, 'data');
    await run('cp', ['-a', this.data, twin.data]);
    await run('mv', [join(twin.data, 'pg_wal'), join(folder, 'wal')]);
    await run('ln', ['-s', join(folder, 'wal'), join(twin.data, 'pg_wal')]);
    return twin;
  }

  /** The same cluster under another port; it must not be running. */
  at(port) {
    const moved = new Cluster(this.folder, port);
    moved.data = this.data;
    return moved;
  }

  async start() {
    await this.#control('start', `--log=${join(this.folder, 'log')}`, `--options=-p ${this.port}`, '--timeout=60');
  }

  /** Stops it: `smart`, `fast` or `immediate`. */
  async stop(mode = 'fast') {
    await this.#control('stop', `--mode=${mode}`, '--timeout=60');
  }

  /** Stops it if it runs. */
  async end() {
    if (await this.pid()) await this.stop('immediate');
  }

  /** Starts it if it has gone down, as a supervisor would. */
  async revive() {
    const running = await this.rows('SELECT 1').catch(() => undefined);
    if (!running) await this.end().catch(() => {}).then(() => this.start());
  }

  /** Kills the server and all its processes at once. */
  async kill() {
    const server = await this.pid();
    const children = await run('ps', ['-o', 'pid=', '--ppid', String(server)]);
    for (const pid of [server, ...children.split(/\s+/).filter(Boolean).map(Number)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    }
  }

  /** The process id of the server; none while it is stopped. */
  async pid() {
    const text = await readFile(join(this.data, 'postmaster.pid'), 'utf8').catch(() => '');
    return text ? Number.parseInt(text, 10) : undefined;
  }

  /** Rows of a query, each a list of texts. A session of ours may write even while others may not by default. */
  async rows(sql, database = DATABASE) {
    return cells(await this.#psql(['-At', '-c', sql], database));
  }

  /** Ends all sessions of hubs; gives their number. */
  async cutHubs() {
    const sessions = "pg_stat_activity WHERE application_name = 'tributary'";
    return (await this.rows(`SELECT pg_terminate_backend(pid) FROM ${sessions}`)).length;
  }

  /** Writes the whole database into a file, as an operator's backup does. */
  async dump(file) {
    await run(program('pg_dump'), [...this.#address(), '-f', file, DATABASE]);
  }

  /** Reads such a file into the empty database. */
  async restore(file) {
    await this.#psql(['-f', file], DATABASE);
  }

  #address() {
    return ['-h', '127.0.0.1', '-p', this.port, '-U', 'postgres'];
  }

  #psql(args, database) {
    const env = { ...process.env, PGOPTIONS: '-c default_transaction_read_only=off' };
    return run(program('psql'), ['-Xq', '-v', 'ON_ERROR_STOP=1', ...this.#address(), '-d', database, ...args], { env });
  }

  async #control(verb, ...options) {
    await owned('pg_ctl', [`--pgdata=${this.data}`, '--silent', ...options, verb], this.folder);
  }
}
