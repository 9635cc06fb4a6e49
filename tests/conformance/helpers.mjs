// Helper threads whose life is in a test's hands.
import { Worker } from 'node:worker_threads';
import { BARRIER_GENERATION, POISON } from '../../packages/engine/dist/kernels/wasm/memory-words.js';
import { ThreadPool } from '../../packages/engine/dist/kernels/wasm/thread-pool.js';

/** Words that test and helpers share: what to do at the next attaching and the next step, and how many steps were run. */
export const [ATTACH, RUN, RUNS] = [0, 1, 2];
export const WAYS = { nothing: 0, exit: 1, throw: 2, stall: 3, cancel: 4 };

const scripts = {
  mortal: new URL('./mortal-helper.case.mjs', import.meta.url),
  missing: new URL('./no-such-helper.mjs', import.meta.url),
};

/** A pool of helpers that die on demand. */
export class MortalPool extends ThreadPool {
  constructor() {
    const self = {};
    super({ spawn: () => self.pool.spawn() });
    self.pool = this;
    this.words = new Int32Array(new SharedArrayBuffer(64));
    this.script = 'mortal';
    /** Every helper there ever was, in order. */
    this.spawned = [];
    /** The memory of the model that was attached last. */
    this.memory = undefined;
  }

  /** What the next helper that attaches a model, or runs a step, is to do. */
  order(word, way) {
    Atomics.store(this.words, word, WAYS[way]);
  }

  get runs() {
    return Atomics.load(this.words, RUNS);
  }

  spawn() {
    const worker = new Worker(scripts[this.script], { workerData: this.words, execArgv: [] });
    const entry = { kill: () => worker.terminate(), ended: false };
    this.spawned.push(entry);
    let onDeath = () => {};
    const died = (reason) => {
      if (!entry.ended) onDeath(reason);
      entry.ended = true;
    };
    worker.on('error', (error) => died(String(error)));
    worker.on('exit', (code) => died(`code ${code}`));
    return {
      post: (message) => {
        if (message.type === 'attach') this.memory = message.memory;
        worker.postMessage(message);
      },
      onMessage: (listener) => worker.on('message', listener),
      onDeath: (listener) => {
        onDeath = listener;
      },
      ref: () => worker.ref(),
      unref: () => worker.unref(),
      terminate: () => {
        entry.ended = true;
        return worker.terminate();
      },
    };
  }
}

/**
 * A thread that wakes whoever sleeps at a barrier of a model again and again, so that the sleeps that a barrier allows are used up at
 * once, until the model's memory is given up. Not while an order for a step waits: whoever is to obey it may be slow to begin.
 */
export async function hurry({ memory, words: orders }) {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const script = `
    const { workerData: { memory, stop, orders }, parentPort } = require('node:worker_threads');
    const words = new Int32Array(memory.buffer);
    parentPort.postMessage('begun');
    while (!Atomics.load(words, ${POISON}) && !Atomics.load(stop, 0)) if (!Atomics.load(orders, ${RUN})) Atomics.notify(words, ${BARRIER_GENERATION});`;
  const worker = new Worker(script, { eval: true, execArgv: [], workerData: { memory, stop, orders } });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  return {
    async end() {
      Atomics.store(stop, 0, 1);
      await ended;
    },
  };
}
