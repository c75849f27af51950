// All processes of PostgreSQL are killed and the server is started again; the hub stays.
import { withoutServer } from './without-server.mjs';

export default {
  name: 'kill-postgres',
  engines: ['postgres'],
  play: (stage) => withoutServer(stage, (cluster) => cluster.kill()),
};
