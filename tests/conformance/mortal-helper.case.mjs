// A helper thread as the engine's own, that also does what helper threads should not when its test says so.
import { parentPort, workerData } from 'node:worker_threads';
import { startHelper } from '../../packages/engine/dist/kernels/wasm/helper-loop.js';
import { CANCEL } from '../../packages/engine/dist/kernels/wasm/memory-words.js';
import { ATTACH, RUN, RUNS, WAYS } from './helpers.mjs';

const { Instance } = WebAssembly;
const words = workerData;

/** Each way happens once. */
function misbehave(word, memory) {
  const way = Atomics.exchange(words, word, 0);
  if (way === WAYS.exit) process.exit(7);
  if (way === WAYS.throw) throw new Error('a mistake of the test');
  if (way === WAYS.stall) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (way === WAYS.cancel) Atomics.store(new Int32Array(memory.buffer), CANCEL, 1);
}

WebAssembly.Instance = class {
  constructor(module, imports) {
    misbehave(ATTACH, imports.env.memory);
    const { run } = new Instance(module, imports).exports;
    this.exports = {
      run(...part) {
        Atomics.add(words, RUNS, 1);
        misbehave(RUN, imports.env.memory);
        return run(...part);
      },
    };
  }
};

const receive = startHelper((message) => parentPort.postMessage(message));
parentPort.on('message', receive);
