import { BaseTokenizer, encoder } from './base-tokenizer.js';
import { ByteTokens } from './byte-tokens.js';
import type { TokenizerMetadata } from './metadata.js';
import { PairQueue } from './pair-queue.js';
import { PieceCache } from './piece-cache.js';
import { readScores, SPACE_UNIT } from './sentencepiece-vocabulary.js';
import { readSpecialTokens, type SpecialTokens } from './special-tokens.js';
import type { EncodeOptions } from './tokenizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

/**
 * BPE by scores, as SentencePiece does it: of all neighbours that together are a token, those with the best score merge first.
 * https://github.com/google/sentencepiece/blob/master/src/bpe_model.cc
 */
export class SentencePieceTokenizer extends BaseTokenizer {
  readonly spacePrefix: boolean;
  /** A text that begins with a space gets no other before it. */
  readonly #oneSpace: boolean;
  readonly #scores: Float64Array;
  readonly #byteTokens: ByteTokens;
  /** 1 for tokens that text may merge into. */
  readonly #mergeable: Uint8Array;
  /** No token goes from one word into the next, so words can be merged apart and remembered. */
  readonly #wordsApart: boolean;
  readonly #cache = new PieceCache();

  private constructor(vocabulary: Vocabulary, special: SpecialTokens, scores: Float64Array, spacePrefix: boolean, oneSpace: boolean) {
    super(vocabulary, special);
    this.#oneSpace = oneSpace;
    this.#scores = scores;
    this.#byteTokens = new ByteTokens(vocabulary, special);
    this.spacePrefix = spacePrefix;
    this.#mergeable = new Uint8Array(vocabulary.size);
    let apart = true;
    for (let id = 0; id < vocabulary.size; id++) {
      const kind = vocabulary.kinds[id];
      if (special.control[id] || kind === TokenKind.byte || kind === TokenKind.unused) continue;
      this.#mergeable[id] = 1;
      apart &&= !/[^\u2581]\u2581/.test(vocabulary.piece(id));
    }
    this.#wordsApart = apart;
  }

  /**
   * Reads a tokenizer whose `tokenizer.ggml.model` is `llama`.
   * @throws {SaguimError} `bad-file` when scores are missing or do not fit the tokens.
   */
  static load(metadata: TokenizerMetadata, vocabulary: Vocabulary): SentencePieceTokenizer {
    const scores = readScores(metadata, vocabulary);
    const special = readSpecialTokens(metadata, vocabulary, { starts: true, ends: false });
    const spacePrefix = metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true;
    // A key of ours: the tokenizers of Hugging Face have both ways.
    const oneSpace = metadata.boolean('tokenizer.ggml.normalizer.one_space') ?? false;
    return new SentencePieceTokenizer(vocabulary, special, scores, spacePrefix, oneSpace);
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const ids: number[] = [];
    if (text === '') return ids;
    const prefixed = this.spacePrefix && !options.continues && !(this.#oneSpace && /^[ \u2581]/.test(text));
    const whole = prefixed ? ` ${text}` : text;
    this.userTokens.split(
      whole,
      (start, end) => this.#encodeWords(whole.slice(start, end).replaceAll(' ', SPACE_UNIT), ids),
      (id) => ids.push(id),
    );
    return ids;
  }

  /** `text` with its spaces already spelled as U+2581. */
  #encodeWords(text: string, ids: number[]): void {
    if (!this.#wordsApart) {
      this.#encodePlain(text, ids);
      return;
    }
    for (let start = 0; start < text.length; ) {
      let space = start;
      while (text[space] === SPACE_UNIT) space++;
      const found = text.indexOf(SPACE_UNIT, space);
      const end = found < 0 ? text.length : found;
      const word = text.slice(start, end);
      start = end;
      if (this.#cache.take(word, ids)) continue;
      const from = ids.length;
      this.#encodePlain(word, ids);
      this.#cache.keep(word, ids, from);
    }
  }

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
      else this.#byteTokens.spell(text.slice(start, end), ids);
    }
  }

  /** Some files spell the spaces of these tokens as U+2581, others as spaces. */
  protected override userSpelling(id: number): string {
    return this.vocabulary.piece(id).replaceAll(SPACE_UNIT, ' ');
  }

  protected textBytes(id: number): Uint8Array {
    const byte = this.#byteTokens.byteOf(id);
    if (byte >= 0) return Uint8Array.of(byte);
    return encoder.encode(this.vocabulary.piece(id).replaceAll(SPACE_UNIT, ' '));
  }
}
