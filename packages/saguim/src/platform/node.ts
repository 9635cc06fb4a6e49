import { setMaxListeners } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { HostWorker, LocalModel } from './host-worker.js';

export type { CountStore } from './count-store.js';
export type { Folder } from './folder.js';
export type { HostWorker, LocalModel } from './host-worker.js';
export { MemoryFolder } from './memory-folder.js';
export { openCountStore, removeCounts } from './node-count-store.js';
export { fetchGuarded, onlineAgain } from './node-fetch.js';
export { listIndexFolders, openFeatureFolder, openIndexFolder, removeIndexFolder } from './node-folder.js';
export { hubEnvironment, hubSnapshot } from './node-hugging-face.js';
export { nearestName } from './node-nearest-name.js';
export { openLocalShelf } from './node-shelf.js';
export { markUsed, storedPath } from './node-stored.js';
export type { Shelf, ShelfFile } from './shelf.js';

export const isNode = true;
export const hasWorkers = true;

/** Starts the worker that hosts the engine; it does not keep a script running until `ref()`. */
export function spawnEngineWorker(url?: string | URL): HostWorker {
  const script = url === undefined ? new URL('../runtime/engine-worker-node.js', import.meta.url) : new URL(url, import.meta.url);
  // The worker inherits no flags: what a test runner or a debugger passes to Node is not meant for it.
  const worker = new Worker(script, { name: 'saguim-engine', execArgv: [] });
  worker.unref();
  let ended = false;
  let onDeath: (reason: string) => void = () => {};
  const died = (reason: string) => {
    if (ended) return;
    ended = true;
    onDeath(reason);
  };
  worker.on('error', (error) => died(String((error as Error)?.message ?? error)));
  worker.on('exit', (code) => died(`it ended with code ${code}`));
  worker.on('messageerror', (error) => died(`a message could not be read: ${error.message}`));
  return {
    post: (message, transfer) => worker.postMessage(message, (transfer ?? []) as never),
    onMessage: (listener) => {
      worker.on('message', listener);
      worker.unref(); // listening to messages refs the port again
    },
    onDeath: (listener) => {
      onDeath = listener;
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    terminate: () => {
      ended = true;
      void worker.terminate();
    },
  };
}

/** Runs the task in the next turn of the event loop without keeping a script running for it. */
export function startTimer(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Node takes more than ten listeners of a signal for a leak, and says so to whoever runs the app; as many as calls are under way are none. */
export function allowListeners(signal: AbortSignal): void {
  if (signal instanceof EventTarget) setMaxListeners(0, signal);
}

/** In Node nothing asks a person for room. */
export function persistStorage(): void {}

/** Addresses are relative to nothing in Node: a base of models is a folder there. */
export function resolveAddress(_address: string | URL): string | undefined {
  return undefined;
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
const isFile = (path: string) => existsSync(path) && statSync(path).isFile();

const toPath = (pathOrUrl: string | URL) =>
  pathOrUrl instanceof URL || /^file:/i.test(pathOrUrl) ? fileURLToPath(pathOrUrl) : resolve(pathOrUrl);

/** The GGUF that a folder's `model.json` names, or the only one in it. */
function modelIn(folder: string): LocalModel | undefined {
  if (!isFolder(folder)) return undefined;
  let file: unknown;
  try {
    file = (JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { files?: { path?: unknown }[] }).files?.[0]?.path;
  } catch {
    // As people clone them from a hub: the folder is the model.
    if (isFile(join(folder, 'config.json'))) return localFile(folder);
    const found = readdirSync(folder).filter((name) => /\.gguf$/i.test(name));
    file = found.length === 1 ? found[0] : undefined;
  }
  if (typeof file !== 'string' || !/^[\w.-]+$/.test(file)) return undefined;
  const path = join(folder, file);
  return isFile(path) ? { path, bytes: statSync(path).size } : undefined;
}

/** A model by its path: a GGUF file, or a folder of Hugging Face's kind with its weights as safetensors. */
export function localFile(pathOrUrl: string | URL): LocalModel | undefined {
  const path = toPath(pathOrUrl);
  if (isFolder(path) && isFile(join(path, 'config.json'))) {
    const weights = readdirSync(path).filter((name) => name.endsWith('.safetensors'));
    return { path, bytes: weights.reduce((sum, name) => sum + statSync(join(path, name)).size, 0) };
  }
  return isFile(path) ? { path, bytes: statSync(path).size } : undefined;
}

/**
 * A model by its name: in the folder `base` if one is given; else as the package `@saguim/model-<name>` that the app (or this
 * package) can import, else in a folder `models` of the app or above it.
 */
export function localModel(name: string, base?: string | URL): LocalModel | undefined {
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) return undefined;
  if (base !== undefined) return modelIn(join(toPath(base), name));
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      const found = modelIn(dirname(createRequire(from).resolve(`@saguim/model-${name}/model.json`)));
      if (found) return found;
    } catch {
      // Not installed here; the next place may have it.
    }
  }
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const found = modelIn(join(folder, 'models', name));
    if (found || dirname(folder) === folder) return found;
  }
}

/** Names of the models in the folder `base`, or of all that `localModel` would find in the usual places. */
export function localModelNames(base?: string | URL): string[] {
  const names = new Set<string>();
  const take = (folder: string, prefix = '') => {
    if (!isFolder(folder)) return;
    for (const entry of readdirSync(folder)) {
      if (entry.startsWith(prefix) && isFile(join(folder, entry, 'model.json'))) names.add(entry.slice(prefix.length));
    }
  };
  if (base !== undefined) take(toPath(base));
  else {
    for (let folder = process.cwd(); ; folder = dirname(folder)) {
      take(join(folder, 'models'));
      take(join(folder, 'node_modules/@saguim'), 'model-');
      if (dirname(folder) === folder) break;
    }
  }
  return [...names].sort();
}
