#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then serves Studio.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { Plain, root, runMain } from './lib/house.mjs';

const usage = `Usage: npm start -- [--port PORT] [--host HOST]

Builds what is missing and serves Studio.
  --port PORT   default 7373; the next free one when it is taken
  --host HOST   default 127.0.0.1, for this machine alone; browsers give threads and offline use
                to other machines only over HTTPS (see docs/deploying.md)`;

function options() {
  let values;
  try {
    ({ values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new Plain(`${error.message}\n\n${usage}`, 2);
  }
  const { port = '7373', host = '127.0.0.1', help } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Plain(`--port takes a number from 0 to 65535, not "${port}".`, 2);
  if (!host) throw new Plain('--host takes a name or an address of this machine, such as 127.0.0.1 or 0.0.0.0.', 2);
  return { port: Number(port), host, help };
}

await runMain(async () => {
  const { port, host, help } = options();
  if (help) return console.log(usage);
  console.log('Saguim: building what is missing');
  await build(['engine', 'saguim', 'elements', 'studio']);
  // Loaded only now: it needs a dependency that the build has just installed.
  const { createStudioServer } = await import('./studio-server.mjs');
  const studio = await createStudioServer({ root: join(root, 'apps/studio/dist'), models: join(root, 'models'), host, port }).catch(
    (error) => {
      throw new Plain(`Studio cannot be served on ${host}, port ${port}: ${error.message}. Choose others with --host and --port.`);
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void studio.close());
  if (port && studio.port !== port) console.log(`Port ${port} is taken.`);
  console.log(`\nSaguim Studio: ${studio.url}\nStop with Ctrl-C.`);
});
