import { SaguimError } from '../spec/index.js';
import { BaseTokenizer, encoder } from './base-tokenizer.js';
import { ByteTokens } from './byte-tokens.js';
import type { TokenizerMetadata } from './metadata.js';
import { PieceCache } from './piece-cache.js';
import { PieceTrie } from './piece-trie.js';
import { readScores, SPACE_UNIT } from './sentencepiece-vocabulary.js';
import { readSpecialTokens, type SpecialTokens } from './special-tokens.js';
import type { EncodeOptions } from './tokenizer.js';
import { UnigramNormalizer } from './unigram-normalizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

const SPELLED_SPACE = SPACE_UNIT.charCodeAt(0);
/** An unknown character is this much worse than the worst token, as in SentencePiece. */
const UNKNOWN_PENALTY = 10;
/** UTF-16 units; bounds the work for each character of a text. Vocabularies in use end at some 20. */
const LONGEST_PIECE = 256;
const UNKNOWN = -1;
const LONE_SPACE = Uint16Array.of(SPELLED_SPACE);

/**
 * Unigram: of all ways to spell a text by tokens the one with the best sum of scores (log-probabilities), found by Viterbi's algorithm.
 * https://arxiv.org/abs/1804.10959, https://github.com/google/sentencepiece/blob/master/src/unigram_model.cc
 */
export class UnigramTokenizer extends BaseTokenizer {
  readonly spacePrefix: boolean;
  readonly #normalizer: UnigramNormalizer;
  readonly #scores: Float64Array;
  readonly #trie = new PieceTrie();
  readonly #byteTokens: ByteTokens;
  readonly #unknown: number;
  readonly #unknownScore: number;
  /** No token goes from one word into the next, so words can be split apart and remembered. */
  readonly #wordsApart: boolean;
  readonly #cache = new PieceCache();
  /** Whether what is white at the beginning and at the end of a text is dropped. */
  readonly #strips: { readonly left: boolean; readonly right: boolean };
  // Of the best way to every place: its score, where its last token begins, and which that is.
  #best = new Float64Array(64);
  #starts = new Int32Array(64);
  #tokens = new Int32Array(64);

  private constructor(
    vocabulary: Vocabulary,
    special: SpecialTokens,
    scores: Float64Array,
    normalizer: UnigramNormalizer,
    unknown: number,
    strips: { readonly left: boolean; readonly right: boolean },
  ) {
    super(vocabulary, special);
    this.#strips = strips;
    this.#scores = scores;
    this.#normalizer = normalizer;
    this.spacePrefix = normalizer.spacePrefix;
    this.#byteTokens = new ByteTokens(vocabulary, special);
    this.#unknown = unknown;
    let apart = true;
    let worst = 0;
    for (let id = 0; id < vocabulary.size; id++) {
      const kind = vocabulary.kinds[id];
      if (special.control[id] || kind === TokenKind.byte || kind === TokenKind.unused) continue;
      const piece = vocabulary.piece(id);
      if (piece.length > LONGEST_PIECE) {
        throw new SaguimError('bad-file', `Token ${id} has ${piece.length} characters; at most ${LONGEST_PIECE} are read`, {
          where: 'tokenizer.ggml.tokens',
        });
      }
      worst = Math.min(worst, scores[id] as number);
      this.#trie.add(0, piece, 0, id);
      apart &&= piece.lastIndexOf(SPACE_UNIT) <= 0 || !/[^\u2581]\u2581/.test(piece);
    }
    this.#unknownScore = worst - UNKNOWN_PENALTY;
    this.#wordsApart = apart;
  }

  /**
   * Reads a tokenizer whose `tokenizer.ggml.model` is `t5`.
   * @throws {SaguimError} `bad-file` when scores, the map of characters or the unknown token are missing or damaged.
   */
  static load(metadata: TokenizerMetadata, vocabulary: Vocabulary): UnigramTokenizer {
    const scores = readScores(metadata, vocabulary);
    // Sums over a text must stay finite too.
    const infinite = scores.findIndex((score) => !Number.isFinite(Math.fround(score)));
    if (infinite >= 0) {
      throw new SaguimError('bad-file', `The score of token ${infinite} is not finite`, { where: 'tokenizer.ggml.scores' });
    }
    const special = readSpecialTokens(metadata, vocabulary, {
      starts: false,
      ends: true,
      alsoControl: ['unknown', 'cls', 'seperator', 'padding', 'mask'],
    });
    const unknown = special.unknownToken ?? vocabulary.kinds.indexOf(TokenKind.unknown);
    if (unknown < 0) {
      throw new SaguimError('bad-file', 'A Unigram vocabulary without an unknown token', { where: 'tokenizer.ggml.unknown_token_id' });
    }
    const strips = {
      left: metadata.boolean('tokenizer.ggml.strip_left') ?? false,
      right: metadata.boolean('tokenizer.ggml.strip_right') ?? false,
    };
    return new UnigramTokenizer(vocabulary, special, scores, new UnigramNormalizer(metadata), unknown, strips);
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const ids: number[] = [];
    if (this.#strips.left && !options.continues) text = text.trimStart();
    if (this.#strips.right) text = text.trimEnd();
    const prefix = this.spacePrefix && !options.continues;
    this.userTokens.split(
      text,
      (start, end) => this.#encodeStretch(text.slice(start, end), prefix && start === 0, ids),
      (id) => ids.push(id),
    );
    return ids;
  }

  /** @param space whether a space comes before the text */
  #encodeStretch(text: string, space: boolean, ids: number[]): void {
    let from = 0;
    let endsInSpace = false;
    if (this.#wordsApart && this.#normalizer.takesWordsApart) {
      // All but the last part, which is what follows the last space.
      for (let stop = text.indexOf(' '); stop >= 0; stop = text.indexOf(' ', from)) {
        if (space) this.#encodeRemembered(text.slice(from, stop), ids);
        else this.#encodeRange(text, from, stop, false, ids);
        from = stop + 1;
        space = endsInSpace = true;
      }
    }
    if (this.#encodeRange(text, from, text.length, space, ids)) endsInSpace = this.#normalizer.endsInSpace;
    else endsInSpace ||= this.#normalizer.endsInSpace;
    if (endsInSpace) this.#split(LONE_SPACE, 0, 1, ids);
  }

  /** A word with a space before it. */
  #encodeRemembered(word: string, ids: number[]): void {
    if (word === '' || this.#cache.take(word, ids)) return;
    const from = ids.length;
    this.#encodeRange(word, 0, word.length, true, ids);
    this.#cache.keep(word, ids, from);
  }

  /** Gives whether there was anything but spaces. */
  #encodeRange(text: string, start: number, end: number, space: boolean, ids: number[]): boolean {
    const normalizer = this.#normalizer;
    normalizer.run(text, start, end, space);
    const { units, length } = normalizer;
    for (let i = 0; i < length; ) {
      let stop = this.#wordsApart ? i : length;
      while (stop < length && units[stop] === SPELLED_SPACE) stop++;
      while (stop < length && units[stop] !== SPELLED_SPACE) stop++;
      this.#split(units, i, stop, ids);
      i = stop;
    }
    return length > 0;
  }

  #split(units: Uint16Array, from: number, to: number, ids: number[]): void {
    const length = to - from;
    if (length === 0) return;
    this.#reserve(length + 1);
    const [trie, scores, best, starts, tokens] = [this.#trie, this.#scores, this.#best, this.#starts, this.#tokens];
    best.fill(-Infinity, 0, length + 1);
    best[0] = 0;
    for (let i = 0; i < length; i++) {
      const before = best[i] as number;
      if (before === -Infinity) continue; // inside a character
      const next = i + characterLength(units, from + i, to);
      let spelled = false;
      for (let j = i, node = 0; j < length; ) {
        node = trie.step(node, units[from + j++] as number);
        if (node < 0) break;
        const token = trie.token(node);
        if (token < 0) continue;
        spelled ||= j === next;
        const score = before + (scores[token] as number);
        if (score > (best[j] as number)) {
          best[j] = score;
          starts[j] = i;
          tokens[j] = token;
        }
      }
      const score = before + this.#unknownScore;
      if (spelled || score <= (best[next] as number)) continue;
      best[next] = score;
      starts[next] = i;
      tokens[next] = UNKNOWN;
    }
    // Turn the way around: from where a token ends to where it begins, to the other direction.
    for (let end = length, start = starts[end] as number; ; ) {
      const earlier = starts[start] as number;
      starts[start] = end;
      if (start === 0) break;
      end = start;
      start = earlier;
    }
    const first = ids.length;
    for (let i = 0; i < length; i = starts[i] as number) {
      const token = tokens[starts[i] as number] as number;
      if (token !== UNKNOWN) ids.push(token);
      else if (this.#byteTokens.complete)
        this.#byteTokens.spell(String.fromCharCode(...units.subarray(from + i, from + (starts[i] as number))), ids);
      // Unknown characters side by side are one token.
      else if (ids.length === first || ids[ids.length - 1] !== this.#unknown) ids.push(this.#unknown);
    }
  }

  #reserve(length: number): void {
    if (this.#best.length >= length) return;
    const size = 1 << (32 - Math.clz32(length));
    this.#best = new Float64Array(size);
    this.#starts = new Int32Array(size);
    this.#tokens = new Int32Array(size);
  }

  protected override userSpelling(id: number): string {
    return this.vocabulary.piece(id).replaceAll(SPACE_UNIT, ' ');
  }

  protected textBytes(id: number): Uint8Array {
    const byte = this.#byteTokens.byteOf(id);
    if (byte >= 0) return Uint8Array.of(byte);
    return encoder.encode(this.vocabulary.piece(id).replaceAll(SPACE_UNIT, ' '));
  }
}

function characterLength(units: Uint16Array, at: number, end: number): number {
  const unit = units[at] as number;
  return unit >= 0xd800 && unit <= 0xdbff && at + 1 < end ? 2 : 1;
}
