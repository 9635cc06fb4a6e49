import { SaguimError } from '../spec/index.js';
import { BaseTokenizer, encoder } from './base-tokenizer.js';
import { ALONE, BertNormalizer, DROPPED, FOLDED, foldedKind, SPACE } from './bert-normalizer.js';
import type { TokenizerMetadata } from './metadata.js';
import { PieceCache } from './piece-cache.js';
import { PieceTrie } from './piece-trie.js';
import { SPACE_UNIT } from './sentencepiece-vocabulary.js';
import { readSpecialTokens, type SpecialTokens } from './special-tokens.js';
import type { EncodeOptions } from './tokenizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

/** Longer words (characters) are unknown, as in BERT's own tokenizer. */
const LONGEST_WORD = 100;
/** Roots of the trie: tokens that begin a word, and those that go on in one. */
const BEGINNINGS = 0;
const CONTINUATIONS = 1;

/**
 * WordPiece: a text is cut into words, a word from its beginning into the longest tokens there are; a word that has none is unknown as a whole.
 * GGUF spells a token that begins a word with U+2581 before it, and leaves out the `##` of one that goes on.
 * https://arxiv.org/abs/1810.04805, https://github.com/google-research/bert/blob/master/tokenization.py
 */
export class WordPieceTokenizer extends BaseTokenizer {
  readonly spacePrefix = true;
  readonly #normalizer: BertNormalizer;
  readonly #unknown: number;
  readonly #trie = new PieceTrie(2);
  readonly #cache = new PieceCache();
  /** The word that is being read: its UTF-16 units, how many they are, and how many characters. */
  readonly #word = new Uint16Array(2 * LONGEST_WORD + 2);
  readonly #tokens = new Int32Array(this.#word.length);
  #units = 0;
  #characters = 0;

  private constructor(vocabulary: Vocabulary, special: SpecialTokens, normalizer: BertNormalizer, unknown: number) {
    super(vocabulary, special);
    this.#normalizer = normalizer;
    this.#unknown = unknown;
    let beginnings = 0;
    for (let id = 0; id < vocabulary.size; id++) {
      if (special.control[id] || vocabulary.kinds[id] !== TokenKind.normal) continue;
      const piece = vocabulary.piece(id);
      const begins = piece.startsWith(SPACE_UNIT);
      if (begins) beginnings++;
      // No word is longer.
      if (piece.length <= this.#word.length) this.#trie.add(begins ? BEGINNINGS : CONTINUATIONS, piece, begins ? 1 : 0, id);
    }
    if (beginnings === 0) {
      throw new SaguimError('bad-file', 'No token of the WordPiece vocabulary begins a word', {
        where: 'tokenizer.ggml.tokens',
        hint: 'Such tokens begin with U+2581 in GGUF.',
      });
    }
  }

  /**
   * Reads a tokenizer whose `tokenizer.ggml.model` is `bert`. Where the file does not say whether the model is uncased
   * (`tokenizer.ggml.normalizer.lowercase`, `….strip_accents`), its vocabulary does: an uncased one has no upper case.
   * @throws {SaguimError} `bad-file` when no token begins a word or none stands for what is unknown.
   */
  static load(metadata: TokenizerMetadata, vocabulary: Vocabulary): WordPieceTokenizer {
    const special = readSpecialTokens(metadata, vocabulary, {
      starts: true,
      ends: true,
      alsoControl: ['unknown', 'cls', 'seperator', 'padding', 'mask'],
    });
    const unknown = special.unknownToken ?? vocabulary.find('[UNK]');
    if (unknown < 0) {
      throw new SaguimError('bad-file', 'A WordPiece vocabulary without an unknown token', { where: 'tokenizer.ggml.unknown_token_id' });
    }
    const lacks = (fold: (piece: string) => string): boolean => {
      for (let id = 0; id < vocabulary.size; id++) {
        const piece = vocabulary.piece(id);
        if (!special.control[id] && vocabulary.kinds[id] === TokenKind.normal && fold(piece) !== piece) return false;
      }
      return true;
    };
    const lowerCase = metadata.boolean('tokenizer.ggml.normalizer.lowercase') ?? lacks((piece) => piece.toLowerCase());
    const stripAccents =
      metadata.boolean('tokenizer.ggml.normalizer.strip_accents') ??
      (lowerCase && lacks((piece) => (isAscii(piece) ? piece : piece.normalize('NFD').replace(/\p{Mn}/gu, ''))));
    return new WordPieceTokenizer(vocabulary, special, new BertNormalizer({ lowerCase, stripAccents }), unknown);
  }

  encode(text: string, _options?: EncodeOptions): number[] {
    const ids: number[] = [];
    this.userTokens.split(
      text,
      (start, end) => this.#encodeStretch(text.slice(start, end), ids),
      (id) => ids.push(id),
    );
    return ids;
  }

  /** What lies between two spaces is remembered as one. */
  #encodeStretch(text: string, ids: number[]): void {
    for (let i = 0; i < text.length; ) {
      const space = text.indexOf(' ', i);
      const part = text.slice(i, space < 0 ? text.length : space);
      i += part.length + 1;
      if (part === '' || this.#cache.take(part, ids)) continue;
      const from = ids.length;
      this.#encodePart(part, ids);
      this.#cache.keep(part, ids, from);
    }
  }

  #encodePart(text: string, ids: number[]): void {
    const normalizer = this.#normalizer;
    for (let i = 0; i < text.length; ) {
      const point = text.codePointAt(i) as number;
      i += point > 0xffff ? 2 : 1;
      const kind = normalizer.kind(point);
      if (kind === DROPPED) continue;
      if (kind === SPACE) this.#endWord(ids);
      else if (kind !== FOLDED) this.#character(point, kind, ids);
      else for (const character of normalizer.spelling(point)) this.#folded(character.codePointAt(0) as number, ids);
    }
    this.#endWord(ids);
  }

  #folded(point: number, ids: number[]): void {
    this.#character(point, foldedKind(point), ids);
  }

  #character(point: number, kind: number, ids: number[]): void {
    if (kind === ALONE) this.#endWord(ids);
    if (++this.#characters <= LONGEST_WORD) {
      if (point > 0xffff) {
        this.#word[this.#units++] = 0xd7c0 + (point >> 10);
        this.#word[this.#units++] = 0xdc00 | (point & 0x3ff);
      } else this.#word[this.#units++] = point;
    }
    if (kind === ALONE) this.#endWord(ids);
  }

  #endWord(ids: number[]): void {
    const [length, known] = [this.#units, this.#characters <= LONGEST_WORD];
    this.#units = 0;
    this.#characters = 0;
    if (length === 0) return;
    let count = 0;
    for (let i = 0; known && i < length; ) {
      let node = i === 0 ? BEGINNINGS : CONTINUATIONS;
      let token = -1;
      let end = i;
      for (let j = i; j < length; ) {
        node = this.#trie.step(node, this.#word[j++] as number);
        if (node < 0) break;
        const found = this.#trie.token(node);
        if (found < 0) continue;
        token = found;
        end = j;
      }
      if (token < 0) {
        count = 0;
        break;
      }
      this.#tokens[count++] = token;
      i = end;
    }
    if (count === 0) ids.push(this.#unknown);
    for (let i = 0; i < count; i++) ids.push(this.#tokens[i] as number);
  }

  protected textBytes(id: number): Uint8Array {
    const piece = this.vocabulary.piece(id);
    return encoder.encode(piece.startsWith(SPACE_UNIT) ? ` ${piece.slice(1)}` : piece);
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
