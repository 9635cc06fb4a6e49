import { SaguimError } from '../spec/index.js';

/** Kinds of tokens as GGUF numbers them. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export const TokenKind = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** No vocabulary in use is near this; it keeps ids and hash tables in 32 bits. */
const MAX_TOKENS = 1 << 22;

// A seed of its own in every process: spellings in a file cannot be chosen so that they all collide.
const SEED = (Math.random() * 0x7fffffff) | 0;

function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The spellings and kinds of a model's tokens, and the way from a spelling to its id, without an object for each token. */
export class Vocabulary {
  readonly size: number;
  /** Kind of every token (size,), see `TokenKind`. */
  readonly kinds: Uint8Array;
  readonly #pieces: readonly string[];
  /** Open addressing: id + 1, or 0 where free. */
  readonly #slots: Int32Array;

  /** @throws {SaguimError} `bad-file` for kinds that do not fit the tokens. */
  constructor(pieces: readonly string[], kinds?: ArrayLike<number>) {
    if (pieces.length === 0) throw new SaguimError('bad-file', 'The vocabulary is empty', { where: 'tokenizer.ggml.tokens' });
    if (pieces.length > MAX_TOKENS) {
      throw new SaguimError('bad-file', `The vocabulary has ${pieces.length} tokens; at most ${MAX_TOKENS} are read`, {
        where: 'tokenizer.ggml.tokens',
      });
    }
    if (kinds && kinds.length !== pieces.length) {
      throw new SaguimError('bad-file', `${kinds.length} token types for ${pieces.length} tokens`, { where: 'tokenizer.ggml.token_type' });
    }
    this.size = pieces.length;
    this.#pieces = pieces;
    this.kinds = new Uint8Array(pieces.length).fill(TokenKind.normal);
    if (kinds) {
      for (let id = 0; id < kinds.length; id++) {
        const kind = kinds[id] as number;
        if (!(kind >= 0 && kind <= 6)) {
          throw new SaguimError('bad-file', `Token ${id} has the unknown type ${kind}`, { where: 'tokenizer.ggml.token_type' });
        }
        this.kinds[id] = kind === 0 ? TokenKind.normal : kind;
      }
    }
    this.#slots = new Int32Array(1 << (33 - Math.clz32(pieces.length)));
    for (let id = 0; id < pieces.length; id++) this.#insert(id);
  }

  piece(id: number): string {
    return this.#pieces[id] ?? '';
  }

  has(id: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < this.size;
  }

  /** Id of the token spelled `text[start, end)`, or -1. */
  find(text: string, start = 0, end = text.length): number {
    let hash = SEED;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] as number) - 1;
      if (id < 0) return -1;
      const piece = this.#pieces[id] as string;
      if (piece.length === end - start && sameUnits(piece, text, start)) return id;
    }
  }

  /** Id of the token spelled `text` without its unit at `gap`, or -1: a merge `a b` gives the id of `ab`, with no string made. */
  findWithout(text: string, gap: number): number {
    let hash = SEED;
    for (let i = 0; i < text.length; i++) if (i !== gap) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    const slots = this.#slots;
    const mask = slots.length - 1;
    search: for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] as number) - 1;
      if (id < 0) return -1;
      const piece = this.#pieces[id] as string;
      if (piece.length !== text.length - 1) continue;
      for (let i = 0; i < piece.length; i++) if (piece.charCodeAt(i) !== text.charCodeAt(i < gap ? i : i + 1)) continue search;
      return id;
    }
  }

  #insert(id: number): void {
    const piece = this.#pieces[id] as string;
    let hash = SEED;
    for (let i = 0; i < piece.length; i++) hash = Math.imul(hash ^ piece.charCodeAt(i), 0x01000193);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = mix(hash) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      // Of two tokens with one spelling the later one counts, as in llama.cpp.
      if (this.#pieces[(slots[slot] as number) - 1] === piece) break;
    }
    slots[slot] = id + 1;
  }
}

function sameUnits(piece: string, text: string, start: number): boolean {
  for (let i = 0; i < piece.length; i++) if (piece.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}
