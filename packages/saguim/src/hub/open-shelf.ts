import { openLocalShelf, type Shelf } from '#platform';
import { MemoryShelf } from './memory-shelf.js';
import { canWriteFiles, OpfsShelf } from './opfs-shelf.js';

// Where nothing can be stored, the last visit's models are at least not fetched twice in this one.
let memory: MemoryShelf | undefined;

/** Where models are kept here. @param folder of the store, when it is not the usual one (Node) */
export async function openShelf(folder?: string | URL): Promise<Shelf> {
  return openLocalShelf(folder) ?? ((canWriteFiles() && (await OpfsShelf.open(true))) || (memory ??= new MemoryShelf()));
}
