// The real worker of the engine, which dies with the message whose number stands in the file SAGUIM_TEST_DEATH: before it is read, or in its
// sending. The next worker finds no such file, and lives.
import { readFileSync, rmSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const file = process.env.SAGUIM_TEST_DEATH;
let left = Number.POSITIVE_INFINITY;
try {
  left = Number(readFileSync(file, 'utf8'));
  rmSync(file);
} catch {}
const count = () => {
  if (--left <= 0) process.exit(7);
};

const { on, postMessage } = parentPort;
parentPort.postMessage = (...all) => {
  count();
  postMessage.apply(parentPort, all);
};
parentPort.on = (name, listener) =>
  on.call(
    parentPort,
    name,
    name !== 'message'
      ? listener
      : (message) => {
          count();
          listener(message);
        },
  );

await import('../../packages/saguim/dist/runtime/engine-worker-node.js');
