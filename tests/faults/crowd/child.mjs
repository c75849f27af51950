// One part of the crowd in a process of its own, so that its work does not delay the clients that are measured.
import { parts } from './parts.mjs';

const [name, url, token] = process.argv.slice(2);
const told = await parts[name]({ url, token });
process.on('message', () => process.send(told()));
process.on('disconnect', () => process.exit());
process.send('begun');
