import type { HostWorker, LocalModel } from './host-worker.js';

export { openCountStore, removeCounts } from './browser-count-store.js';
export { fetchGuarded, hubEnvironment, hubSnapshot, markUsed, onlineAgain, openLocalShelf, storedPath } from './browser-fetch.js';
export { openFeatureFolder, openIndexFolder } from './browser-folder.js';
export type { CountStore } from './count-store.js';
export type { Folder } from './folder.js';
export type { HostWorker, LocalModel } from './host-worker.js';
export { MemoryFolder } from './memory-folder.js';
export { listIndexFolders, removeIndexFolder } from './private-folders.js';
export type { Shelf, ShelfFile } from './shelf.js';

export const isNode = false;
export const hasWorkers = typeof Worker !== 'undefined';

/**
 * Starts the worker that hosts the engine.
 * @param url where its script lies, for bundlers that copy nothing; must be of the page's own origin
 */
export function spawnEngineWorker(url?: string | URL): HostWorker {
  // Bundlers look for exactly this form; another would leave the worker out of what they build.
  const worker =
    url === undefined
      ? new Worker(new URL('../runtime/engine-worker-browser.js', import.meta.url), { type: 'module', name: 'saguim-engine' })
      : new Worker(new URL(url, document.baseURI), { type: 'module', name: 'saguim-engine' });
  let ended = false;
  let onDeath: (reason: string) => void = () => {};
  let onMessage: (message: unknown) => void = () => {};
  const died = (reason: string) => {
    if (ended) return;
    ended = true;
    onDeath(reason);
    worker.terminate();
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    died(event.message || 'its script could not be loaded');
  });
  worker.addEventListener('messageerror', () => died('a message could not be read'));
  worker.addEventListener('message', ({ data }) => {
    // Browsers do not tell when a worker is gone (ended by the system, or for memory). It holds a lock as long as it lives.
    if (data?.type === 'alive') void navigator.locks.request(data.lock, () => died('the browser ended it')).catch(() => {});
    else onMessage(data);
  });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    onMessage: (listener) => {
      onMessage = listener;
    },
    onDeath: (listener) => {
      onDeath = listener;
    },
    ref: () => {},
    unref: () => {},
    terminate: () => {
      ended = true;
      worker.terminate();
    },
  };
}

export function startTimer(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
}

let asked = false;

/** Browsers count no listeners. */
export function allowListeners(_signal: AbortSignal): void {}

/** Asks once that the browser keeps what is stored when room gets short. Only a window may ask. */
export function persistStorage(): void {
  if (asked || typeof document === 'undefined') return;
  asked = true;
  void navigator.storage?.persist?.().catch(() => false);
}

/** An absolute address; relative ones start from the page. */
export function resolveAddress(address: string | URL): string | undefined {
  const base = typeof document === 'undefined' ? globalThis.location?.href : document.baseURI;
  return new URL(address, base).href;
}

/** Pages have no folders. */
export function localFile(_path: string | URL): LocalModel | undefined {
  return undefined;
}

export function localModel(_name: string, _base?: string | URL): LocalModel | undefined {
  return undefined;
}

export function localModelNames(_base?: string | URL): string[] {
  return [];
}

/** Who types names does so in a terminal. */
export function nearestName(_asked: string, _names: readonly string[]): string | undefined {
  return undefined;
}
