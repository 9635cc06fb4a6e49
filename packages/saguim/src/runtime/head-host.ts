import { type Head, learnHead, runSlices, type TrainHeadRequest, type TrainProgress, trainHead } from '../heads/index.js';
import type { CallContext } from './rpc.js';

export interface LearnArguments {
  readonly head: Head;
  /** (columns,) of the corrected text. */
  readonly row: Float32Array;
  /** (labels,) of 0 and 1. */
  readonly target: Uint8Array;
}

/** The methods of the engine's thread that train heads. They give way to the engine between steps. */
export const headHandlers = {
  headTrain(request: TrainHeadRequest, { signal, emit }: CallContext<TrainProgress>): Promise<Head> {
    return runSlices(trainHead(request, emit), signal);
  },

  headLearn({ head, row, target }: LearnArguments, { signal }: CallContext): Promise<Head> {
    return runSlices(learnHead(head, row, target), signal);
  },
};

export type HeadHandlers = typeof headHandlers;
