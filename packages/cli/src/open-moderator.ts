import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Moderator, type ModeratorHeads, type Policy } from 'saguim';
import { readWhole } from './file-errors.js';
import { findModel } from './find-model.js';
import { loadingBar } from './loading-bar.js';
import type { ModelOptions } from './options.js';
import type { Terminal } from './terminal.js';

export const defaultModerationModel = 'moderation-en-pt';

/** The heads that lie beside a model's file: those that were made for it. */
function headsBeside(file: string): ModeratorHeads | undefined {
  const [moderation, sentiment] = ['moderation.head', 'sentiment.head'].map((name) => join(dirname(file), name));
  if (!existsSync(moderation!)) return undefined;
  return { moderation: readWhole(moderation!), ...(existsSync(sentiment!) && { sentiment: readWhole(sentiment!) }) };
}

/**
 * Finds and loads the model that the options name, with a progress bar on a terminal, and judges by the policy. `destroy()` gives it back.
 * @param learning what `saveLearning()` gave
 * @throws as `findModel`; `failure` of the moderator: here a model that cannot be loaded is an error
 */
export async function openModerator(
  terminal: Terminal,
  options: Omit<ModelOptions, 'context'> & { readonly policy: Policy; readonly learning?: Uint8Array },
  signal?: AbortSignal,
): Promise<{ readonly moderator: Moderator; readonly model: string }> {
  const model = findModel(options.model, options.models);
  const bar = loadingBar(terminal, model);
  try {
    const moderator = await Moderator.create({
      policy: options.policy,
      model: model.file,
      heads: headsBeside(model.file),
      backend: options.backend,
      threads: options.threads,
      learning: options.learning,
      signal,
      onModelProgress: ({ loaded, total }) => bar.update(total > 0 ? loaded / total : 0),
    });
    if (!moderator.failure) return { moderator, model: model.name };
    moderator.destroy();
    throw moderator.failure;
  } finally {
    bar.stop();
  }
}
