import { byteVocabulary, metadataOf } from './byte-vocabulary.case.js';
import { loadTokenizer } from './load-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';

// What was recorded of the vocabularies of families that fill in the middle: their control tokens, with the ids and kinds that their files
// have, and, where it could be had, what the test's own texts need. All other entries are fillers; bytes stand where there is room.

interface Recorded {
  readonly size: number;
  /** Spelling: id. */
  readonly control: Readonly<Record<string, number>>;
  /** Listed in files as words that people define, which plain text may be searched for. */
  readonly user?: readonly string[];
  /** Of byte-level BPE: pieces with their ids, and how they are merged, best first. */
  readonly pieces?: Readonly<Record<string, number>>;
  readonly merges?: readonly string[];
  /** Of SentencePiece: pieces with their ids and scores. */
  readonly scored?: Readonly<Record<string, readonly [id: number, score: number]>>;
  /** Where the 256 bytes lie. */
  readonly firstByte: number;
  readonly keys?: Readonly<Record<string, unknown>>;
}

const recorded = {
  // Hugging Face Qwen/Qwen2.5-Coder-0.5B: tokenizer.json
  'qwen2.5-coder': {
    size: 151_936,
    control: {
      '<|endoftext|>': 151_643,
      '<|im_start|>': 151_644,
      '<|im_end|>': 151_645,
      '<|fim_prefix|>': 151_659,
      '<|fim_middle|>': 151_660,
      '<|fim_suffix|>': 151_661,
      '<|fim_pad|>': 151_662,
      '<|repo_name|>': 151_663,
      '<|file_sep|>': 151_664,
    },
    user: ['<|fim_prefix|>', '<|fim_middle|>', '<|fim_suffix|>', '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>'],
    pieces: {
      def: 750,
      Ġadd: 912,
      '(a': 2877,
      ',': 11,
      Ġb: 293,
      '):Ċ': 982,
      ĠĠĠ: 262,
      Ġreturn: 470,
      Ġ: 220,
      ĊĊ: 271,
      print: 1350,
      '(add': 25_906,
      '(': 7,
      '1': 16,
      '2': 17,
      '))Ċ': 1171,
    },
    merges:
      'Ġ Ġ|i n|ĠĠ Ġ|Ġ a|r e|Ċ Ċ|Ġ b|e t|Ġ re|u r|a d|) Ċ|in t|ur n|n t|t urn|Ġ r|d e|r i|Ġre turn|: Ċ|) )|d d|p r|re turn|ad d|de f|e f|Ġa dd|) :Ċ|Ġa d|) )Ċ|pr int|r int|) :|Ġre t|re t|et urn|( a|t u|r in|( add|et ur|r n|( ad|t ur|p ri|et u'.split(
        '|',
      ),
    firstByte: 2000,
    keys: { pre: 'qwen2', 'general.name': 'Qwen2.5 Coder 0.5B', eos_token_id: 151_643, bos_token_id: 151_643, add_bos_token: false },
  },
  // Hugging Face bigcode/starcoder2-3b: tokenizer.json
  starcoder2: {
    size: 49_152,
    control: {
      '<|endoftext|>': 0,
      '<fim_prefix>': 1,
      '<fim_middle>': 2,
      '<fim_suffix>': 3,
      '<fim_pad>': 4,
      '<repo_name>': 5,
      '<file_sep>': 6,
    },
    firstByte: 38,
    keys: { pre: 'starcoder', eos_token_id: 0, bos_token_id: 0 },
  },
  // Hugging Face deepseek-ai/deepseek-coder-1.3b-base: tokenizer.json
  'deepseek-coder': {
    size: 32_256,
    control: {
      '<｜begin▁of▁sentence｜>': 32_013,
      '<｜end▁of▁sentence｜>': 32_014,
      '<｜fim▁hole｜>': 32_015,
      '<｜fim▁begin｜>': 32_016,
      '<｜fim▁end｜>': 32_017,
      '<|EOT|>': 32_021,
    },
    user: ['<｜fim▁hole｜>', '<｜fim▁begin｜>', '<｜fim▁end｜>'],
    firstByte: 0,
    keys: { pre: 'deepseek-coder', bos_token_id: 32_013, eos_token_id: 32_014, add_bos_token: true },
  },
  // Hugging Face codellama/CodeLlama-7b-hf: tokenizer.model; bytes lie at 3 … 258
  codellama: {
    size: 32_016,
    control: { '<unk>': 0, '<s>': 1, '</s>': 2, '▁<PRE>': 32_007, '▁<SUF>': 32_008, '▁<MID>': 32_009, '▁<EOT>': 32_010 },
    scored: { '▁': [29_871, -1e9] },
    firstByte: 3,
    keys: {
      model: 'llama',
      bos_token_id: 1,
      eos_token_id: 2,
      unknown_token_id: 0,
      prefix_token_id: 32_007,
      suffix_token_id: 32_008,
      middle_token_id: 32_009,
      eot_token_id: 32_010,
    },
  },
  // Hugging Face google/codegemma-2b: tokenizer.model; bytes lie at 217 … 472
  codegemma: {
    size: 256_000,
    control: {
      '<pad>': 0,
      '<eos>': 1,
      '<bos>': 2,
      '<unk>': 3,
      '<|fim_prefix|>': 67,
      '<|fim_middle|>': 68,
      '<|fim_suffix|>': 69,
      '<|file_separator|>': 70,
    },
    user: ['<|fim_prefix|>', '<|fim_middle|>', '<|fim_suffix|>', '<|file_separator|>'],
    scored: { '▁': [235_248, -1e9] },
    firstByte: 217,
    keys: { model: 'llama', bos_token_id: 2, eos_token_id: 1, unknown_token_id: 3, add_space_prefix: false },
  },
  // mistral-common 1.13.1: mistral_instruct_tokenizer_240323.model.v3, which Codestral 22B has; bytes lie at 771 … 1026
  codestral: {
    size: 32_768,
    control: { '<unk>': 0, '<s>': 1, '</s>': 2, '[INST]': 3, '[/INST]': 4, '[PREFIX]': 11, '[MIDDLE]': 12, '[SUFFIX]': 13 },
    scored: {
      '▁': [29_473, -1e9],
      r: [29_480, -28_453],
      e: [29_474, -28_447],
      t: [29_475, -28_448],
      u: [29_486, -28_459],
      n: [29_479, -28_452],
      re: [1035, -8],
      ret: [2209, -1182],
      return: [1575, -548],
      et: [1067, -40],
      tu: [18_280, -17_253],
      turn: [1267, -240],
      ur: [1092, -65],
      urn: [1221, -194],
      rn: [27_862, -26_835],
      eturn: [3865, -2838],
      a: [29_476, -28_449],
      '▁a': [1032, -5],
      '+': [29_574, -28_547],
      '▁+': [1416, -389],
      b: [29_494, -28_467],
      '▁b': [1055, -28],
      d: [29_483, -28_456],
      f: [29_490, -28_463],
      de: [1218, -191],
      ef: [1565, -538],
      def: [2038, -1011],
      '▁d': [1049, -22],
      '▁de': [1108, -81],
      '▁def': [1569, -542],
      '▁f': [1053, -26],
      '(': [29_500, -28_473],
    },
    firstByte: 771,
    keys: { model: 'llama', 'general.name': 'Codestral 22B v0.1', bos_token_id: 1, eos_token_id: 2, unknown_token_id: 0 },
  },
} satisfies Record<string, Recorded>;

export type RecordedFamily = keyof typeof recorded;

const made = new Map<string, Tokenizer>();

/** The tokenizer of a recorded vocabulary. */
export function recordedTokenizer(family: RecordedFamily, more: Readonly<Record<string, unknown>> = {}): Tokenizer {
  const key = family + JSON.stringify(more);
  const tokenizer = made.get(key) ?? loadTokenizer(metadataOf({ ...recordedKeys(family), ...more }));
  made.set(key, tokenizer);
  return tokenizer;
}

/** What a file of the family says of its vocabulary: keys behind `tokenizer.ggml.`, or whole ones where they have a dot. */
export function recordedKeys(family: RecordedFamily): Record<string, unknown> {
  const { size, control, user = [], pieces = {}, merges = [], scored, firstByte, keys } = recorded[family] as Recorded;
  const tokens = Array.from({ length: size }, (_, id) => `filler ${id}`);
  const kinds = new Uint8Array(size).fill(1);
  const scores = new Float32Array(size).fill(-1e8);
  const put = (spelling: string, id: number, kind: number, score = 0) => {
    tokens[id] = spelling;
    kinds[id] = kind;
    scores[id] = score;
  };
  const bytes = (byteVocabulary(['<s>', '</s>']).tokens as string[]).slice(0, 256);
  bytes.forEach((byte, i) => {
    if (scored) put(`<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`, firstByte + i, 6);
    else if (!Object.hasOwn(pieces, byte)) put(byte, firstByte + i, 1);
  });
  for (const [spelling, id] of Object.entries(pieces)) put(spelling, id, 1);
  // Pieces on the way to others, whose ids do not matter here.
  let free = 3000;
  for (const merge of merges) {
    const whole = merge.replace(' ', '');
    if (!Object.hasOwn(pieces, whole)) put(whole, free++, 1);
  }
  for (const [spelling, [id, score]] of Object.entries(scored ?? {})) put(spelling, id, 1, score);
  for (const [spelling, id] of Object.entries(control)) put(spelling, id, user.includes(spelling) ? 4 : 3);
  return { model: 'gpt2', pre: 'gpt-2', tokens, token_type: kinds, merges, scores, ...keys };
}
