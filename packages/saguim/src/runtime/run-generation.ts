import type { Engine, GenerationResult } from '@saguim/engine';
import type { GenerateArguments, GenerationItem } from './engine-messages.js';
import type { CallContext } from './rpc.js';

/** Runs one generation and sends its pieces. */
export async function run(
  engine: Engine,
  tokens: readonly number[],
  request: Omit<GenerateArguments, 'prompt'> & { constraintPrefix?: string },
  { signal, emit }: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const onPrefill = (done: number, total: number, cached: number) => emit({ prefill: { done, total, cached } });
  const generation = engine.generate({ ...request, tokens, signal, onPrefill });
  generation.result.catch(() => {}); // heard below; a failing loop must not leave it unheard
  for await (const piece of generation) emit({ piece });
  return generation.result;
}
