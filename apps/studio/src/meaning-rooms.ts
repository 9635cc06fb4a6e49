// The rooms of the places that find by meaning. They are loaded when one of these places is opened first, not before.
import type { SearchRoom } from '@saguim/elements/search';

/** A module that is loaded once; after a failure the next call tries again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** The libraries of this browser. */
export const loadSearchRoom = once(async (): Promise<SearchRoom> => {
  const [elements, { readPdf }] = await Promise.all([import('@saguim/elements/search'), import('./pdf.js')]);
  const { createSaguimSearchProvider, libraryDatabase, libraryTables, ModelLoader, openTables, SearchRoom } = elements;
  const store = await openTables(libraryDatabase, libraryTables);
  return new SearchRoom(new ModelLoader(createSaguimSearchProvider()), store, { readPdf });
});

/** Ends what runs, gives the model back and forgets everything, in other tabs too. */
export async function eraseRooms(): Promise<void> {
  const room = await loadSearchRoom();
  await room.discardAll();
  room.loader.release();
  await room.store.erase();
}
