import { configured } from '../hub/index.js';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { anySignal } from '../web/signals.js';
import type { EmbedderOptions } from './classifier-options.js';

/** An embedder and how to give it back. */
export interface OpenedEmbedder {
  readonly embedder: TextEmbedder;
  release(): void;
}

/** The caller's embedder, or one of our own. @throws as `SemanticEmbedder.create()` */
export async function openEmbedder(options: EmbedderOptions): Promise<OpenedEmbedder> {
  const { embedder, model, signal, monitor, onModelProgress } = options;
  if (embedder) return { embedder, release: () => {} };
  // The signal is for this call alone, and what is opened lives longer.
  const opening = anySignal([signal]);
  try {
    const saguim = { ...configurationOf(options), model, onProgress: onModelProgress };
    const opened = await SemanticEmbedder.create({ signal: opening.signal, monitor, saguim });
    return { embedder: opened.saguim.textEmbedder, release: () => opened.destroy() };
  } finally {
    opening.release();
  }
}

/** The members of a configuration among the options. */
export function configurationOf({
  models,
  runtime,
  tabs,
  backend,
  threads,
  contextLength,
  workerUrl,
  wasmUrl,
  helperUrl,
}: EmbedderOptions) {
  return configured({ models, runtime, tabs, backend, threads, contextLength, workerUrl, wasmUrl, helperUrl });
}
