import { SaguimError } from '../spec/index.js';
import { BaseTokenizer, encoder } from './base-tokenizer.js';
import { MergeTable } from './merge-table.js';
import type { TokenizerMetadata } from './metadata.js';
import { PieceCache } from './piece-cache.js';
import { type PreTokenizer, preTokenizer } from './pre-tokenizer.js';
import { readSpecialTokens, type SpecialTokens } from './special-tokens.js';
import type { EncodeOptions } from './tokenizer.js';
import type { Vocabulary } from './vocabulary.js';

// GPT-2 spells bytes as printable characters: itself where it is one, else the next free one from U+0100 on.
// https://github.com/openai/gpt-2/blob/master/src/encoder.py
const UNIT_OF_BYTE = new Uint16Array(256);
const BYTE_OF_UNIT = new Int16Array(0x144).fill(-1);
for (let byte = 0, free = 0x100; byte < 256; byte++) {
  const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  const unit = printable ? byte : free++;
  UNIT_OF_BYTE[byte] = unit;
  BYTE_OF_UNIT[unit] = byte;
}

/** Byte-level BPE, as GPT-2 brought it: any text has a spelling, since every byte is a token. */
export class BpeTokenizer extends BaseTokenizer {
  readonly spacePrefix = false;
  readonly #merges: MergeTable;
  readonly #preTokenizer: PreTokenizer;
  /** Token of every byte, or -1. */
  readonly #byteTokens: Int32Array;
  readonly #cache = new PieceCache();
  /** Texts are composed (NFC) before they are cut. */
  readonly #composes: boolean;
  #symbols = new Int32Array(256);
  #utf8 = new Uint8Array(256);

  private constructor(
    vocabulary: Vocabulary,
    special: SpecialTokens,
    merges: MergeTable,
    pre: PreTokenizer,
    byteTokens: Int32Array,
    composes: boolean,
  ) {
    super(vocabulary, special);
    this.#composes = composes;
    this.#merges = merges;
    this.#preTokenizer = pre;
    this.#byteTokens = byteTokens;
  }

  /**
   * Reads a tokenizer whose `tokenizer.ggml.model` is `gpt2`.
   * @throws {SaguimError} `bad-file`, or `unsupported` for a pre-tokenizer that is not known here.
   */
  static load(metadata: TokenizerMetadata, vocabulary: Vocabulary): BpeTokenizer {
    const pre = preTokenizer(metadata.string('tokenizer.ggml.pre') ?? 'default');
    const merges = metadata.strings('tokenizer.ggml.merges');
    if (!merges) throw new SaguimError('bad-file', 'A byte-level BPE vocabulary without merges', { where: 'tokenizer.ggml.merges' });
    const byteTokens = new Int32Array(256);
    const needed = new Set<number>();
    for (let byte = 0; byte < 256; byte++) {
      const id = vocabulary.find(String.fromCharCode(UNIT_OF_BYTE[byte] as number));
      byteTokens[byte] = id;
      if (id >= 0) needed.add(id);
    }
    const special = readSpecialTokens(metadata, vocabulary, {
      starts: pre.startsByDefault,
      ends: pre.endsByDefault,
      isText: (id) => needed.has(id),
    });
    const table = new MergeTable(merges, vocabulary, (id) => special.control[id] === 1);
    return new BpeTokenizer(vocabulary, special, table, pre, byteTokens, metadata.boolean('tokenizer.ggml.normalizer.nfc') ?? false);
  }

  encode(given: string, _options?: EncodeOptions): number[] {
    const ids: number[] = [];
    const text = this.#composes ? given.normalize('NFC') : given;
    const piece = (start: number, end: number): void => this.#encodePiece(text, start, end, ids);
    this.userTokens.split(
      text,
      (start, end) => this.#preTokenizer.split(text, start, end, piece),
      (id) => ids.push(id),
    );
    return ids;
  }

  #encodePiece(text: string, start: number, end: number, ids: number[]): void {
    const piece = text.slice(start, end);
    if (this.#cache.take(piece, ids)) return;
    const from = ids.length;
    const count = this.#merge(piece);
    for (let i = 0; i < count; i++) ids.push(this.#symbols[i] as number);
    this.#cache.keep(piece, ids, from);
  }

  /** Tokens of one piece into the scratch symbols; gives how many. */
  #merge(piece: string): number {
    if (this.#utf8.length < piece.length * 3) {
      const size = 1 << (32 - Math.clz32(piece.length * 3));
      this.#utf8 = new Uint8Array(size);
      this.#symbols = new Int32Array(size);
    }
    const utf8 = this.#utf8;
    const symbols = this.#symbols;
    const length = encoder.encodeInto(piece, utf8).written;
    if (this.#preTokenizer.wholePieces) {
      let spelling = '';
      for (let i = 0; i < length; i++) spelling += String.fromCharCode(UNIT_OF_BYTE[utf8[i] as number] as number);
      const whole = this.vocabulary.find(spelling);
      if (whole >= 0 && !this.special.control[whole]) {
        symbols[0] = whole;
        return 1;
      }
    }
    for (let i = 0; i < length; i++) symbols[i] = this.#byteTokens[utf8[i] as number] as number;
    const count = this.#merges.apply(symbols, length);
    // Bytes that a vocabulary lacks have no token at all; llama.cpp leaves them out too.
    let kept = 0;
    for (let i = 0; i < count; i++) if ((symbols[i] as number) >= 0) symbols[kept++] = symbols[i] as number;
    return kept;
  }

  protected textBytes(id: number): Uint8Array {
    const piece = this.vocabulary.piece(id);
    if (this.isUserDefined(id)) return encoder.encode(piece);
    const bytes: number[] = [];
    for (const character of piece) {
      const unit = character.charCodeAt(0);
      const byte = character.length === 1 && unit < BYTE_OF_UNIT.length ? (BYTE_OF_UNIT[unit] as number) : -1;
      if (byte >= 0) bytes.push(byte);
      else bytes.push(...encoder.encode(character));
    }
    return Uint8Array.from(bytes);
  }
}
