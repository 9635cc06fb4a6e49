import {
  type Engine,
  type InfillParts,
  type InfillPrompt,
  InfillPromptWriter,
  loadTokenizer,
  readGguf,
  type Tokenizer,
} from '@saguim/engine';
import type { ModelLocation } from '../hub/location.js';
import type { OnProgress } from '../hub/progress.js';
import { withModelSource } from './model-source.js';
import type { CallContext } from './rpc.js';

/** Which prompt a model gets: with its marks for filling in where it was taught them for certain, or as asked. */
export type InfillUse = 'auto' | 'fim' | 'prefix';

/** What a model does with the text at a caret. */
export interface InfillSupport {
  readonly mode: 'fim' | 'prefix' | 'none';
  /** The family whose marks it knows, used or not. */
  readonly family?: string;
}

export interface InfillArguments {
  readonly parts: InfillParts;
  readonly use: InfillUse;
}

export interface InfillAnswer extends InfillPrompt {
  /** Ids that end an answer. */
  readonly stopTokens: readonly number[];
  readonly mode: 'fim' | 'prefix';
}

/** Writes prompts for the text at a caret, one writer for each model, which remembers what it tokenised. */
export function infillHandlers(engineOf: (model: number) => Engine) {
  const writers = new WeakMap<Engine, Record<'fim' | 'prefix', InfillPromptWriter>>();
  return {
    infillPrompt({ model, parts, use }: InfillArguments & { model: number }): InfillAnswer {
      const engine = engineOf(model);
      const { tokenizer } = engine;
      const mode = support(tokenizer, use).mode === 'fim' ? 'fim' : 'prefix';
      let pair = writers.get(engine);
      if (!pair) {
        pair = { fim: new InfillPromptWriter(tokenizer, tokenizer.infill), prefix: new InfillPromptWriter(tokenizer, undefined) };
        writers.set(engine, pair);
      }
      const ends = mode === 'fim' ? [...tokenizer.stopTokens, ...tokenizer.infill!.stopTokens] : tokenizer.stopTokens;
      return { ...pair[mode].write(parts, { order: order(tokenizer) }), stopTokens: [...ends], mode };
    },

    infillSupport({ model, use }: { model: number; use: InfillUse }): InfillSupport {
      const engine = engineOf(model);
      return engine.info.embedding ? { mode: 'none' } : support(engine.tokenizer, use);
    },

    /** The same of a model that is not loaded: its header alone is read, after the file was brought here. */
    async infillInspect(
      { location, use }: { location: ModelLocation; use: InfillUse },
      { signal, emit }: CallContext<Parameters<OnProgress>[0]>,
    ): Promise<InfillSupport> {
      return withModelSource(location, { signal, onProgress: emit }, async (source) => {
        const { metadata } = await readGguf(source, { signal });
        const embeds = metadata.optional.string('general.architecture')?.includes('bert') ?? false;
        return embeds ? { mode: 'none' } : support(loadTokenizer(metadata), use);
      });
    },
  };
}

function support({ infill }: Tokenizer, use: InfillUse): InfillSupport {
  const fim = infill !== undefined && (use === 'fim' || (use === 'auto' && infill.certain));
  return { mode: fim ? 'fim' : 'prefix', ...(infill ? { family: infill.family } : {}) };
}

/** The suffix comes first where the model was taught that too: then all of a prompt stays in the cache while the text before the caret grows. */
function order({ infill }: Tokenizer): 'psm' | 'spm' | undefined {
  return infill?.orders.includes('spm') ? 'spm' : 'psm';
}
