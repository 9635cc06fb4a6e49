import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { LocalModel } from './host-worker.js';
import { storeFolder } from './node-shelf.js';

interface Marker {
  readonly name: string;
  readonly source: string;
  readonly aliases: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly at?: string;
}

function readMarker(folder: string): Marker | undefined {
  try {
    const { name, source, aliases = [], files, at } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Partial<Marker>;
    if (typeof name !== 'string' || typeof source !== 'string' || !Array.isArray(files)) return undefined;
    return { name, source, aliases, files, at };
  } catch {
    return undefined;
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size;

/**
 * What was pulled of a model, whole: its GGUF file, or the folder of its files. Asks no network and waits for nothing.
 * @param wanted its name, an alias or its source
 * @param store the folder of stored models, when it is not the usual one
 */
export function storedPath(wanted: string, store?: string | URL): LocalModel | undefined {
  const root = storeFolder(store);
  let folders: string[];
  try {
    folders = readdirSync(root);
  } catch {
    return undefined; // nothing was ever pulled
  }
  const text = wanted.toLowerCase();
  for (const key of folders) {
    const marker = readMarker(join(root, key));
    if (!marker || ![marker.name, marker.source, ...marker.aliases].some((name) => String(name).toLowerCase() === text)) continue;
    const { files, at } = marker;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (at !== undefined) return sizeOf(at) === undefined ? undefined : { path: at, bytes };
    if (files.some((file) => sizeOf(join(root, key, file.path)) !== file.bytes)) return undefined;
    const main = files.find(({ path }) => /\.gguf$/i.test(path));
    return { path: main ? join(root, key, main.path) : join(root, key), bytes };
  }
  return undefined;
}

/** Remembers that a stored model was used just now, where the path is one's. */
export function markUsed(path: string): void {
  const root = storeFolder();
  const [key] = relative(root, path).split(sep);
  if (!key || key === '..' || !readMarker(join(root, key))) return;
  try {
    writeFileSync(join(root, key, '.used.json'), JSON.stringify({ at: Date.now() }));
  } catch {
    // Not ours to write: it is used nevertheless.
  }
}
