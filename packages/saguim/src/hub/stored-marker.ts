import type { StoredFile } from './hub-contract.js';
import { isSource, keyOf } from './model-key.js';
import { readJson, type Shelf, writeJson } from './shelf.js';

/** What the store remembers of a model, beside its files. Without it they count for nothing. */
export interface Marker {
  readonly format: 1;
  readonly name: string;
  readonly source: string;
  readonly aliases?: readonly string[];
  readonly files: readonly (StoredFile & { readonly chunkSha256?: readonly string[] })[];
  readonly storedAt: number;
  /** What it is for, where that was looked at. */
  readonly task?: 'generation' | 'embedding' | 'classification';
  /** Where the files are, when they are another program's. */
  readonly at?: string;
}

export const markerName = (key: string) => `${key}/model.json`;
export const usedName = (key: string) => `${key}/.used.json`;

export function isMarker(value: unknown): value is Marker {
  const marker = value as Partial<Marker> | null | undefined;
  return (
    typeof marker?.name === 'string' &&
    typeof marker.source === 'string' &&
    typeof marker.storedAt === 'number' &&
    Array.isArray(marker.files) &&
    marker.files.every((file) => typeof file?.path === 'string' && Number.isSafeInteger(file.bytes))
  );
}

/** The marker of a model whose files are all there, as long as they should be. */
export async function readMarker(shelf: Shelf, key: string): Promise<Marker | undefined> {
  const marker = await readJson(shelf, markerName(key));
  if (!isMarker(marker)) return undefined;
  for (const { path, bytes } of marker.files) {
    if (marker.at === undefined && (await shelf.size(`${key}/${path}`)) !== bytes) return undefined;
  }
  return marker;
}

/** What is loaded of several files: the one that is a GGUF, else the folder. */
export const mainFile = (files: readonly { readonly path: string }[]) => files.find(({ path }) => /\.gguf$/i.test(path))?.path;

export const folderOf = (path: string) => path.slice(0, path.indexOf('/'));

export interface Found {
  readonly key: string;
  readonly marker: Marker;
}

/** The folders of all models, whole or not. */
export async function storedKeys(shelf: Shelf): Promise<string[]> {
  return [...new Set((await shelf.list()).filter((path) => path.includes('/')).map(folderOf))];
}

/** The stored copy of a model, by what it was asked for as, its name or an alias; asks no network. */
export async function findStored(shelf: Shelf, nameOrSource: string): Promise<Found | undefined> {
  const wanted = nameOrSource.toLowerCase();
  const isIt = ({ name, source, aliases = [] }: Marker) => [name, source, ...aliases].some((text) => text.toLowerCase() === wanted);
  const key = keyOf(nameOrSource);
  const direct = await readMarker(shelf, key);
  if (direct && isIt(direct)) return { key, marker: direct };
  if (isSource(nameOrSource)) return undefined;
  for (const other of await storedKeys(shelf)) {
    const marker = await readMarker(shelf, other);
    if (marker && isIt(marker)) return { key: other, marker };
  }
  return undefined;
}

export const writeMarker = (shelf: Shelf, key: string, marker: Marker) => writeJson(shelf, markerName(key), marker);

/** Remembers that a model was used just now. */
export async function markModelUsed(shelf: Shelf, key: string): Promise<void> {
  await writeJson(shelf, usedName(key), { at: Date.now() }).catch(() => {}); // a full disk does not keep a model from being used
}
