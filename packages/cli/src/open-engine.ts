import { type Engine, loadEngine, openFile } from '@saguim/engine';
import { SingleBar } from 'cli-progress';
import { type FoundModel, findModel } from './find-model.js';
import { bytes } from './format.js';
import type { ModelOptions } from './options.js';
import type { Terminal } from './terminal.js';

export interface OpenedEngine {
  readonly engine: Engine;
  readonly model: FoundModel;
  /** Milliseconds from nothing to a model that can answer. */
  readonly loadMs: number;
}

/** Shows how far loading is, where standard error is a terminal. */
function loadingBar(terminal: Terminal, model: FoundModel): { update(loaded: number): void; stop(): void } {
  if (!terminal.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: `${terminal.paint('dim', `Loading ${model.name} (${bytes(model.bytes)})`, terminal.stderr)} {bar} {percentage} %`,
    stream: terminal.stderr,
    barsize: 24,
    clearOnComplete: true,
    barCompleteChar: '━',
    barIncompleteChar: '─',
  });
  bar.start(1, 0);
  return { update: (loaded) => bar.update(loaded), stop: () => bar.stop() };
}

/** Finds and loads the model that the options name, with a progress bar on a terminal. */
export async function openEngine(terminal: Terminal, options: ModelOptions, signal?: AbortSignal): Promise<OpenedEngine> {
  const model = findModel(options.model, options.models);
  const from = performance.now();
  const bar = loadingBar(terminal, model);
  try {
    const engine = await loadEngine(await openFile(model.file), {
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
