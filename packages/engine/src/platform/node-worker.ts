import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HostWorker } from './host-worker.js';

/** Starts a helper thread. @param url where its script lies, when it is not beside the engine's own */
export function spawnHelper(url?: string | URL): HostWorker {
  const script = url === undefined ? new URL('../kernels/wasm/helper-node.js', import.meta.url) : new URL(url, import.meta.url);
  // It inherits no flags: what a test runner or a debugger passes to Node is not meant for it.
  const worker = new Worker(script, { name: 'saguim-helper', execArgv: [] });
  let ended = false;
  let onDeath: (reason: string) => void = () => {};
  const died = (reason: string) => {
    if (ended) return;
    ended = true;
    onDeath(reason);
  };
  worker.on('error', (error) => died(String((error as Error)?.message ?? error)));
  worker.on('exit', (code) => died(`it ended with code ${code}`));
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as never),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      onDeath = listener;
    },
    unref: () => worker.unref(),
    ref: () => worker.ref(),
    terminate: () => {
      ended = true;
      return worker.terminate();
    },
  };
}

export function hardwareThreads(): number {
  return availableParallelism();
}

/** Helper threads may be used: Node always has shared memory. */
export const canShareMemory = true;
