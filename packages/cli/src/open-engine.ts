import { type Engine, loadEngine, openModel } from '@saguim/engine';
import { type FoundModel, findModel } from './find-model.js';
import { loadingBar } from './loading-bar.js';
import type { ModelOptions } from './options.js';
import type { Terminal } from './terminal.js';

export interface OpenedEngine {
  readonly engine: Engine;
  readonly model: FoundModel;
  /** Milliseconds from nothing to a model that can answer. */
  readonly loadMs: number;
}

/** Finds and loads the model that the options name, with a progress bar on a terminal. */
export async function openEngine(terminal: Terminal, options: ModelOptions, signal?: AbortSignal): Promise<OpenedEngine> {
  const model = findModel(options.model, options.models);
  const from = performance.now();
  const bar = loadingBar(terminal, model);
  try {
    const engine = await loadEngine(await openModel(model.file, { signal }), {
      backend: options.backend,
      threads: options.threads,
      contextLength: options.context,
      onProgress: (loaded) => bar.update(loaded),
      signal,
    });
    return { engine, model, loadMs: performance.now() - from };
  } finally {
    bar.stop();
  }
}
