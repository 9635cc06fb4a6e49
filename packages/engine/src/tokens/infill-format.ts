import type { TokenizerMetadata } from './metadata.js';
import type { Vocabulary } from './vocabulary.js';

/** The tokens between which a model was taught to fill in the middle of a text (https://arxiv.org/abs/2207.14255). */
export interface InfillTokens {
  readonly prefix: number;
  readonly suffix: number;
  /** Absent where the prefix comes last and the answer goes on from it. */
  readonly middle?: number;
  /** Before the name of a repository, and before the path of each of its files. */
  readonly repository?: number;
  readonly file?: number;
}

/** Which part of a text comes first in a prompt: prefix, suffix, middle; or suffix, prefix, middle. */
export type InfillOrder = 'psm' | 'spm';

/** How one family of models writes such a prompt. */
export interface InfillFormat {
  readonly family: string;
  readonly tokens: InfillTokens;
  readonly orders: readonly InfillOrder[];
  /** Whether the model's own tokenizer puts a space before the prefix, as SentencePiece does before a text. */
  readonly spacedPrefix: boolean;
  /** What ends an answer, besides the tokenizer's own `stopTokens`. */
  readonly stopTokens: ReadonlySet<number>;
  /** Whether the vocabulary alone tells it: chat models have these tokens too, and were never taught to use them. */
  readonly certain: boolean;
}

interface Family {
  readonly family: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly middle?: string;
  readonly repository?: string;
  readonly file?: string;
  readonly orders: readonly InfillOrder[];
  readonly spacedPrefix?: boolean;
  readonly ends: readonly string[];
  /** Families whose chat models have the same vocabulary: the name must tell. */
  readonly name?: RegExp;
}

/** As the families' papers and their own tokenizers have them. */
const FAMILIES: readonly Family[] = [
  {
    // https://arxiv.org/abs/2403.08295 and CodeGemma's model card; taught half in each order
    family: 'codegemma',
    prefix: '<|fim_prefix|>',
    suffix: '<|fim_suffix|>',
    middle: '<|fim_middle|>',
    file: '<|file_separator|>',
    orders: ['psm', 'spm'],
    ends: ['<|file_separator|>', '<eos>'],
  },
  {
    // https://arxiv.org/abs/2409.12186
    family: 'qwen2.5-coder',
    prefix: '<|fim_prefix|>',
    suffix: '<|fim_suffix|>',
    middle: '<|fim_middle|>',
    repository: '<|repo_name|>',
    file: '<|file_sep|>',
    orders: ['psm'],
    ends: ['<|endoftext|>', '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>', '<|im_end|>'],
    name: /code/i,
  },
  {
    // Granite 3 and later: StarCoder's way in Qwen's spelling
    family: 'granite',
    prefix: '<|fim_prefix|>',
    suffix: '<|fim_suffix|>',
    middle: '<|fim_middle|>',
    orders: ['psm'],
    ends: ['<|end_of_text|>', '<|fim_pad|>'],
  },
  {
    // https://arxiv.org/abs/2402.19173; also StarCoder, Granite Code, Stable Code, Refact
    family: 'starcoder',
    prefix: '<fim_prefix>',
    suffix: '<fim_suffix>',
    middle: '<fim_middle>',
    repository: '<repo_name>',
    file: '<file_sep>',
    orders: ['psm'],
    ends: ['<|endoftext|>', '<fim_pad>', '<file_sep>', '<repo_name>'],
  },
  {
    // https://arxiv.org/abs/2401.14196
    family: 'deepseek-coder',
    prefix: '<｜fim▁begin｜>',
    suffix: '<｜fim▁hole｜>',
    middle: '<｜fim▁end｜>',
    orders: ['psm'],
    ends: ['<｜end▁of▁sentence｜>', '<|EOT|>'],
  },
  {
    // https://arxiv.org/abs/2308.12950; taught half in each order
    family: 'codellama',
    prefix: '▁<PRE>',
    suffix: '▁<SUF>',
    middle: '▁<MID>',
    orders: ['psm', 'spm'],
    spacedPrefix: true,
    ends: ['▁<EOT>', '</s>'],
  },
  {
    // mistral-common's `encode_fim`: suffix first, and the answer goes on from the prefix
    family: 'codestral',
    prefix: '[PREFIX]',
    suffix: '[SUFFIX]',
    orders: ['spm'],
    spacedPrefix: true,
    ends: ['</s>', '[PREFIX]', '[SUFFIX]', '[MIDDLE]'],
    name: /codestral|code/i,
  },
];

/** Keys under which files name these tokens themselves; the later ones are those of old files. */
const KEYS = {
  prefix: ['fim_pre', 'prefix'],
  suffix: ['fim_suf', 'suffix'],
  middle: ['fim_mid', 'middle'],
  repository: ['fim_rep'],
  file: ['fim_sep'],
} as const;

/** The format that a model's file names or its vocabulary shows; undefined for a model that only goes on from a text. */
export function findInfillFormat(metadata: TokenizerMetadata, vocabulary: Vocabulary): InfillFormat | undefined {
  const named = namedTokens(metadata, vocabulary);
  const name = [metadata.string('general.name'), metadata.string('general.basename'), metadata.string('general.finetune')].join(' ');
  for (const family of FAMILIES) {
    const find = (spelling: string | undefined, own: number | undefined): number | undefined => {
      if (own !== undefined) return own;
      if (spelling === undefined) return undefined;
      const id = vocabulary.find(spelling);
      return id < 0 ? undefined : id;
    };
    // The tokens that the file names decide between families that spell theirs alike.
    if (named.prefix !== undefined && vocabulary.piece(named.prefix) !== family.prefix) continue;
    const prefix = find(family.prefix, named.prefix);
    const suffix = find(family.suffix, named.suffix);
    const middle = find(family.middle, named.middle);
    const file = find(family.file, named.file);
    if (prefix === undefined || suffix === undefined || (family.middle !== undefined && middle === undefined)) continue;
    if (family.file !== undefined && file === undefined && family.family !== 'starcoder') continue;
    const repository = find(family.repository, named.repository);
    const ends = [...family.ends, family.prefix, family.suffix, family.middle ?? family.suffix];
    return {
      family: family.family,
      tokens: {
        prefix,
        suffix,
        ...(middle !== undefined && family.middle !== undefined ? { middle } : {}),
        ...(repository !== undefined ? { repository } : {}),
        ...(file !== undefined ? { file } : {}),
      },
      orders: family.orders,
      spacedPrefix: family.spacedPrefix ?? false,
      stopTokens: new Set(ends.map((end) => vocabulary.find(end)).filter((id) => id >= 0)),
      certain: named.prefix !== undefined || family.name === undefined || family.name.test(name),
    };
  }
  return unknownFamily(named);
}

/** A file that names its tokens speaks for itself, however they are spelled. */
function unknownFamily({ prefix, suffix, middle, repository, file }: Partial<InfillTokens>): InfillFormat | undefined {
  if (prefix === undefined || suffix === undefined || middle === undefined) return undefined;
  return {
    family: 'named by the file',
    tokens: {
      prefix,
      suffix,
      middle,
      ...(repository !== undefined ? { repository } : {}),
      ...(file !== undefined ? { file } : {}),
    },
    orders: ['psm'],
    spacedPrefix: false,
    stopTokens: new Set([prefix, suffix, middle, repository, file].filter((id) => id !== undefined)),
    certain: true,
  };
}

function namedTokens(metadata: TokenizerMetadata, vocabulary: Vocabulary): Partial<InfillTokens> {
  const named: Partial<Record<keyof InfillTokens, number>> = {};
  for (const [part, keys] of Object.entries(KEYS) as [keyof InfillTokens, readonly string[]][]) {
    for (const key of keys) {
      const id = metadata.number(`tokenizer.ggml.${key}_token_id`);
      // An id that the vocabulary lacks names nothing.
      if (id === undefined || !(Number.isInteger(id) && id >= 0 && id < vocabulary.size)) continue;
      named[part] ??= id;
    }
  }
  return named;
}
