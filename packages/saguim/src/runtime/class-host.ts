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

/** The method of the engine's thread that asks a model for its own classes. */
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
  };
}

export type ClassHandlers = ReturnType<typeof classHandlers>;
