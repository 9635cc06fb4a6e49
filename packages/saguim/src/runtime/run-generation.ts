import type { Engine, GenerationResult } from '@saguim/engine';
import type { GenerateArguments, GenerationItem } from './engine-messages.js';
import type { CallContext } from './rpc.js';

/** What is asked of the engine, prompt aside. */
export interface GenerationRequest extends Omit<GenerateArguments, 'prompt'> {
  readonly constraintPrefix?: string;
  /** Token ids that end the answer; default: the model's own. */
  readonly stopTokens?: readonly number[];
}

/** Runs one generation and sends its pieces. */
export async function run(
  engine: Engine,
  tokens: readonly number[],
  request: GenerationRequest,
  { signal, emit }: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const onPrefill = (done: number, total: number, cached: number) => emit({ prefill: { done, total, cached } });
  const generation = engine.generate({ ...request, tokens, signal, onPrefill });
  generation.result.catch(() => {}); // heard below; a failing loop must not leave it unheard
  for await (const piece of generation) emit({ piece });
  return generation.result;
}
