import type { HostWorker } from './host-worker.js';

/** Starts a helper thread. @param url where its script lies, when it is not beside the engine's own */
export function spawnHelper(url?: string | URL): HostWorker {
  // Bundlers look for exactly this form; another would leave the script out of what they build.
  const worker =
    url === undefined
      ? new Worker(new URL('../kernels/wasm/helper-browser.js', import.meta.url), { type: 'module', name: 'saguim-helper' })
      : new Worker(new URL(url, globalThis.location.href), { type: 'module', name: 'saguim-helper' });
  let ended = false;
  let onDeath: (reason: string) => void = () => {};
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    if (ended) return;
    ended = true;
    onDeath(event.message || 'its script could not be loaded');
  });
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as Transferable[]),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onDeath: (listener) => {
      onDeath = listener;
    },
    unref: () => {},
    ref: () => {},
    terminate: () => {
      ended = true;
      worker.terminate();
      return Promise.resolve();
    },
  };
}

export function hardwareThreads(): number {
  return navigator.hardwareConcurrency || 1;
}

/** Shared memory needs a page (and worker) isolated by COOP and COEP; a page's main thread may not wait on it. */
export const canShareMemory =
  typeof SharedArrayBuffer !== 'undefined' &&
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true &&
  typeof (globalThis as { document?: unknown }).document === 'undefined' &&
  typeof Worker !== 'undefined';
