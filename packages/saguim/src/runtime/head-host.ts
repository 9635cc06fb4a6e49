import { isNode, openFeatureFolder } from '#platform';
import {
  type Head,
  type HeldOutRows,
  learnHead,
  runSlices,
  type TrainHeadRequest,
  type TrainProgress,
  trainHead,
  type WordRows,
} from '../heads/index.js';
import { storageLock, withLock } from '../hub/lock.js';
import { loadFastProducts } from './fast-products.js';
import { FeatureFiles, type FeatureGroup, type KeptFeatures } from './feature-files.js';
import type { CallContext } from './rpc.js';

/** Where the worker finds the engine's `.wasm` files. */
interface WithFiles {
  readonly wasmUrl?: string;
}

export interface LearnArguments {
  readonly head: Head;
  /** (columns,) of the corrected text. */
  readonly row: Float32Array;
  /** (labels,) of 0 and 1. */
  readonly target: Uint8Array;
  readonly words?: WordRows;
}

/** Which texts, and where their features are kept: a folder (Node), or that of the browser. */
export interface FeatureArguments {
  readonly folder: string | undefined;
  readonly group: FeatureGroup;
  readonly texts: readonly string[];
}

/** What features of texts may take on the device. */
const mostFeatureBytes = 256 << 20;

/** Runs `work` with the files of features, where there is a place for them; nobody erases them meanwhile. */
async function withFeatures<T>(
  folder: string | undefined,
  signal: AbortSignal,
  work: (files: FeatureFiles) => Promise<T>,
): Promise<T | undefined> {
  const run = async () => {
    const opened = await openFeatureFolder(folder);
    if (!opened) return undefined;
    try {
      return await work(new FeatureFiles(opened, mostFeatureBytes));
    } finally {
      opened.close();
    }
  };
  return isNode ? run() : withLock(storageLock, 'shared', signal, run);
}

/** The methods of the engine's thread that train heads. They give way to the engine between steps. */
export const headHandlers = {
  headFeatures({ folder, group, texts }: FeatureArguments, { signal }: CallContext): Promise<KeptFeatures | undefined> {
    return withFeatures(folder, signal, (files) => files.read(group, texts, signal));
  },

  headKeepFeatures({ folder, group, texts, rows }: FeatureArguments & { rows: Float32Array }, { signal }: CallContext): Promise<void> {
    return withFeatures(folder, signal, (files) => files.add(group, texts, rows, signal));
  },

  async headTrain(
    { wasmUrl, ...request }: TrainHeadRequest & WithFiles,
    { signal, emit }: CallContext<TrainProgress>,
  ): Promise<Head & { heldOut: HeldOutRows }> {
    return runSlices(trainHead(request, emit, await loadFastProducts(wasmUrl)), signal);
  },

  async headLearn({ head, row, target, words, wasmUrl }: LearnArguments & WithFiles, { signal }: CallContext): Promise<Head> {
    return runSlices(learnHead(head, row, target, await loadFastProducts(wasmUrl), words), signal);
  },
};

export type HeadHandlers = typeof headHandlers;
