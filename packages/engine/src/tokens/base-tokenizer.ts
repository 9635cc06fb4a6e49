import { SaguimError } from '../spec/index.js';
import type { InfillFormat } from './infill-format.js';
import type { SpecialTokens } from './special-tokens.js';
import { SpellingMatcher } from './spelling-matcher.js';
import type { DecodeOptions, EncodeOptions, SequenceFrame, Tokenizer } from './tokenizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

const NOTHING = new Uint8Array(0);
const BLANK = 0x20;
export const encoder = new TextEncoder();

/** What all tokenizers share: control tokens, bytes of tokens, decoding. */
export abstract class BaseTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly startToken?: number;
  readonly sequenceStart?: number;
  readonly endToken?: number;
  readonly frame: SequenceFrame;
  readonly stopTokens: ReadonlySet<number>;
  readonly infill?: InfillFormat;
  readonly controlTokens: ReadonlyMap<string, number>;
  abstract readonly spacePrefix: boolean;
  protected readonly vocabulary: Vocabulary;
  protected readonly special: SpecialTokens;
  /** User-defined tokens (`<think>`, runs of newlines …): found in plain text before anything else. */
  protected readonly userTokens: SpellingMatcher;
  // Filled as tokens are used: most of a vocabulary never is.
  readonly #bytes: (Uint8Array | undefined)[];

  constructor(vocabulary: Vocabulary, special: SpecialTokens) {
    this.vocabulary = vocabulary;
    this.special = special;
    this.vocabularySize = vocabulary.size;
    this.startToken = special.startToken;
    this.sequenceStart = special.sequenceStart;
    this.endToken = special.endToken;
    this.frame = special.frame;
    this.stopTokens = special.stopTokens;
    this.infill = special.infill;
    this.controlTokens = special.controlTokens;
    const user = new Map<string, number>();
    for (let id = 0; id < vocabulary.size; id++) if (this.isUserDefined(id)) user.set(this.userSpelling(id), id);
    this.userTokens = new SpellingMatcher(user);
    this.#bytes = new Array<Uint8Array | undefined>(vocabulary.size);
  }

  abstract encode(text: string, options?: EncodeOptions): number[];

  /** The bytes of a token that stands for text. */
  protected abstract textBytes(id: number): Uint8Array;

  decode(ids: ArrayLike<number>, options: DecodeOptions = {}): string {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      const bytes = options.control && this.isControl(id) ? encoder.encode(this.piece(id)) : this.bytes(id);
      parts.push(bytes);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    const skip = this.spacePrefix && !options.continues && all[0] === BLANK ? 1 : 0;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(skip ? all.subarray(skip) : all);
  }

  bytes(id: number): Uint8Array {
    this.#check(id);
    if (this.special.control[id]) return NOTHING;
    return (this.#bytes[id] ??= this.textBytes(id));
  }

  piece(id: number): string {
    this.#check(id);
    return this.vocabulary.piece(id);
  }

  isControl(id: number): boolean {
    this.#check(id);
    return this.special.control[id] === 1;
  }

  idOf(piece: string): number | undefined {
    const id = this.vocabulary.find(piece);
    return id < 0 ? undefined : id;
  }

  /** How a user-defined token stands in a text. */
  protected userSpelling(id: number): string {
    return this.vocabulary.piece(id);
  }

  protected isUserDefined(id: number): boolean {
    return this.vocabulary.kinds[id] === TokenKind.userDefined && this.special.control[id] === 0;
  }

  #check(id: number): void {
    if (!this.vocabulary.has(id)) {
      throw new SaguimError('invalid-argument', `Token ${String(id)} is not in the vocabulary of ${this.vocabularySize}`, {
        where: 'token id',
      });
    }
  }
}
