// Models of random weights with the vocabularies of the families that fill in the middle, as files: what a completer has them go on from.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeCompleter } from 'saguim';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { recordedTokenizer } from '../../packages/engine/dist/tokens/infill-vocabularies.case.js';
import { ModelHandle } from '../../packages/saguim/dist/runtime/index.js';
import { tinyInfillModel } from './tiny-infill-model.mjs';

const folder = mkdtempSync(join(tmpdir(), 'saguim-infill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const prefix = 'def add(a, b):\n';
const begun = '    return ';
const suffix = '\n\nprint(add(1, 2))\n';
const shared = { language: 'python', threshold: 0, maxTokens: 4 };
const helper = 'def area(radius):\n    return 3 * radius * radius\n';
const user = 'def cost(radius):\n';
const sum = '    return area';

// As the families' papers have them; what the hole has already stands where the answer goes on.
const families = [
  [
    'codellama',
    `<s>▁<PRE>▁<SUF>${suffix}▁<MID> ${prefix}${begun}`,
    `<s>▁<PRE>▁<SUF>\n▁<MID> # lib/area.py\n${helper}\n# main.py\n${user}${sum}`,
  ],
  [
    'starcoder2',
    `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>${begun}`,
    `<repo_name>shapes<file_sep>lib/area.py\n${helper}<file_sep><fim_prefix>main.py\n${user}<fim_suffix>\n<fim_middle>${sum}`,
  ],
  [
    'qwen2.5-coder',
    `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>${begun}`,
    `<|repo_name|>shapes\n<|file_sep|>lib/area.py\n${helper}<|file_sep|>main.py\n<|fim_prefix|>${user}<|fim_suffix|>\n<|fim_middle|>${sum}`,
  ],
  [
    'deepseek-coder',
    `<｜begin▁of▁sentence｜><｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>${begun}`,
    `<｜begin▁of▁sentence｜><｜fim▁begin｜># lib/area.py\n${helper}\n# main.py\n${user}<｜fim▁hole｜>\n<｜fim▁end｜>${sum}`,
  ],
  [
    'codegemma',
    `<bos><|fim_prefix|><|fim_suffix|>${suffix}<|fim_middle|>${prefix}${begun}`,
    `<bos>lib/area.py\n${helper}<|file_separator|>main.py\n<|fim_prefix|><|fim_suffix|>\n<|fim_middle|>${user}${sum}`,
  ],
  [
    'codestral',
    `<s>[SUFFIX]${suffix}[PREFIX] ${prefix}${begun}`,
    `<s>[SUFFIX]\n[PREFIX] # lib/area.py\n${helper}\n# main.py\n${user}${sum}`,
  ],
];

it.each(families)('%s, from a file to the tokens that it goes on from', async (family, alone, withFiles) => {
  const model = join(folder, `${family}.gguf`);
  writeFileSync(model, tinyInfillModel(family));
  expect(await CodeCompleter.supports(model)).toBe('fim');
  const tokenizer = recordedTokenizer(family);
  const completer = await CodeCompleter.create({ model, repository: 'shapes' });
  expect(completer.support).toEqual({ mode: 'fim', family: tokenizer.infill.family });
  const asked = vi.spyOn(ModelHandle.prototype, 'generate');
  const spelled = () => {
    const [{ prompt, begin }] = asked.mock.calls[0];
    asked.mockClear();
    return tokenizer.decode(prompt, { control: true, continues: true }) + begin;
  };
  const suggestion = await completer.complete({ ...shared, prefix: prefix + begun, suffix });
  expect(spelled()).toBe(alone);
  // Random weights write anything, but never a control token's spelling.
  for (const id of Object.values(tokenizer.infill.tokens)) expect(suggestion?.text ?? '').not.toContain(tokenizer.piece(id));
  const files = [{ path: 'lib/area.py', text: helper }];
  await completer.complete({ ...shared, prefix: user + sum, suffix: '\n', path: 'main.py', files });
  expect(spelled()).toBe(withFiles);
  completer.destroy();
});
