import type { SpecialTokens } from './special-tokens.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

const encoder = new TextEncoder();

/** The tokens `<0x00>` … `<0xFF>` of a SentencePiece vocabulary, which spell what it has no other token for. */
export class ByteTokens {
  /** Token of every byte, or -1. */
  readonly #tokens = new Int32Array(256).fill(-1);
  readonly #unknown: number | undefined;
  /** Every byte has a token. */
  readonly complete: boolean;

  constructor(vocabulary: Vocabulary, { unknownToken }: SpecialTokens) {
    for (let byte = 0; byte < 256; byte++) {
      const id = vocabulary.find(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
      if (id >= 0 && vocabulary.kinds[id] === TokenKind.byte) this.#tokens[byte] = id;
    }
    this.#unknown = unknownToken;
    this.complete = !this.#tokens.includes(-1);
  }

  /** Appends the bytes of `text` to `ids`, or the unknown token where a byte has none. */
  spell(text: string, ids: number[]): void {
    const tokens = Array.from(encoder.encode(text), (byte) => this.#tokens[byte] as number);
    if (tokens.every((id) => id >= 0)) for (const id of tokens) ids.push(id);
    else if (this.#unknown !== undefined) ids.push(this.#unknown);
  }

  /** The byte that a token stands for, or -1. */
  byteOf(id: number): number {
    return this.#tokens.indexOf(id);
  }
}
