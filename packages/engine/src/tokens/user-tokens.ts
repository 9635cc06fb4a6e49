import { TokenKind, type Vocabulary } from './vocabulary.js';

/** Finds user-defined tokens (`<think>`, runs of newlines …) in plain text: the leftmost, and there the longest. */
export class UserTokens {
  readonly #vocabulary: Vocabulary;
  /** 1 for UTF-16 units that begin one. */
  readonly #first = new Uint8Array(0x10000);
  /** Lengths of those that begin with a unit, longest first. */
  readonly #lengths = new Map<number, number[]>();
  readonly #isUser: Uint8Array;
  readonly #any: boolean;

  constructor(vocabulary: Vocabulary, control: Uint8Array) {
    this.#vocabulary = vocabulary;
    this.#isUser = new Uint8Array(vocabulary.size);
    for (let id = 0; id < vocabulary.size; id++) {
      const piece = vocabulary.piece(id);
      if (vocabulary.kinds[id] !== TokenKind.userDefined || control[id] || piece === '') continue;
      this.#isUser[id] = 1;
      const unit = piece.charCodeAt(0);
      this.#first[unit] = 1;
      const lengths = this.#lengths.get(unit) ?? [];
      if (!lengths.includes(piece.length)) lengths.push(piece.length);
      this.#lengths.set(unit, lengths);
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a);
    this.#any = this.#lengths.size > 0;
  }

  has(id: number): boolean {
    return this.#isUser[id] === 1;
  }

  /** Calls `plain` for the stretches between user-defined tokens and `token` for those, in order. */
  split(text: string, plain: (start: number, end: number) => void, token: (id: number) => void): void {
    let from = 0;
    if (this.#any) {
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (this.#first[unit] === 0) continue;
        for (const length of this.#lengths.get(unit) as number[]) {
          if (i + length > text.length) continue;
          const id = this.#vocabulary.find(text, i, i + length);
          if (id < 0 || this.#isUser[id] === 0) continue;
          if (i > from) plain(from, i);
          token(id);
          from = i + length;
          i = from - 1;
          break;
        }
      }
    }
    if (text.length > from) plain(from, text.length);
  }
}
