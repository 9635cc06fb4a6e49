import type { Engine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { CallContext } from './rpc.js';

export interface ClassArguments {
  readonly texts: readonly string[];
  /** Second texts: every text is judged with each of them, in order. None: the texts alone. */
  readonly seconds: readonly string[];
  readonly priority: 'interactive' | 'background';
}

/** Texts, or pairs, that are tokenised and computed at a time. */
const atOnce = 64;

/** Tokens of a text that a language model reads to judge it. */
const mostRead = 256;

/** The methods of the engine's thread that ask a model what a text is. */
export function classHandlers(engineOf: (model: number) => Engine) {
  return {
    /**
     * Scores before they become probabilities: (texts, labels), or (texts, seconds, labels). A text that is too long is cut at its end.
     * @throws {SaguimError} `unsupported` for a model without classes, and for pairs where it cannot take them
     */
    async classScores(
      { model, texts, seconds, priority }: ClassArguments & { model: number },
      { signal }: CallContext<never>,
    ): Promise<Float32Array> {
      const engine = engineOf(model);
      const { classes, contextLength, name } = engine.info;
      if (!classes) throw new SaguimError('unsupported', 'The model does not classify texts', { where: name });
      if (seconds.length > 0 && !classes.pairs) {
        throw new SaguimError('unsupported', 'The model cannot be given two texts at a time', { where: name });
      }
      const { tokenizer } = engine;
      const { before, between, after } = tokenizer.frame;
      const second = seconds.map((text) => [...between, ...tokenizer.encode(text), ...after]);
      const endings = second.length > 0 ? second : [[...after]];
      const width = classes.labels.length;
      const scores = new Float32Array(texts.length * endings.length * width);
      const step = Math.max(1, Math.floor(atOnce / endings.length));
      for (let first = 0; first < texts.length; first += step) {
        const seconds: number[] = [];
        const tokens = texts.slice(first, first + step).flatMap((text) => {
          const ids = tokenizer.encode(text);
          return endings.map((ending) => {
            const room = contextLength - before.length - ending.length;
            if (room < 1) throw new SaguimError('context-overflow', 'The second text leaves no room for the first', { where: name });
            const whole = [...before, ...ids.slice(0, room), ...ending];
            seconds.push(second.length > 0 ? whole.length - ending.length + between.length : whole.length);
            return whole;
          });
        });
        scores.set(await engine.embed({ tokens, seconds, features: 'classes', priority, signal }), first * endings.length * width);
      }
      return scores;
    },

    /**
     * Log-probabilities (texts, openings) of texts that come after openings; of a long text, of its beginning.
     * @throws {SaguimError} `unsupported` for a model that generates nothing
     */
    async classLikelihoods(
      { model, texts, openings }: { model: number; texts: readonly string[]; openings: readonly string[] },
      { signal }: CallContext<never>,
    ): Promise<Float64Array> {
      const engine = engineOf(model);
      const { tokenizer, info } = engine;
      const start = tokenizer.startToken === undefined ? [] : [tokenizer.startToken];
      const beginnings = openings.map((opening) => [...start, ...tokenizer.encode(opening)]);
      const out = new Float64Array(texts.length * openings.length);
      for (const [i, text] of texts.entries()) {
        const ids = tokenizer.encode(text, { continues: true }).slice(0, mostRead);
        for (const [k, beginning] of beginnings.entries()) {
          const tokens = [...beginning, ...ids].slice(0, info.contextLength);
          const likely = await engine.logProbabilities(tokens, signal, beginning.length);
          out[i * openings.length + k] = likely.reduce((sum, value) => sum + value, 0);
        }
      }
      return out;
    },
  };
}

export type ClassHandlers = ReturnType<typeof classHandlers>;
