import type { Tokenizer } from '../tokens/tokenizer.js';
import type { TokenMask } from './constraints/token-mask.js';

/** The tokens of a vocabulary by their first byte; control tokens and empty ones are in none. */
class FirstBytes {
  readonly #lists: number[][] = Array.from({ length: 256 }, () => []);

  constructor(tokenizer: Tokenizer) {
    for (let id = 0; id < tokenizer.vocabularySize; id++) {
      const bytes = tokenizer.bytes(id);
      if (bytes.length > 0) this.#lists[bytes[0]!]!.push(id);
    }
  }

  of(byte: number): readonly number[] {
    return this.#lists[byte]!;
  }
}

const known = new WeakMap<Tokenizer, FirstBytes>();

/**
 * Lets an answer begin with a given text alone, in whichever tokens the model finds likely; the last of them may go beyond it. When
 * nothing is left of the text it lets everything pass.
 */
export class ForcedText implements TokenMask {
  readonly #tokenizer: Tokenizer;
  #left: Uint8Array;

  constructor(text: string, tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#left = new TextEncoder().encode(text);
  }

  apply(logits: Float32Array): void {
    if (this.#left.length === 0) return;
    let first = known.get(this.#tokenizer);
    if (!first) known.set(this.#tokenizer, (first = new FirstBytes(this.#tokenizer)));
    const allowed: [id: number, logit: number][] = [];
    for (const id of first.of(this.#left[0]!)) if (this.#fits(id)) allowed.push([id, logits[id]!]);
    // A byte that the vocabulary cannot spell: nothing can be forced any more.
    if (allowed.length === 0) return;
    logits.fill(-Infinity);
    for (const [id, logit] of allowed) logits[id] = logit;
  }

  accept(token: number): void {
    if (this.#left.length === 0) return;
    const length = token < this.#tokenizer.vocabularySize ? this.#tokenizer.bytes(token).length : this.#left.length;
    this.#left = this.#left.subarray(Math.min(length === 0 ? this.#left.length : length, this.#left.length));
  }

  /** Whether the token is the beginning of what is left, or what is left its beginning. */
  #fits(id: number): boolean {
    const bytes = this.#tokenizer.bytes(id);
    const length = Math.min(bytes.length, this.#left.length);
    for (let i = 1; i < length; i++) if (bytes[i] !== this.#left[i]) return false;
    return true;
  }
}
