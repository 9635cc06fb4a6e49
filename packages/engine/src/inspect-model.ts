import { readGguf } from './bytes/index.js';
import { buildPlan } from './models/index.js';
import type { ByteSource } from './spec/index.js';

/** What a model can be asked for. */
export type ModelTask = 'generation' | 'embedding' | 'classification';

/**
 * What a model is for, by its header alone; the source stays open.
 * @throws {SaguimError} `bad-file`, `unsupported`: as when it is loaded, before any weights are read
 */
export async function inspectModel(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ readonly architecture: string; readonly task: ModelTask }> {
  const { metadata, tensors } = await readGguf(source, { signal });
  const { architecture, text } = buildPlan(metadata, tensors);
  return { architecture, task: text ? (text.classes ? 'classification' : 'embedding') : 'generation' };
}
