import { SaguimError } from '@saguim/engine/spec';
import { openLocalShelf, removeCounts } from '#platform';
import type { StoredModel } from '../hub/hub-contract.js';
import { storageChannel, storageLock, withLock } from '../hub/lock.js';
import { OpfsShelf, removeStorageFolder } from '../hub/opfs-shelf.js';
import { allClients } from './clients.js';

const openStore = async () => openLocalShelf() ?? (await OpfsShelf.open(false));

/** Models that this browser keeps for this origin, or that were pulled to this machine (Node), unfinished ones included. */
export async function storedModels(): Promise<StoredModel[]> {
  const shelf = await openStore();
  return shelf ? (await import('../hub/later.js')).listStored(shelf) : [];
}

/** Removes one stored model from this device; sessions that run it go on. @returns whether it was there */
export async function removeModel(name: string): Promise<boolean> {
  if (typeof name !== 'string') throw new SaguimError('invalid-argument', 'The name of a model is a text');
  // What nobody uses leaves the memory too: when it is wanted again it must come back to the device.
  await Promise.all(allClients().map((client) => client.closeUnused()));
  const shelf = await openStore();
  return shelf ? (await import('../hub/later.js')).removeStored(shelf, name) : false;
}

/**
 * Removes everything that this library keeps in this browser, models half downloaded included, and ends the engine: sessions that
 * still exist fail with `worker-died` and load anew when used again. Downloads in other tabs are ended too.
 */
export async function eraseAll(): Promise<void> {
  // An engine of this page alone is ended; one that other tabs use lets go of what is stored when it hears of it, as theirs do.
  const end = (shared: boolean) => Promise.all(allClients().map((client) => client.isShared === shared && client.terminate()));
  await end(false);
  // Asked for first: whoever reads or writes after those who now let go comes after the erasing.
  const erased = withLock(storageLock, 'exclusive', undefined, removeStorageFolder);
  if (typeof BroadcastChannel !== 'undefined') {
    const channel = new BroadcastChannel(storageChannel);
    channel.postMessage('erase');
    channel.close();
  }
  await removeCounts();
  await erased;
  await end(true);
}
