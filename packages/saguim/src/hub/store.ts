import { SaguimError } from '@saguim/engine/spec';
import { sha256 } from 'hash-wasm';
import type { ModelFile } from './catalogue.js';
import { download } from './download.js';
import type { ModelLocation } from './location.js';
import { downloadLock, withLock } from './lock.js';
import { checkCard } from './model-card.js';
import type { ModelProgress, OnProgress } from './progress.js';
import { readJson, type Shelf, writeJson } from './shelf.js';

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

type Downloadable = Extract<ModelLocation, { kind: 'address' | 'card' }>;
type Addressed = Extract<ModelLocation, { kind: 'address' }>;

const markerName = (key: string) => `${key}.json`;
const fileName = (key: string) => `${key}.gguf`;

/** Files are named by their contents where these are known, so the same model from two addresses is kept once. */
async function keyOf({ url, file }: Addressed): Promise<string> {
  return file ? file.sha256 : `url-${(await sha256(url)).slice(0, 40)}`;
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

async function readMarker(shelf: Shelf, key: string): Promise<StoredModel | undefined> {
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

/** Fetches `model.json` of a model that is not in the catalogue. */
async function readCard(location: Extract<ModelLocation, { kind: 'card' }>, signal?: AbortSignal): Promise<Addressed> {
  const url = new URL('model.json', location.base).href;
  const problem = (what: string, cause?: unknown) =>
    new SaguimError('network', what, {
      where: url,
      hint: 'Put the model there (npx saguim add NAME --to FOLDER), or name the right base.',
      cause,
    });
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw problem('The description of the model cannot be fetched', cause);
  }
  if (response.status === 404) {
    throw new SaguimError('not-found', `There is no model "${location.name}"`, {
      where: url,
      hint: 'Put it there (npx saguim add NAME --to FOLDER), or name the right base of models.',
    });
  }
  if (!response.ok) throw problem(`The server answered ${response.status} instead of the model's description`);
  if (/^text\/html\b/i.test(response.headers.get('content-type') ?? ''))
    throw problem("A web page came instead of the model's description");
  let card: unknown;
  try {
    card = await response.json();
  } catch (cause) {
    signal?.throwIfAborted();
    throw problem("The model's description is not JSON", cause);
  }
  const file: ModelFile = checkCard(card, url).files[0]!;
  return { kind: 'address', name: location.name, url: new URL(file.path, location.base).href, file };
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Progress of a download that another tab makes, so that this one can show it too. */
function relay(key: string, onProgress: OnProgress | undefined): { tell(progress: ModelProgress): void; close(): void } {
  if (typeof BroadcastChannel === 'undefined') return { tell: (progress) => onProgress?.(progress), close: () => {} };
  const channel = new BroadcastChannel(downloadLock(key));
  let told = 0;
  channel.onmessage = ({ data }) => onProgress?.(data as ModelProgress);
  return {
    tell: (progress) => {
      onProgress?.(progress);
      const share = Math.floor((progress.loaded / progress.total) * 256);
      if (share !== told) channel.postMessage(progress);
      told = share;
    },
    close: () => channel.close(),
  };
}

/**
 * A model that is whole on the shelf, downloaded if it is not: once, also when several tabs ask at the same time.
 * @throws {SaguimError} as `download`; `not-found` when the server has no such model
 */
export async function fetchModel(shelf: Shelf, location: Downloadable, options: FetchOptions = {}): Promise<StoredModel> {
  const { signal, onProgress } = options;
  const early = await findStored(shelf, location);
  if (early) return early;
  const address = location.kind === 'card' ? await readCard(location, signal) : location;
  const key = await keyOf(address);
  const progress = relay(key, onProgress);
  try {
    return await withLock(downloadLock(key), 'exclusive', signal, async () => {
      const present = await readMarker(shelf, key); // another tab may have brought it meanwhile
      if (present) return present;
      const target = fileName(key);
      const { url, file } = address;
      const got = await download({ url, target, expected: file, shelf, signal, onProgress: progress.tell });
      const stored: StoredModel = { name: address.name, url, ...got, storedAt: Date.now(), file: target };
      // Only now is it a model: without this marker the file counts for nothing.
      await writeJson(shelf, markerName(key), stored);
      return stored;
    });
  } finally {
    progress.close();
  }
}

/** Bytes of a download that was begun and not finished. */
export async function partlyStored(shelf: Shelf, location: Downloadable): Promise<number> {
  if (location.kind !== 'address') return 0;
  return (await shelf.size(fileName(await keyOf(location)))) ?? 0;
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
