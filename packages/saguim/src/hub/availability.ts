import { SaguimError } from '@saguim/engine/spec';
import { locateModel, type ModelReference } from './location.js';
import { OpfsShelf } from './opfs-shelf.js';
import { findStored } from './stored-model.js';

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
  if (location.kind === 'path' || location.kind === 'blob') return 'available';
  const shelf = await OpfsShelf.open(false);
  return shelf && (await findStored(shelf, location)) ? 'available' : 'downloadable';
}
