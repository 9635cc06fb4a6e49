import { SaguimError } from '../spec/index.js';
import { BaseTokenizer, encoder } from './base-tokenizer.js';
import type { TokenizerMetadata } from './metadata.js';
import { readSpecialTokens, type SpecialTokens } from './special-tokens.js';
import type { EncodeOptions } from './tokenizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

/** U+2581, how SentencePiece spells a space. */
const SPACE_UNIT = '\u2581';

/**
 * BPE by scores, as SentencePiece does it: of all neighbours that together are a token, those with the best score merge first.
 * https://github.com/google/sentencepiece/blob/master/src/bpe_model.cc
 */
export class SentencePieceTokenizer extends BaseTokenizer {
  readonly spacePrefix: boolean;
  readonly #scores: Float64Array;
  /** Token of every byte, or -1. */
  readonly #byteTokens: Int32Array;
  /** 1 for tokens that text may merge into. */
  readonly #mergeable: Uint8Array;

  private constructor(vocabulary: Vocabulary, special: SpecialTokens, scores: Float64Array, byteTokens: Int32Array, spacePrefix: boolean) {
    super(vocabulary, special);
    this.#scores = scores;
    this.#byteTokens = byteTokens;
    this.spacePrefix = spacePrefix;
    this.#mergeable = new Uint8Array(vocabulary.size);
    for (let id = 0; id < vocabulary.size; id++) {
      const kind = vocabulary.kinds[id];
      this.#mergeable[id] = special.control[id] || kind === TokenKind.byte || kind === TokenKind.unused ? 0 : 1;
    }
  }

  /**
   * Reads a tokenizer whose `tokenizer.ggml.model` is `llama`.
   * @throws {SaguimError} `bad-file` when scores are missing or do not fit the tokens.
   */
  static load(metadata: TokenizerMetadata, vocabulary: Vocabulary): SentencePieceTokenizer {
    const where = 'tokenizer.ggml.scores';
    const given = metadata.numbers(where);
    if (!given) throw new SaguimError('bad-file', 'A SentencePiece vocabulary without scores', { where });
    if (given.length !== vocabulary.size) throw new SaguimError('bad-file', `${given.length} scores for ${vocabulary.size} tokens`, { where });
    const scores = Float64Array.from(given);
    for (let id = 0; id < scores.length; id++) {
      if (Number.isNaN(scores[id])) throw new SaguimError('bad-file', `The score of token ${id} is not a number`, { where });
    }
    const byteTokens = new Int32Array(256).fill(-1);
    for (let byte = 0; byte < 256; byte++) {
      const id = vocabulary.find(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
      if (id >= 0 && vocabulary.kinds[id] === TokenKind.byte) byteTokens[byte] = id;
    }
    const special = readSpecialTokens(metadata, vocabulary, true, () => false);
    return new SentencePieceTokenizer(vocabulary, special, scores, byteTokens, metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true);
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const ids: number[] = [];
    if (text === '') return ids;
    const whole = this.spacePrefix && !options.continues ? ` ${text}` : text;
    this.userTokens.split(
      whole,
      (start, end) => this.#encodePlain(whole.slice(start, end).replaceAll(' ', SPACE_UNIT), ids),
      (id) => ids.push(id),
    );
    return ids;
  }

  /** `text` with its spaces already spelled as U+2581. */
  #encodePlain(text: string, ids: number[]): void {
    // Symbols are ranges of the text; one that merged into its left neighbour has length 0.
    const starts = new Int32Array(text.length);
    const lengths = new Int32Array(text.length);
    let count = 0;
    for (const character of text) {
      starts[count] = count === 0 ? 0 : (starts[count - 1] as number) + (lengths[count - 1] as number);
      lengths[count++] = character.length;
    }
    const next = new Int32Array(count);
    const previous = new Int32Array(count);
    const queue = new PairQueue(count * 3);
    const vocabulary = this.vocabulary;
    const offer = (left: number, right: number): void => {
      const start = starts[left] as number;
      const length = (lengths[left] as number) + (lengths[right] as number);
      const id = vocabulary.find(text, start, start + length);
      if (id >= 0 && this.#mergeable[id]) queue.push(this.#scores[id] as number, left, length);
    };
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i > 0) offer(i - 1, i);
    }
    while (queue.pop()) {
      const left = queue.left;
      const right = next[left] as number;
      // One of the two has merged with something else since.
      if (lengths[left] === 0 || right >= count || (lengths[left] as number) + (lengths[right] as number) !== queue.length) continue;
      lengths[left] = queue.length;
      lengths[right] = 0;
      const after = next[right] as number;
      next[left] = after;
      if (after < count) previous[after] = left;
      if ((previous[left] as number) >= 0) offer(previous[left] as number, left);
      if (after < count) offer(left, after);
    }
    for (let i = 0; i < count; i = next[i] as number) {
      const start = starts[i] as number;
      const end = start + (lengths[i] as number);
      const id = vocabulary.find(text, start, end);
      if (id >= 0 && this.#mergeable[id]) ids.push(id);
      else this.#pushBytes(text.slice(start, end), ids);
    }
  }

  #pushBytes(text: string, ids: number[]): void {
    const bytes = encoder.encode(text);
    const tokens = Array.from(bytes, (byte) => this.#byteTokens[byte] as number);
    if (tokens.every((id) => id >= 0)) for (const id of tokens) ids.push(id);
    else if (this.special.unknownToken !== undefined) ids.push(this.special.unknownToken);
  }

  protected textBytes(id: number): Uint8Array {
    const byte = this.vocabulary.kinds[id] === TokenKind.byte ? this.#byteTokens.indexOf(id) : -1;
    if (byte >= 0) return Uint8Array.of(byte);
    return encoder.encode(this.vocabulary.piece(id).replaceAll(SPACE_UNIT, ' '));
  }
}

/** Possible merges, best score first and the leftmost of equals. */
class PairQueue {
  readonly #scores: Float64Array;
  readonly #lefts: Int32Array;
  readonly #lengths: Int32Array;
  #size = 0;
  /** Left symbol of the pair taken last, and the length of both in UTF-16 units. */
  left = 0;
  length = 0;

  constructor(capacity: number) {
    this.#scores = new Float64Array(capacity);
    this.#lefts = new Int32Array(capacity);
    this.#lengths = new Int32Array(capacity);
  }

  push(score: number, left: number, length: number): void {
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(score, left, parent)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#put(i, score, left, length);
  }

  /** Takes the best pair into `left` and `length`; false when there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    this.left = this.#lefts[0] as number;
    this.length = this.#lengths[0] as number;
    const last = --this.#size;
    const score = this.#scores[last] as number;
    const left = this.#lefts[last] as number;
    const length = this.#lengths[last] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#before(this.#scores[child + 1] as number, this.#lefts[child + 1] as number, child)) child++;
      if (this.#before(score, left, child)) break;
      this.#move(child, i);
      i = child;
    }
    this.#put(i, score, left, length);
    return true;
  }

  #before(score: number, left: number, other: number): boolean {
    const theirs = this.#scores[other] as number;
    return score > theirs || (score === theirs && left < (this.#lefts[other] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#scores[from] as number, this.#lefts[from] as number, this.#lengths[from] as number);
  }

  #put(at: number, score: number, left: number, length: number): void {
    this.#scores[at] = score;
    this.#lefts[at] = left;
    this.#lengths[at] = length;
  }
}
