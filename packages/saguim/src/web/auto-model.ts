import type { CatalogueEntry } from '../hub/catalogue-entry.js';
import type { Configuration } from '../hub/index.js';
import { recommend } from '../runtime/index.js';
import { exception } from './exceptions.js';

export interface AutoModelOptions {
  readonly task: CatalogueEntry['task'];
  readonly languages?: readonly string[];
  readonly configuration: Configuration;
}

/**
 * The name of the best model for this device: the largest that ran on real weights, fits, and is expected to answer as fast as people read.
 * `onModelChoice` of the configuration hears which and why.
 * @throws {DOMException} `NotSupportedError`, with why none is taken
 */
export async function chooseModel({ task, languages, configuration }: AutoModelOptions): Promise<string> {
  const options = { ...(languages?.length && { language: languages }), configuration };
  let { model, reason } = await recommend({ ...options, task });
  // For code no model ran on real weights yet; the one for chats does for trying.
  if (!model && task === 'code') ({ model, reason } = await recommend({ ...options, task: 'chat' }));
  if (!model) throw exception('NotSupportedError', `No model is taken: ${reason.en}`);
  const { entry, tokensPerSecond } = model;
  configuration.onModelChoice?.({ name: entry.name, reason, ...(tokensPerSecond !== undefined && { tokensPerSecond }) });
  return entry.name;
}
