import { PlainScanner, WasmScanner } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import { isNode, MemoryFolder, openIndexFolder, removeIndexFolder } from '#platform';
import { storageLock, withLock } from '../hub/lock.js';
import {
  type AddMode,
  ExportStream,
  IndexCore,
  type IndexInfo,
  type IndexModel,
  isIndexFile,
  type SearchRequest,
  type SearchResult,
  type StoredDocument,
} from '../retrieval/index.js';
import type { CallContext } from './rpc.js';

export interface OpenIndexArguments {
  /** The caller's number for it. */
  readonly index: number;
  /** A name (browsers) or a folder (Node); undefined keeps it in memory. */
  readonly name: string | undefined;
  readonly model: IndexModel | undefined;
  readonly mode: 'write' | 'read';
  readonly reindex: boolean;
  /** The folder of the engine's `.wasm` files. */
  readonly wasmUrl?: string;
}

/** For so few vectors plain TypeScript is as fast, and takes no memory of its own. */
const plainScannerRows = 512;

interface OpenIndex {
  readonly core: IndexCore;
  readonly name: string | undefined;
  /** Lets go of the lock on stored files. */
  readonly release: () => void;
}

type Argument = { readonly index: number };

/** The methods of the engine's thread that keep indexes. */
export function createIndexHost() {
  const indexes = new Map<number, OpenIndex>();
  const exports = new Map<number, ExportStream>();

  const coreOf = (index: number): IndexCore => {
    const open = indexes.get(index);
    if (!open) throw new SaguimError('closed', 'The index is not open', { details: { unknownIndex: index } });
    return open.core;
  };

  async function close(index: number): Promise<void> {
    const open = indexes.get(index);
    indexes.delete(index);
    try {
      await open?.core.close();
    } finally {
      open?.release();
    }
  }

  return {
    async indexOpen(
      { index, name, model, mode, reindex, wasmUrl }: OpenIndexArguments,
      { signal }: CallContext<never>,
    ): Promise<IndexInfo> {
      const release = name === undefined ? () => {} : await holdStorage(signal);
      try {
        const folder = name === undefined ? new MemoryFolder() : await openIndexFolder(name, mode === 'write');
        const makeScanner = async (count: number, dimensions: number) =>
          count < plainScannerRows ? new PlainScanner(count, dimensions) : WasmScanner.create(count, dimensions, wasmUrl);
        const core = await IndexCore.open({ folder, makeScanner, mode, model, reindex });
        indexes.set(index, { core, name, release });
        if (signal.aborted) {
          await close(index);
          signal.throwIfAborted();
        }
        return await core.info();
      } catch (error) {
        if (!indexes.has(index)) release();
        throw error;
      }
    },

    indexClose: ({ index }: Argument): Promise<void> => close(index),

    async indexCloseAll(): Promise<void> {
      await Promise.all([...indexes.keys()].map(close));
    },

    async indexDelete({ name }: { name: string }): Promise<void> {
      await Promise.all([...indexes].filter(([, open]) => open.name === name).map(([index]) => close(index)));
      await removeIndexFolder(name, isIndexFile);
    },

    indexInfo: ({ index }: Argument): Promise<IndexInfo> => coreOf(index).info(),

    indexRefuseKnown: ({ index, ids }: Argument & { ids: readonly string[] }): Promise<void> => coreOf(index).refuseKnown(ids),

    indexPrepare: ({ index, documents, mode }: Argument & { documents: unknown; mode: AddMode }) => coreOf(index).prepare(documents, mode),

    indexForget: ({ index, batch }: Argument & { batch: number }): void => coreOf(index).forget(batch),

    indexCommit: (
      { index, batch, vectors }: Argument & { batch: number; vectors: Float32Array },
      { signal }: CallContext<never>,
    ): Promise<number> => coreOf(index).commit(batch, vectors, signal),

    indexRemove: ({ index, ids }: Argument & { ids: unknown }, { signal }: CallContext<never>): Promise<number> =>
      coreOf(index).remove(ids, signal),

    indexClear: ({ index }: Argument, { signal }: CallContext<never>): Promise<void> => coreOf(index).clear(signal),

    indexGet: ({ index, id }: Argument & { id: unknown }): Promise<StoredDocument | undefined> => coreOf(index).get(id),

    indexPage: ({ index, after, count }: Argument & { after: number; count: number }) => coreOf(index).page(after, count),

    indexSearch: ({ index, request }: Argument & { request: SearchRequest }): Promise<SearchResult> => coreOf(index).search(request),

    indexSimilar: ({ index, id, request }: Argument & { id: unknown; request: SearchRequest }): Promise<SearchResult> =>
      coreOf(index).similar(id, request),

    indexExport({ index, number }: Argument & { number: number }): void {
      exports.set(number, new ExportStream(coreOf(index)));
    },

    async indexExportRead({ number }: { number: number }): Promise<Uint8Array | undefined> {
      const stream = exports.get(number);
      if (!stream) throw new SaguimError('worker-died', 'The worker that exported the index is gone', { hint: 'Export it again.' });
      const piece = await stream.read();
      if (piece === undefined) exports.delete(number);
      return piece;
    },

    indexExportCancel({ number }: { number: number }): void {
      exports.get(number)?.cancel();
      exports.delete(number);
    },

    indexImport({ index, file }: Argument & { file: Blob }, { signal }: CallContext<never>): Promise<number> {
      const read = async (offset: number, length: number) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
      return coreOf(index).import(file.size, read, signal);
    },

    indexPrepareReindex: ({ index, after, count }: Argument & { after: number; count: number }) =>
      coreOf(index).prepareReindex(after, count),

    indexCommitReindex: (
      { index, batch, vectors }: Argument & { batch: number; vectors: Float32Array },
      { signal }: CallContext<never>,
    ): Promise<string> => coreOf(index).commitReindex(batch, vectors, signal),

    indexFinishReindex: (
      { index, names, documents }: Argument & { names: readonly string[]; documents: number },
      { signal }: CallContext<never>,
    ): Promise<void> => coreOf(index).finishReindex(names, documents, signal),
  };
}

export type IndexHandlers = ReturnType<typeof createIndexHost>;

/** While an index is open, stored files are not erased: who erases asks its holders to close it first. @returns what lets go */
async function holdStorage(signal: AbortSignal): Promise<() => void> {
  if (isNode) return () => {};
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((resolve, reject) => {
    withLock(storageLock, 'shared', signal, () => {
      resolve();
      return held;
    }).catch(reject);
  });
  return release;
}
