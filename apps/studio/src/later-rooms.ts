// The rooms of all places but the chat. Each is loaded when its place is opened first, not before.
import type { ClassifyRoom } from '@saguim/elements/classify';
import type { Workbench } from '@saguim/elements/editor';
import type { PolicyRoom } from '@saguim/elements/policy';
import type { SearchRoom } from '@saguim/elements/search';
import type { CommentsRoom } from './comments-room.js';

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

/** The classifiers of this browser. */
export const loadClassifyRoom = once(async (): Promise<ClassifyRoom> => {
  const { ClassifyRoom, classifierDatabase, classifierTables, createSaguimClassifyProvider, ModelLoader, openTables } = await import(
    '@saguim/elements/classify'
  );
  const store = await openTables(classifierDatabase, classifierTables);
  return new ClassifyRoom(new ModelLoader(createSaguimClassifyProvider()), store);
});

/** The policies of this browser. */
export const loadPolicyRoom = once(async (): Promise<PolicyRoom> => {
  const { createSaguimPolicyProvider, ModelLoader, openTables, PolicyRoom, policyDatabase, policyTables } = await import(
    '@saguim/elements/policy'
  );
  const store = await openTables(policyDatabase, policyTables);
  return new PolicyRoom(new ModelLoader(createSaguimPolicyProvider()), store);
});

/** The files of this browser's editor. */
export const loadWorkbench = once(async (): Promise<Workbench> => {
  const { createSaguimCodeProvider, ModelLoader, openTables, Workbench, workDatabase, workTables } = await import(
    '@saguim/elements/editor'
  );
  const store = await openTables(workDatabase, workTables);
  return new Workbench(new ModelLoader(createSaguimCodeProvider()), store);
});

/** The comments of this browser. */
export const loadCommentsRoom = once(async (): Promise<CommentsRoom> => (await import('./comments-place.js')).CommentsRoom.open());

/** The words of the classify place; its code is there when its room is. */
export const loadClassifyMessages = async () => (await import('@saguim/elements/classify')).classifyMessages;

/** Ends what runs in all of them, gives the models back and forgets everything, in other tabs too. */
export async function eraseRooms(): Promise<void> {
  for (const room of await Promise.all([loadSearchRoom(), loadClassifyRoom(), loadPolicyRoom(), loadWorkbench()])) {
    await room.discardAll();
    room.loader.release();
    await room.store.erase();
  }
  await (await loadCommentsRoom()).erase();
}
