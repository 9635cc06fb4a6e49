import { type Head, learnHead, runSlices, type TrainHeadRequest, type TrainProgress, trainHead } from '../heads/index.js';
import { loadFastProducts } from './fast-products.js';
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
}

/** The methods of the engine's thread that train heads. They give way to the engine between steps. */
export const headHandlers = {
  async headTrain({ wasmUrl, ...request }: TrainHeadRequest & WithFiles, { signal, emit }: CallContext<TrainProgress>): Promise<Head> {
    return runSlices(trainHead(request, emit, await loadFastProducts(wasmUrl)), signal);
  },

  async headLearn({ head, row, target, wasmUrl }: LearnArguments & WithFiles, { signal }: CallContext): Promise<Head> {
    return runSlices(learnHead(head, row, target, await loadFastProducts(wasmUrl)), signal);
  },
};

export type HeadHandlers = typeof headHandlers;
