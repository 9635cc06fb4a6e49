import { BlobSource, type ByteSource, MemorySource, OpfsSource, openModel } from '@saguim/engine';
import type { ModelLocation } from '../hub/location.js';
import { storageLock, withLock } from '../hub/lock.js';
import { MemoryShelf } from '../hub/memory-shelf.js';
import { canWriteFiles, OpfsShelf } from '../hub/opfs-shelf.js';
import type { OnProgress } from '../hub/progress.js';
import type { Shelf } from '../hub/shelf.js';
import { fetchModel } from '../hub/store.js';

// Where nothing can be stored, the last visit's models are at least not fetched twice in this one.
let memory: MemoryShelf | undefined;

async function openShelf(): Promise<Shelf> {
  return (canWriteFiles() && (await OpfsShelf.open(true))) || (memory ??= new MemoryShelf());
}

/** The stored file as a source of bytes. */
async function openStored(shelf: Shelf, file: string, name: string): Promise<ByteSource> {
  if (shelf instanceof OpfsShelf) {
    const handle = (await shelf.handle(file)) as unknown as Parameters<typeof OpfsSource.open>[0];
    return OpfsSource.open(handle);
  }
  return new MemorySource((await shelf.read(file))!, name);
}

/**
 * Opens a model's bytes, brings them to this device first if they are not here, and closes them after `use`. While it runs, stored
 * models are not erased.
 */
export async function withModelSource<T>(
  location: ModelLocation,
  options: { signal?: AbortSignal; onProgress?: OnProgress },
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const open = async (source: ByteSource) => {
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };
  if (location.kind === 'path') return open(await openModel(location.path, { signal: options.signal }));
  if (location.kind === 'blob') return open(new BlobSource(location.blob, location.name));
  return withLock(storageLock, 'shared', options.signal, async () => {
    const shelf = await openShelf();
    const { file, name } = await fetchModel(shelf, location, options);
    return open(await openStored(shelf, file, name));
  });
}
