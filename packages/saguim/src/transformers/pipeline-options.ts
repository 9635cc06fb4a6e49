import { SaguimError } from '@saguim/engine/spec';
import type { ModelProgress, OnProgress } from '../hub/index.js';

/** What a pipeline tells while its model comes. */
export type ProgressInfo =
  | { readonly status: 'initiate' | 'download' | 'done'; readonly name: string; readonly file: string }
  | {
      readonly status: 'progress';
      readonly name: string;
      readonly file: string;
      /** 0 … 100. */
      readonly progress: number;
      readonly loaded: number;
      readonly total: number;
    }
  | { readonly status: 'ready'; readonly task: string; readonly model: string };

export type ProgressCallback = (info: ProgressInfo) => void;

export interface PipelineOptions {
  progress_callback?: ProgressCallback | null;
  /** Where it runs: `wasm` or `cpu`, which are the same here, or left out. */
  device?: string | Readonly<Record<string, string>> | null;
  /** The precision of the weights is that of the model's file; names of precisions are accepted and change nothing. */
  dtype?: string | Readonly<Record<string, string>> | null;
  /** Ends the loading. */
  signal?: AbortSignal;
  /** What else Transformers.js takes says where ONNX files lie, and nothing here. */
  [option: string]: unknown;
}

const devices = ['auto', 'wasm', 'cpu'];
const types = ['auto', 'fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'bnb4', 'q4f16', 'q2', 'q2f16', 'q1', 'q1f16'];

/** @throws {SaguimError} `unsupported` for a device or a precision that is not there */
export function checkPlace({ device, dtype }: PipelineOptions): void {
  for (const name of namesIn(device)) {
    if (devices.includes(name)) continue;
    throw new SaguimError('unsupported', `Nothing here runs on the device "${name}"`, {
      where: 'device',
      hint: 'Leave it out: models run on the processor.',
    });
  }
  for (const name of namesIn(dtype)) {
    if (types.includes(name)) continue;
    throw new SaguimError('unsupported', `There is no precision "${name}"`, {
      where: 'dtype',
      hint: "Leave it out: the model's file says how its weights are stored.",
    });
  }
}

const namesIn = (value: PipelineOptions['device']): string[] => (typeof value === 'string' ? [value] : Object.values(value ?? {}));

/** Tells of a model's way here as Transformers.js does of a file's. Where it was here already, what is told is how far loading it has come. */
export function tellProgress(callback: ProgressCallback | null | undefined, name: string): { onProgress: OnProgress; done(): void } {
  const file = name.replace(/^.*[/\\]/, '');
  callback?.({ status: 'initiate', name, file });
  let phase: ModelProgress['phase'] | undefined;
  return {
    onProgress(progress) {
      if (phase === undefined && progress.phase === 'download') callback?.({ status: 'download', name, file });
      phase ??= progress.phase;
      if (progress.phase !== phase) return;
      const { loaded, total } = progress;
      callback?.({ status: 'progress', name, file, progress: total > 0 ? (100 * loaded) / total : 100, loaded, total });
    },
    done: () => callback?.({ status: 'done', name, file }),
  };
}
