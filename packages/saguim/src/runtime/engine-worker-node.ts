// The worker thread that hosts the engine in Node.
import { parentPort } from 'node:worker_threads';
import { EngineHost } from './engine-host.js';

const port = parentPort!;
new EngineHost().serve({
  post: (message, transfer) => port.postMessage(message, (transfer ?? []) as never),
  onMessage: (listener) => void port.on('message', listener),
});
