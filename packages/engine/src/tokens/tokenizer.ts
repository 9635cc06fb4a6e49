import type { InfillFormat } from './infill-format.js';

export interface EncodeOptions {
  /** The text goes on from other text, so it gets no space prefix. Default false. */
  continues?: boolean;
}

export interface DecodeOptions {
  /** Spell control tokens out instead of leaving them out. Default false. */
  control?: boolean;
  /** The ids go on from other text, so a space prefix is text and stays. Default false. */
  continues?: boolean;
}

/** Tokens around a whole text, as `[CLS]` … `[SEP]` or `<s>` … `</s>`: lists that are empty where a model wants none. */
export interface SequenceFrame {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** What stands between the two texts of a pair. */
  readonly between: readonly number[];
}

/** Text to token ids and back. Implementations: byte-level BPE, SentencePiece-style BPE, WordPiece, Unigram. */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** Id of the start token when the model's file asks for one before a plain text, else undefined. */
  readonly startToken?: number;
  /** The model's start token whether a plain text begins with it or not: templates write it as `bos_token`. */
  readonly sequenceStart?: number;
  readonly endToken?: number;
  /** What a model that reads whole texts (one that embeds) wants around the ids of each. */
  readonly frame: SequenceFrame;
  /** `encode` puts a space before a text and `decode` takes it off again, as SentencePiece does. */
  readonly spacePrefix: boolean;
  /** Ids that end an answer (end of sequence, end of turn). */
  readonly stopTokens: ReadonlySet<number>;
  /** How the model fills in the middle of a text; undefined for one that only goes on from what it is given. */
  readonly infill?: InfillFormat;
  /** Spellings of control tokens, longest first, with their ids. */
  readonly controlTokens: ReadonlyMap<string, number>;
  /**
   * Plain text to ids: spellings of control tokens in it stay text, a lone surrogate stands for U+FFFD. No start token, no frame is
   * added. The time is linear in the length of the text.
   */
  encode(text: string, options?: EncodeOptions): number[];
  /** Ids to text; control tokens are left out unless `control` is true. */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** The bytes one token stands for (empty for control tokens). */
  bytes(id: number): Uint8Array;
  /** The vocabulary's own spelling of a token. */
  piece(id: number): string;
  isControl(id: number): boolean;
  /** Id of a vocabulary entry by its own spelling. */
  idOf(piece: string): number | undefined;
}

/** Decodes token by token and gives text as soon as it is whole: never half a character. */
export interface StreamingDecoder {
  push(id: number): string;
  /** What is left, with U+FFFD for an unfinished character. */
  end(): string;
}
