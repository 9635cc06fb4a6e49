import { BlobSource, type ByteSource, type FolderSource, MemorySource, OpfsSource, openModel } from '@saguim/engine';
import { markUsed } from '#platform';
import type { ModelLocation } from '../hub/location.js';
import { storageLock, withLock } from '../hub/lock.js';
import { openShelf } from '../hub/open-shelf.js';
import { OpfsShelf } from '../hub/opfs-shelf.js';
import type { OnProgress } from '../hub/progress.js';
import type { Shelf } from '../hub/shelf.js';
import { type Found, findStored, mainFile, markModelUsed } from '../hub/stored-marker.js';

interface Options {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** A stored file as a source of bytes; undefined when it is not there. */
async function openStored(shelf: Shelf, path: string, name: string): Promise<ByteSource | undefined> {
  if ((await shelf.size(path)) === undefined) return undefined;
  if (shelf instanceof OpfsShelf) {
    const handle = (await shelf.handle(path)) as unknown as Parameters<typeof OpfsSource.open>[0];
    return OpfsSource.open(handle);
  }
  return new MemorySource((await shelf.read(path))!, name);
}

/** A stored model: its GGUF file, or its folder as the file it would be. */
async function openFound(shelf: Shelf, { key, marker }: Found, { signal }: Options): Promise<ByteSource> {
  const { files, name, at } = marker;
  const main = mainFile(files);
  const local = at ?? shelf.pathOf?.(main === undefined ? key : `${key}/${main}`);
  if (local !== undefined) return openModel(local, { signal });
  if (main !== undefined) return (await openStored(shelf, `${key}/${main}`, name))!;
  const folder: FolderSource = { name, open: (path) => openStored(shelf, `${key}/${path}`, path) };
  const { openFolder } = await import('./open-folder.js');
  return openFolder(folder, signal);
}

/** What is not here yet is brought by code that is fetched for that alone. */
async function bring(
  shelf: Shelf,
  { name, base }: Extract<ModelLocation, { kind: 'hub' }>,
  { signal, onProgress }: Options,
): Promise<Found> {
  const { openHub } = await import('./hub-host.js');
  const hub = await openHub({ base }, shelf);
  return hub.bring(name, {
    signal,
    onProgress: ({ state, loaded, total, from }) => {
      if (state !== 'resolving' && total > 0) onProgress?.({ phase: 'download', loaded, total, from });
    },
  });
}

/**
 * Opens a model's bytes, brings them to this device first if they are not here, and closes them after `use`. While it runs, stored
 * models are not erased.
 */
export async function withModelSource<T>(location: ModelLocation, options: Options, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const open = async (source: ByteSource) => {
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };
  if (location.kind === 'path') {
    markUsed(location.path);
    return open(await openModel(location.path, { signal: options.signal }));
  }
  if (location.kind === 'blob') {
    const { blob, name } = location;
    if (blob instanceof Blob) return open(new BlobSource(blob, name));
    const { openBlobs } = await import('./open-folder.js');
    return open(await openBlobs(blob, name, options.signal));
  }
  return withLock(storageLock, 'shared', options.signal, async () => {
    const shelf = await openShelf();
    const found = (await findStored(shelf, location.name)) ?? (await bring(shelf, location, options));
    await markModelUsed(shelf, found.key);
    return open(await openFound(shelf, found, options));
  });
}
