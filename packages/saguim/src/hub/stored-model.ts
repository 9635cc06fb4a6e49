import type { ModelLocation } from './location.js';
import { downloadLock, withLock } from './lock.js';
import { readJson, type Shelf } from './shelf.js';

/** A model that is whole on this device. */
export interface StoredModel {
  readonly name: string;
  /** Where it came from. */
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  /** Its file on the shelf. */
  readonly file: string;
}

export type Downloadable = Extract<ModelLocation, { kind: 'address' | 'card' }>;
export type Addressed = Extract<ModelLocation, { kind: 'address' }>;

export const markerName = (key: string) => `${key}.json`;
export const fileName = (key: string) => `${key}.gguf`;

/** Files are named by their contents where these are known, so the same model from two addresses is kept once. */
export async function keyOf({ url, file }: Addressed): Promise<string> {
  if (file) return file.sha256;
  // Without `crypto.subtle` (insecure pages) there is no private file system either, and memory takes names of any length.
  if (!globalThis.crypto?.subtle) return `url-${encodeURIComponent(url)}`;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url)));
  return `url-${Array.from(digest.subarray(0, 20), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function isMarker(value: unknown): value is StoredModel {
  const marker = value as StoredModel | undefined;
  return (
    typeof marker?.name === 'string' &&
    typeof marker.url === 'string' &&
    typeof marker.file === 'string' &&
    Number.isSafeInteger(marker.bytes) &&
    typeof marker.sha256 === 'string'
  );
}

export async function readMarker(shelf: Shelf, key: string): Promise<StoredModel | undefined> {
  const marker = await readJson(shelf, markerName(key));
  return isMarker(marker) && (await shelf.size(marker.file)) === marker.bytes ? marker : undefined;
}

/** Models that are whole on this device, newest first. */
export async function listStored(shelf: Shelf): Promise<StoredModel[]> {
  const found: StoredModel[] = [];
  for (const name of await shelf.list()) {
    if (!name.endsWith('.json')) continue;
    const marker = await readMarker(shelf, name.slice(0, -'.json'.length));
    if (marker) found.push(marker);
  }
  return found.sort((a, b) => b.storedAt - a.storedAt);
}

/** The stored copy of a model, if there is one; asks no network. */
export async function findStored(shelf: Shelf, location: Downloadable): Promise<StoredModel | undefined> {
  if (location.kind === 'address') return readMarker(shelf, await keyOf(location));
  return (await listStored(shelf)).find(({ url }) => url.startsWith(location.base));
}

/** Removes a stored model, whole or not. The marker goes first, so that a file half removed counts for nothing. */
export async function removeStored(shelf: Shelf, name: string): Promise<boolean> {
  let removed = false;
  for (const marker of await listStored(shelf)) {
    if (marker.name !== name) continue;
    const key = marker.file.replace(/\.gguf$/, '');
    await withLock(downloadLock(key), 'exclusive', undefined, async () => {
      await shelf.remove(markerName(key));
      await shelf.remove(marker.file);
      await shelf.remove(`${marker.file}.state`);
    });
    removed = true;
  }
  return removed;
}
