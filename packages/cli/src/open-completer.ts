import { CodeCompleter } from 'saguim';
import { findModel } from './find-model.js';
import { loadingBar } from './loading-bar.js';
import type { ModelOptions } from './options.js';
import type { Terminal } from './terminal.js';

export interface CompleterOptions extends ModelOptions {
  readonly infill: 'auto' | 'fim' | 'prefix';
  readonly threshold: number;
}

/**
 * Finds and loads the model that the options name, with a progress bar on a terminal. `destroy()` gives it back.
 * @throws as `findModel` and `CodeCompleter.create()`
 */
export async function openCompleter(terminal: Terminal, options: CompleterOptions, signal?: AbortSignal): Promise<CodeCompleter> {
  const model = findModel(options.model, options.models);
  const bar = loadingBar(terminal, model);
  try {
    return await CodeCompleter.create({
      model: model.file,
      backend: options.backend,
      threads: options.threads,
      contextLength: options.context,
      infill: options.infill,
      threshold: options.threshold,
      signal,
      onProgress: ({ loaded, total }) => bar.update(total > 0 ? loaded / total : 0),
    });
  } finally {
    bar.stop();
  }
}
