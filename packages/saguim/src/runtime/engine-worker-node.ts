// The worker thread that hosts the engine in Node.
import { parentPort } from 'node:worker_threads';
import { createEngineHost } from './engine-host.js';
import { serve } from './rpc.js';

const port = parentPort!;
serve(
  {
    post: (message, transfer) => port.postMessage(message, (transfer ?? []) as never),
    onMessage: (listener) => void port.on('message', listener),
  },
  createEngineHost(),
);
