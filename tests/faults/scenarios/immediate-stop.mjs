// PostgreSQL is stopped without a farewell and started again; the hub stays.
import { withoutServer } from './without-server.mjs';

export default {
  name: 'immediate-stop',
  engines: ['postgres'],
  play: (stage) => withoutServer(stage, (cluster) => cluster.stop('immediate')),
};
