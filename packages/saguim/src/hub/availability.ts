import { SaguimError } from '@saguim/engine/spec';
import { isNode, openLocalShelf } from '#platform';
import { findEntry } from './catalogue.js';
import { locateModel, type ModelReference } from './location.js';
import { downloadLock, isLocked } from './lock.js';
import { isModelName, isSource, keyOf } from './model-key.js';
import { OpfsShelf } from './opfs-shelf.js';
import { findStored } from './stored-marker.js';

/** Whether a model can be used, and whether it must be fetched first. Asks no network. */
export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

/** @throws {SaguimError} `invalid-argument` for what is no name or address */
export async function modelAvailability(model: ModelReference, base?: string | URL): Promise<Availability> {
  let location: ReturnType<typeof locateModel>;
  try {
    location = locateModel(model, base);
  } catch (error) {
    if (error instanceof SaguimError && (error.code === 'not-found' || error.code === 'unsupported')) return 'unavailable';
    throw error;
  }
  if (location.kind !== 'hub') return 'available';
  // Sources have several spellings; most pages name none.
  const source = isSource(location.name) ? (await import('./later.js')).sourceOf(location.name) : location.name;
  const shelf = openLocalShelf() ?? (await OpfsShelf.open(false));
  if (shelf && (await findStored(shelf, source))) return 'available';
  if (await isLocked(downloadLock(keyOf(source)))) return 'downloading';
  // A page's server may have any name; in Node there are those that come along as packages, and those of the catalogue.
  if (!isNode || !isModelName(source)) return 'downloadable';
  if (findEntry(source)) return 'unavailable';
  return (await (await import('./later.js')).isKnownName(source)) ? 'downloadable' : 'unavailable';
}
