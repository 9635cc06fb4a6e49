import { SaguimError } from '../spec/index.js';
import { findInfillFormat, type InfillFormat } from './infill-format.js';
import type { TokenizerMetadata } from './metadata.js';
import type { SequenceFrame } from './tokenizer.js';
import { TokenKind, type Vocabulary } from './vocabulary.js';

/** Which tokens steer the model and never stand for text. */
export interface SpecialTokens {
  readonly startToken?: number;
  readonly sequenceStart?: number;
  readonly endToken?: number;
  readonly unknownToken?: number;
  readonly frame: SequenceFrame;
  readonly stopTokens: ReadonlySet<number>;
  /** Spelling to id, longest first. */
  readonly controlTokens: ReadonlyMap<string, number>;
  readonly infill?: InfillFormat;
  /** 1 for control tokens (vocabulary,). */
  readonly control: Uint8Array;
}

/** Spellings under which the families' own tokenizers know the end of a turn or of a text. */
const STOP_SPELLINGS = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eot|>',
  '<|end_of_turn|>',
  '<|end_of_sentence|>',
  '<｜end▁of▁sentence｜>',
  '<|return|>',
  '<|call|>',
  '</s>',
  '<eos>',
  '<EOT>',
  '_<EOT>',
  '▁<EOT>',
];

/** Spellings that begin a turn: control tokens even in files that list them as ordinary entries. */
const TURN_SPELLINGS = [
  '<|im_start|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<start_of_turn>',
  '<|begin_of_text|>',
  '<|start|>',
  '<|message|>',
  '<|channel|>',
];

function idAt(metadata: TokenizerMetadata, key: string, vocabulary: Vocabulary): number | undefined {
  const name = `tokenizer.ggml.${key}_token_id`;
  const id = metadata.number(name);
  if (id === undefined) return undefined;
  // Writers store -1 where a model has no such token.
  if (id === -1 || id === 0xffffffff) return undefined;
  if (!vocabulary.has(id)) {
    throw new SaguimError('bad-file', `Token ${id} is not in the vocabulary of ${vocabulary.size}`, { where: name });
  }
  return id;
}

/** Between two texts BERT has one separator, and RoBERTa's kin two. A key of ours says which; else the tokenizer's kind does. */
function readSeparators(metadata: TokenizerMetadata): number {
  const count = metadata.number('tokenizer.ggml.pair_separators');
  if (count !== undefined) return count === 1 ? 1 : 2;
  return metadata.string('tokenizer.ggml.model') === 'bert' ? 1 : 2;
}

export interface SpecialTokenDefaults {
  /** Whether a plain text begins with the start token, and ends with the end token, where the file does not say. */
  readonly starts: boolean;
  readonly ends: boolean;
  /** Whether a token is needed to spell text (a single byte), whatever the file calls it. */
  isText?(id: number): boolean;
  /** More keys that name control tokens. */
  readonly alsoControl?: readonly string[];
}

/**
 * Reads the control tokens of a vocabulary.
 * @throws {SaguimError} `bad-file` for ids outside the vocabulary.
 */
export function readSpecialTokens(metadata: TokenizerMetadata, vocabulary: Vocabulary, defaults: SpecialTokenDefaults): SpecialTokens {
  const control = new Uint8Array(vocabulary.size);
  const ids: number[] = [];
  const mark = (id: number | undefined): void => {
    if (id === undefined || control[id] || defaults.isText?.(id) || vocabulary.kinds[id] === TokenKind.byte) return;
    control[id] = 1;
    ids.push(id);
  };
  for (let id = 0; id < vocabulary.size; id++) {
    const kind = vocabulary.kinds[id];
    if (kind === TokenKind.control || kind === TokenKind.unknown) mark(id);
  }
  const start = idAt(metadata, 'bos', vocabulary);
  const end = idAt(metadata, 'eos', vocabulary);
  const unknown = idAt(metadata, 'unknown', vocabulary);
  const named = [end, idAt(metadata, 'eot', vocabulary), idAt(metadata, 'eom', vocabulary)];
  const more = (defaults.alsoControl ?? []).map((key) => idAt(metadata, key, vocabulary));
  for (const id of [start, ...named, ...more]) mark(id);

  // Files list these as words that people define; in people's code their spelling is text all the same.
  const infill = findInfillFormat(metadata, vocabulary);
  if (infill) for (const id of [...Object.values(infill.tokens), ...infill.stopTokens]) mark(id);

  const stopTokens = new Set<number>();
  for (const id of named) if (id !== undefined && control[id]) stopTokens.add(id);
  for (const spelling of [...STOP_SPELLINGS, ...TURN_SPELLINGS]) {
    const id = vocabulary.find(spelling);
    // `</s>` and `<eos>` may be ordinary words of a vocabulary that ends its texts otherwise.
    if (id >= 0 && (spelling.startsWith('<|') || spelling.endsWith('_of_turn>'))) mark(id);
  }
  for (const spelling of STOP_SPELLINGS) {
    const id = vocabulary.find(spelling);
    if (id >= 0 && control[id]) stopTokens.add(id);
  }

  const spelled = ids
    .filter((id) => vocabulary.piece(id) !== '')
    .sort((a, b) => vocabulary.piece(b).length - vocabulary.piece(a).length || a - b);
  const starts = metadata.boolean('tokenizer.ggml.add_bos_token') ?? defaults.starts;
  const adds = ['eos', 'sep'].map((name) => metadata.boolean(`tokenizer.ggml.add_${name}_token`));
  const ends = adds.includes(true) || (defaults.ends && !adds.includes(false));
  // The keys of GGUF have this spelling.
  const first = idAt(metadata, 'cls', vocabulary) ?? start;
  const last = idAt(metadata, 'seperator', vocabulary) ?? end;
  return {
    frame: {
      before: starts && first !== undefined ? [first] : [],
      after: ends && last !== undefined ? [last] : [],
      between: ends && last !== undefined ? Array.from({ length: readSeparators(metadata) }, () => last) : [],
    },
    ...(starts && start !== undefined ? { startToken: start } : {}),
    ...(start !== undefined ? { sequenceStart: start } : {}),
    ...(end !== undefined ? { endToken: end } : {}),
    ...(unknown !== undefined ? { unknownToken: unknown } : {}),
    ...(infill ? { infill } : {}),
    stopTokens,
    controlTokens: new Map(spelled.map((id) => [vocabulary.piece(id), id])),
    control,
  };
}
