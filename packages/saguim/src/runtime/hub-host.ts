import type { CatalogueEntry } from '../hub/catalogue-entry.js';
import type { HubOptions, PullProgress, ResolvedModel, StoredModel, Suggestion, VerifyResult } from '../hub/hub-contract.js';
import { LocalHub } from '../hub/local-hub.js';
import { storageLock, withLock } from '../hub/lock.js';
import type { ModelFolder } from '../hub/model-folder.js';
import type { Shelf } from '../hub/shelf.js';
import type { CallContext } from './rpc.js';

export interface HubArguments {
  readonly hub: HubOptions;
  readonly name: string;
}

/** The hub on a shelf that is open. */
export const openHub = (options: HubOptions, shelf: Shelf): Promise<LocalHub> => LocalHub.open(options, { shelf });

type Reports = CallContext<PullProgress>;

/** The methods of the engine's thread that fetch, keep and remove models. While they write, stored models are not erased. */
export const hubHandlers = {
  async hubCatalogue({ hub }: { hub: HubOptions }): Promise<readonly CatalogueEntry[]> {
    return plain(await (await LocalHub.open(hub)).catalogue());
  },

  async hubResolve({ hub, name }: HubArguments, { signal }: Reports): Promise<ResolvedModel> {
    return plain(await (await LocalHub.open(hub)).resolve(name, { signal }));
  },

  hubPull({ hub, name }: HubArguments, { signal, emit }: Reports): Promise<StoredModel> {
    return withLock(storageLock, 'shared', signal, async () => (await LocalHub.open(hub)).pull(name, { signal, onProgress: emit }));
  },

  hubCancel({ hub, name }: HubArguments): Promise<void> {
    return withLock(storageLock, 'shared', undefined, async () => (await LocalHub.open(hub)).cancel(name));
  },

  async hubStored({ hub }: { hub: HubOptions }): Promise<StoredModel[]> {
    return (await LocalHub.open(hub)).stored();
  },

  hubVerify({ hub, name }: HubArguments, { signal, emit }: Reports): Promise<VerifyResult> {
    return withLock(storageLock, 'shared', signal, async () => (await LocalHub.open(hub)).verify(name, { signal, onProgress: emit }));
  },

  hubRemove({ hub, name }: HubArguments): Promise<boolean> {
    return withLock(storageLock, 'shared', undefined, async () => (await LocalHub.open(hub)).remove(name));
  },

  async hubSuggestions({ hub, needed }: { hub: HubOptions; needed?: number }): Promise<Suggestion[]> {
    return (await LocalHub.open(hub)).suggestions({ needed });
  },

  async hubImport(
    { hub, file, name }: { hub: HubOptions; file: Blob | ModelFolder; name: string },
    { signal, emit }: Reports,
  ): Promise<StoredModel> {
    const { taskOf } = await import('./open-folder.js');
    const task = await taskOf(file, name, signal);
    return withLock(storageLock, 'shared', signal, async () =>
      (await LocalHub.open(hub)).importFile(file, { name, task, signal, onProgress: emit }),
    );
  },
};

export type HubHandlers = typeof hubHandlers;

/** Without what does not survive the way to another thread. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
