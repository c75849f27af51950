// The crowd beside the ordinary clients. Each part begins and gives what it can tell of itself at any time.
import { once } from 'node:events';
import { connect as open } from 'node:net';
import { connect } from '../events.mjs';
import { INDICATOR } from '../ledger.mjs';
import { PROVINCE } from '../places.mjs';

const AT_ONCE = 50;
const OPERATIONS_OF_A_CONNECTION = 100;
const HEADER = 'POST /graphql HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n';
const WHICH = `region: "${PROVINCE}", tier: TOWN, indicators: ["${INDICATOR}"]`;
const LARGE = `{ figures(${WHICH}, periods: ["1900", "1901", "1902", "1903"]) {
  region { code name path } indicator { code nameZh definition } period value noValueReason } }`;
const EVENTS = 'subscription { observationAccepted { observation { region { code } period value } } }';

/** Opens so many connections, a few at once, and tells how many are open still. */
async function sockets(url, count, begin) {
  const { hostname, port } = new URL(url);
  const all = [];
  while (all.length < count) {
    const few = Array.from({ length: Math.min(AT_ONCE, count - all.length) }, () => open(port, hostname));
    await Promise.all(few.map((socket) => once(socket, 'connect').catch(() => {})));
    for (const socket of few) {
      socket.on('error', () => {});
      begin(socket);
    }
    all.push(...few);
  }
  return () => ({ open: all.filter(({ readyState }) => readyState === 'open').length, of: count });
}

/** A part of the crowd: begun with the hub's address and a viewer's token. */
export const parts = {
  /** Connections that send nothing. */
  idle: ({ url }) => sockets(url, 1_100, (socket) => socket.resume()),

  /** Connections that send half a header. */
  'half-headers': ({ url }) => sockets(url, 200, (socket) => socket.resume().write(`${HEADER}X-Half: `)),

  /** Connections whose body comes a byte a second. */
  'half-bodies': ({ url, token }) => sockets(url, 100, (socket) => {
    socket.resume().write(`${HEADER}Authorization: Bearer ${token}\r\nContent-Length: 10000\r\n\r\n{"query":"`);
    const timer = setInterval(() => socket.write(' '), 1_000);
    socket.on('close', () => clearInterval(timer));
  }),

  /** Clients that ask for a large answer and read a kilobyte of it a second. */
  'slow-readers': ({ url, token }) => sockets(url, 50, (socket) => {
    const body = JSON.stringify({ query: LARGE });
    socket.pause().write(`${HEADER}Authorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const timer = setInterval(() => socket.read(1024), 1_000);
    socket.on('close', () => clearInterval(timer));
  }),

  /** Clients that send small operations over WebSocket as fast as they are answered. */
  floods: ({ url, token }) => {
    const told = { answers: 0, errors: 0 };
    for (let i = 0; i < 10; i += 1) flood(connect(url, token), told);
    return () => told;
  },

  /** Subscriptions of one viewer, over as many connections as they need. */
  subscriptions: ({ url, token }) => {
    const told = { subscribed: 1_000, events: 0, ended: 0 };
    for (let i = 0; i < told.subscribed / OPERATIONS_OF_A_CONNECTION; i += 1) subscribe(connect(url, token), told);
    return () => told;
  },
};

/** Keeps many operations of one connection in flight; who is refused stays away. */
function flood(client, told) {
  for (let i = 0; i < AT_ONCE; i += 1) {
    const again = () => {
      const next = ({ errors }) => (told[errors ? 'errors' : 'answers'] += 1);
      client.subscribe({ query: '{ me { subject } }' }, { next, error: () => (told.errors += 1), complete: again });
    };
    again();
  }
}

function subscribe(client, told) {
  for (let i = 0; i < OPERATIONS_OF_A_CONNECTION; i += 1) {
    const end = () => (told.ended += 1);
    client.subscribe({ query: EVENTS }, { next: () => (told.events += 1), error: end, complete: end });
  }
}
