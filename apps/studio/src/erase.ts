import type { ChatRoom, ConversationStore } from '@saguim/elements';
import { eraseAll } from 'saguim';
import { eraseRooms } from './later-rooms.js';

const deleteDatabase = (name: string) =>
  new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });

async function clearPrivateFiles(): Promise<void> {
  const root = await navigator.storage?.getDirectory?.();
  if (!root) return;
  for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) await root.removeEntry(name, { recursive: true });
}

/**
 * Erases everything that this origin keeps in this browser: conversations, libraries with their files and indexes, classifiers with their
 * examples, models, preferences, the app's own files, its service worker. Nothing is written afterwards: the caller shows a page that keeps nothing.
 * @throws the first failure, after everything else was tried
 */
export async function eraseEverything(rooms: readonly ChatRoom[], store: ConversationStore): Promise<void> {
  for (const room of rooms) {
    room.discardAll();
    room.loader.release();
  }
  const steps: (() => Promise<unknown>)[] = [
    async () => 'erase' in store && (store.erase as () => Promise<void>)(),
    () => eraseRooms(),
    () => eraseAll(),
    async () => Promise.all(((await indexedDB.databases?.()) ?? []).map(({ name }) => name && deleteDatabase(name))),
    clearPrivateFiles,
    // First the worker that could fill them, then the caches.
    async () => Promise.all(((await navigator.serviceWorker?.getRegistrations()) ?? []).map((registration) => registration.unregister())),
    // Pages without HTTPS have no caches.
    async () => 'caches' in globalThis && Promise.all((await caches.keys()).map((name) => caches.delete(name))),
    async () => localStorage.clear(),
    async () => sessionStorage.clear(),
  ];
  let failure: unknown;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}
