import { SemanticEmbedder } from 'saguim';
import { findModel } from './find-model.js';
import { loadingBar } from './loading-bar.js';
import type { ModelOptions } from './options.js';
import type { Terminal } from './terminal.js';

export const defaultEmbedder = 'multilingual-e5-small-en-pt';

/** Finds and loads the embedding model that the options name, with a progress bar on a terminal. `destroy()` gives it back. */
export async function openEmbedder(
  terminal: Terminal,
  options: Omit<ModelOptions, 'context'>,
  signal?: AbortSignal,
): Promise<SemanticEmbedder> {
  const model = findModel(options.model, options.models);
  const bar = loadingBar(terminal, model);
  try {
    return await SemanticEmbedder.create({
      signal,
      saguim: {
        model: model.file,
        backend: options.backend,
        threads: options.threads,
        onProgress: ({ loaded, total }) => bar.update(total > 0 ? loaded / total : 0),
      },
    });
  } finally {
    bar.stop();
  }
}
