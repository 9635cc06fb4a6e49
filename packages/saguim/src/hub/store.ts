import { SaguimError } from '@saguim/engine/spec';
import type { ModelFile } from './catalogue.js';
import { download } from './download.js';
import { downloadLock, withLock } from './lock.js';
import { checkCard } from './model-card.js';
import type { ModelProgress, OnProgress } from './progress.js';
import { type Shelf, writeJson } from './shelf.js';
import {
  type Addressed,
  type Downloadable,
  fileName,
  findStored,
  keyOf,
  markerName,
  readMarker,
  type StoredModel,
} from './stored-model.js';

/** Fetches `model.json` of a model that is not in the catalogue. */
async function readCard(location: Extract<Downloadable, { kind: 'card' }>, signal?: AbortSignal): Promise<Addressed> {
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
