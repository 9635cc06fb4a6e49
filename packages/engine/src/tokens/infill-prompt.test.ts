import { describe, expect, it } from 'vitest';
import { byteTokenizer } from './byte-vocabulary.case.js';
import { InfillPromptWriter } from './infill-prompt.js';
import { type RecordedFamily, recordedTokenizer } from './infill-vocabularies.case.js';
import type { Tokenizer } from './tokenizer.js';

const prefix = 'def add(a, b):\n    return ';
const suffix = '\n\nprint(add(1, 2))\n';

/** The prompt as text, control tokens spelled out. */
const spelled = (tokenizer: Tokenizer, tokens: readonly number[]) => tokenizer.decode(tokens, { control: true, continues: true });

const write = (tokenizer: Tokenizer, parts: Partial<Parameters<InfillPromptWriter['write']>[0]>, order?: 'psm' | 'spm') =>
  new InfillPromptWriter(tokenizer, tokenizer.infill).write({ prefix, suffix, ...parts }, { order, heal: false });

describe('prompts, byte for byte', () => {
  it.each<[RecordedFamily, 'psm' | 'spm', string]>([
    ['codellama', 'psm', `<s>▁<PRE> ${prefix}▁<SUF>${suffix}▁<MID>`],
    ['codellama', 'spm', `<s>▁<PRE>▁<SUF>${suffix}▁<MID> ${prefix}`],
    ['starcoder2', 'psm', `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`],
    ['qwen2.5-coder', 'psm', `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`],
    ['deepseek-coder', 'psm', `<｜begin▁of▁sentence｜><｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`],
    ['codegemma', 'psm', `<bos><|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`],
    ['codegemma', 'spm', `<bos><|fim_prefix|><|fim_suffix|>${suffix}<|fim_middle|>${prefix}`],
    ['codestral', 'spm', `<s>[SUFFIX]${suffix}[PREFIX] ${prefix}`],
  ])('%s, %s', (family, order, expected) => {
    const tokenizer = recordedTokenizer(family);
    const { tokens, begin } = write(tokenizer, {}, order);
    expect(spelled(tokenizer, tokens)).toBe(expected);
    expect(begin).toBe('');
  });

  // Ids that the native tokenizers library gives for both texts.
  it('Qwen2.5-Coder, id by id', () => {
    expect(write(recordedTokenizer('qwen2.5-coder'), {}).tokens).toEqual([
      151_659, 750, 912, 2877, 11, 293, 982, 262, 470, 220, 151_661, 271, 1350, 25_906, 7, 16, 11, 220, 17, 1171, 151_660,
    ]);
  });

  // Ids of mistral-common's own encode_fim.
  it('Codestral, id by id', () => {
    expect(write(recordedTokenizer('codestral'), { prefix: 'def f(', suffix: 'return a + b' }).tokens).toEqual([
      1, 13, 1575, 1032, 1416, 1055, 11, 1569, 1053, 29_500,
    ]);
  });

  it.each<[RecordedFamily, string]>([
    [
      'starcoder2',
      '<repo_name>calc<file_sep>a.py\nx = 1\n<file_sep>b.py\ny = 2\n<file_sep><fim_prefix>main.py\nP<fim_suffix>S<fim_middle>',
    ],
    [
      'qwen2.5-coder',
      '<|repo_name|>calc\n<|file_sep|>a.py\nx = 1\n<|file_sep|>b.py\ny = 2\n<|file_sep|>main.py\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    ],
    [
      'codegemma',
      '<bos>a.py\nx = 1\n<|file_separator|>b.py\ny = 2\n<|file_separator|>main.py\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    ],
    ['deepseek-coder', '<｜begin▁of▁sentence｜><｜fim▁begin｜># a.py\nx = 1\n\n# b.py\ny = 2\n\n# main.py\nP<｜fim▁hole｜>S<｜fim▁end｜>'],
    ['codellama', '<s>▁<PRE>▁<SUF>S▁<MID> # a.py\nx = 1\n\n# b.py\ny = 2\n\n# main.py\nP'],
  ])('%s with other files', (family, expected) => {
    const tokenizer = recordedTokenizer(family);
    const files = [
      { path: 'a.py', text: 'x = 1' },
      { path: 'b.py', text: 'y = 2\n' },
    ];
    const order = family === 'codellama' ? 'spm' : 'psm';
    const parts = { repository: 'calc', files, path: 'main.py', prefix: 'P', suffix: 'S' };
    expect(spelled(tokenizer, write(tokenizer, parts, order).tokens)).toBe(expected);
  });

  it('for a model that only goes on from a text', () => {
    const tokenizer = byteTokenizer(['<s>', '</s>']);
    expect(tokenizer.infill).toBeUndefined();
    const parts = { path: 'lib/x.ts', comment: { open: '//' }, files: [{ path: 'y.ts', text: 'let y;' }], prefix: 'a', suffix: 'b' };
    expect(spelled(tokenizer, write(tokenizer, parts).tokens)).toBe('// y.ts\nlet y;\n\n// lib/x.ts\na');
    expect(write(tokenizer, { prefix: '', suffix: '' }).tokens).toEqual([tokenizer.endToken]);
  });
});

it.each<RecordedFamily>(['starcoder2', 'qwen2.5-coder', 'deepseek-coder', 'codegemma', 'codellama', 'codestral'])(
  '%s: control tokens in code stay text, and end an answer',
  (family) => {
    const tokenizer = recordedTokenizer(family);
    const format = tokenizer.infill!;
    const marks = Object.values(format.tokens) as number[];
    const words = marks.map((id) => tokenizer.piece(id).replace('▁', '')).join(' ');
    const { tokens } = write(tokenizer, { prefix: `x ${words}`, suffix: words, files: [{ path: words, text: words }], path: words });
    for (const id of [format.tokens.prefix, format.tokens.suffix]) expect(tokens.filter((token) => token === id)).toHaveLength(1);
    expect(tokenizer.encode(words).some((id) => tokenizer.isControl(id))).toBe(false);
    expect(format.stopTokens.size).toBeGreaterThan(1);
    expect(tokenizer.stopTokens.has(format.tokens.prefix)).toBe(false);
  },
);

describe('which format', () => {
  it('chat models with the tokens of a coder are not taken for one, unless their file names them', () => {
    expect(recordedTokenizer('qwen2.5-coder').infill).toMatchObject({ family: 'qwen2.5-coder', certain: true });
    expect(recordedTokenizer('qwen2.5-coder', { 'general.name': 'Qwen3 0.6B' }).infill).toMatchObject({ certain: false });
    expect(recordedTokenizer('codestral', { 'general.name': 'Mistral 7B v0.3' }).infill).toMatchObject({ certain: false });
    const named = { 'general.name': 'x', fim_pre_token_id: 151_659, fim_suf_token_id: 151_661, fim_mid_token_id: 151_660 };
    expect(recordedTokenizer('qwen2.5-coder', named).infill).toMatchObject({ family: 'qwen2.5-coder', certain: true });
  });

  it('ids outside the vocabulary name nothing', () => {
    expect(recordedTokenizer('codellama', { prefix_token_id: 99_999 }).infill).toMatchObject({ tokens: { prefix: 32_007 } });
  });

  it('tokens of an unknown family are taken as the file names them', () => {
    const keys = { fim_pre_token_id: 300, fim_suf_token_id: 301, fim_mid_token_id: 302 };
    expect(recordedTokenizer('starcoder2', keys).infill).toMatchObject({
      tokens: { prefix: 300, suffix: 301, middle: 302 },
      certain: true,
    });
  });
});

describe('at the caret', () => {
  it('what the hole has already goes after the mark, and the rest of a word is left to the answer', () => {
    const tokenizer = recordedTokenizer('qwen2.5-coder');
    const writer = new InfillPromptWriter(tokenizer, tokenizer.infill);
    const first = writer.write({ prefix: 'def add(a, b):\n', suffix, begun: '    re' });
    const second = writer.write({ prefix: 'def add(a, b):\n', suffix, begun: '    retur' });
    expect(spelled(tokenizer, first.tokens) + first.begin).toBe(
      `<|fim_prefix|>def add(a, b):\n<|fim_suffix|>${suffix}<|fim_middle|>    re`,
    );
    expect(second.tokens).toEqual(first.tokens);
    expect(second.begin).toBe(' retur');
  });

  it.each(['x = foo(ba', 'if (a) {\n    ', 'a😀', 'naïve', '日本', '\t\treturn', 'a'.repeat(100), '', '\n\n', '"<|fim_mid'])(
    'loses nothing of %j, and keeps its tokens whatever is typed next',
    (text) => {
      const tokenizer = byteTokenizer(
        ['<s>', '</s>'],
        ['f o', 'fo o', 'b a', 'ba r', 'r e', 're t', 'Ġ Ġ', 'ĠĠ ĠĠ', 'a b', '( b', '(b a', 'a a'],
      );
      const writer = new InfillPromptWriter(tokenizer, undefined);
      const { tokens, begin } = writer.write({ prefix: text, suffix: '' });
      const kept = text === '' ? '' : tokenizer.decode(tokens);
      expect(kept + begin).toBe(text);
      for (const next of ['r', ' ', '\n', 'ab', '(b', ')', '   x', 'é', '😀']) {
        const ids = tokenizer.encode(text + next);
        if (kept !== '') expect(ids.slice(0, tokens.length)).toEqual(tokens);
      }
    },
  );
});
