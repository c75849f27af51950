// Starts one hub, runs every *.test.mjs against it, and checks that it stops cleanly.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startHub } from './server.mjs';

const hub = await startHub();
try {
  const tests = spawn(process.execPath, ['--test', '--test-reporter=spec'], {
    cwd: new URL('.', import.meta.url),
    env: { ...process.env, TRIBUTARY_HTTP_URL: hub.url, TRIBUTARY_HTTP_DATA: hub.data },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await hub.stop();
}
