import type { Engine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';

export interface WindowOptions {
  readonly overflow: 'window' | 'truncate' | 'refuse';
  readonly allowBlank: boolean;
}

/** Neighbouring windows share this part of their tokens, so that no sentence is only seen cut. */
const overlap = 1 / 8;

/** From texts to token ids that fit a model: the prefix and the tokens around a text, and windows of those that are longer. */
export class TextWindows {
  readonly #tokenizer: Engine['tokenizer'];
  readonly #limit: number;
  readonly #prefix: string;
  readonly #prefixIds: readonly number[];
  readonly #options: WindowOptions;

  constructor({ tokenizer, info }: Pick<Engine, 'tokenizer' | 'info'>, prefix: string, options: WindowOptions) {
    const { before, after } = tokenizer.frame;
    this.#tokenizer = tokenizer;
    this.#limit = info.contextLength - before.length - after.length;
    this.#prefix = prefix;
    this.#prefixIds = prefix === '' ? [] : tokenizer.encode(prefix);
    this.#options = options;
  }

  /**
   * The pieces of one text, each with the prefix and the tokens around it, and whether something was cut off.
   * @throws {SaguimError} `invalid-argument` when nothing can be read in it, `context-overflow` when it is refused for its length
   */
  split(text: string): { pieces: number[][]; cut: boolean } {
    const ids = this.#tokenizer.encode(this.#prefix + text);
    if (!this.#options.allowBlank && ids.length <= this.#prefixIds.length + 1 && this.#tokenizer.encode(text).length === 0) {
      throw new SaguimError('invalid-argument', `There is nothing to read in the text ${excerpt(text)}`, {
        hint: 'Leave out texts that are empty, or hold only spaces and control characters.',
      });
    }
    if (ids.length <= this.#limit) return { pieces: [this.#framed(ids)], cut: false };
    switch (this.#options.overflow) {
      case 'truncate':
        return { pieces: [this.#framed(ids.slice(0, this.#limit))], cut: true };
      case 'refuse':
        throw new SaguimError(
          'context-overflow',
          `The text ${excerpt(text)} has ${ids.length} tokens, and the model takes ${this.#limit} beside those around a text`,
          { hint: 'Cut it into passages, or let windows of it be averaged.', details: { requested: ids.length, limit: this.#limit } },
        );
      default:
        return { pieces: this.#windows(ids), cut: false };
    }
  }

  /** Windows of about the same length, each beginning with the prefix. */
  #windows(ids: readonly number[]): number[][] {
    let shared = 0;
    while (shared < this.#prefixIds.length && ids[shared] === this.#prefixIds[shared]) shared++;
    const size = this.#limit - shared;
    if (size < 1) {
      throw new SaguimError('context-overflow', 'The prefix leaves no room for the text', {
        details: { requested: shared + 1, limit: this.#limit },
      });
    }
    const common = Math.floor(size * overlap);
    const rest = ids.length - shared;
    const count = Math.ceil((rest - common) / (size - common));
    const step = (rest - size) / Math.max(1, count - 1);
    return Array.from({ length: count }, (_, i) => {
      const start = shared + Math.round(i * step);
      return this.#framed([...ids.slice(0, shared), ...ids.slice(start, start + size)]);
    });
  }

  #framed(ids: readonly number[]): number[] {
    const { before, after } = this.#tokenizer.frame;
    return [...before, ...ids, ...after];
  }
}

function excerpt(text: string): string {
  const short = text.slice(0, 40);
  return JSON.stringify(short.length < text.length ? `${short}…` : short);
}
