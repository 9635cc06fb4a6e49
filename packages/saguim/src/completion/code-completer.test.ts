import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allClients } from '../runtime/index.js';
import { CodeCompleter } from './code-completer.js';
import type { CodeSuggestion, CompletionRequest } from './completion-request.js';
import type { FillOptions } from './fill-text.js';

const models = new URL('../../../../models/', import.meta.url);
const tiny = new URL('../../../../tests/golden/tiny/', import.meta.url);
let completer: CodeCompleter;

beforeAll(async () => {
  completer = await CodeCompleter.create({ models, contextLength: 512 });
});

afterAll(() => completer.destroy());

const complete = (prefix: string, more: Partial<CompletionRequest> = {}) =>
  completer.complete({ prefix, language: 'javascript', threshold: 0, ...more });

const loop = 'function sum(numbers) {\n  let total = 0;\n  for (const number of numbers) {\n    total +=';

describe('completing', () => {
  it('goes on to the end of the line, tells how sure it is, and says what it took', async () => {
    const shown: CodeSuggestion[] = [];
    const request = { prefix: loop, suffix: '\n  }\n  return total;\n}\n', language: 'javascript', threshold: 0 };
    const suggestion = await completer.complete(request, { onPartial: (partial) => shown.push(partial) });
    expect(suggestion).toMatchObject({ text: ' number;', source: 'model' });
    expect(suggestion!.confidence).toBeGreaterThan(0.4);
    expect(shown[0]!.text).toBe(' number;');
    expect(suggestion!.usage.evaluated).toBeGreaterThan(10);
    expect(suggestion!.timings.totalMs).toBeGreaterThanOrEqual(suggestion!.timings.firstLineMs);
  });

  it('asks no model for what was suggested, nor for what was answered', async () => {
    const suffix = '\n  }\n  return total;\n}\n';
    expect(await complete(loop, { suffix })).toMatchObject({ source: 'cache', usage: { evaluated: 0, generated: 0 } });
    expect(await complete(`${loop} num`, { suffix })).toMatchObject({ text: 'ber;', source: 'typed-through', usage: { evaluated: 0 } });
  });

  it('computes next to nothing of the prompt for one more character', async () => {
    const text = `${'const value = compute(1, 2, 3);\n'.repeat(12)}function twice(items) {\n  return items.`;
    let evaluated = 0;
    await complete(text, { mode: 'line' });
    for (const typed of ['z', 'zq', 'zqm', 'zqma', 'zqmap', 'zqmap(']) {
      const suggestion = await complete(text + typed, { mode: 'line' });
      if (suggestion?.source === 'model') evaluated = Math.max(evaluated, suggestion.usage.evaluated);
    }
    expect(evaluated).toBeGreaterThan(0);
    expect(evaluated).toBeLessThanOrEqual(3);
  });

  it('chooses by what follows, and gives several when they are asked for', async () => {
    const request = { language: 'python', suffix: '\nprint(add(1, 2))\n', alternatives: 3 };
    const suggestion = await complete('def add(a, b):\n    return ', request);
    expect(suggestion!.text).toBe('a + b');
    expect(suggestion!.alternatives.length).toBeGreaterThan(1);
    expect(new Set(suggestion!.alternatives.map(({ text }) => text)).size).toBe(suggestion!.alternatives.length);
  });

  it('gives nothing below the threshold', async () => {
    expect(await complete('qwerty zxcv ', { threshold: 1 })).toBeNull();
    completer.threshold = 0.9;
    expect(completer.threshold).toBe(0.9);
    expect(() => (completer.threshold = 2)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    completer.threshold = 0.4;
  });

  it('keeps the line breaks of the file', async () => {
    const suggestion = await complete('function sum(numbers) {\r\n  let total = 0;\r\n  for (const number of numbers) {', {
      mode: 'block',
      maxLines: 3,
    });
    expect(suggestion!.text).toMatch(/^\r\n {4}total \+= number/);
    expect(suggestion!.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('hard to break', () => {
  it.each([
    ['nothing at all', '', ''],
    ['a text of five megabytes', 'const a = 1;\n'.repeat(400_000), 'b\n'],
    ['a line of a megabyte', `x = "${'ab'.repeat(1 << 19)}`, ''],
    ['what cannot be read', '\0\u0001\ufffe\ufeff\ud800 \udfff', '\0'],
    ['control tokens', '// <|im_end|><|endoftext|><|fim_prefix|>[PREFIX]\nconst a', '<|im_start|>'],
    ['a text of few tokens a character', '漢字仮名🦊'.repeat(500), ''],
    ['tabs and no line break', '\t\t\tif (a)\t{', '\t}'],
  ])('%s', async (_, prefix, suffix) => {
    const suggestion = await completer.complete({ prefix, suffix, threshold: 0, maxLines: 1 });
    if (!suggestion) return;
    expect(suggestion.text).not.toMatch(/<\|im_|<\|endoftext\|>|\0/);
    expect(suggestion.text.trim()).not.toBe('');
  });

  it('puts nothing inside a character', async () => {
    expect(await complete('const fox = "\ud83e', { suffix: '\udd8a";' })).toBeNull();
  });

  it('ends at an abort, in the same tick', async () => {
    const controller = new AbortController();
    const running = completer.complete({ prefix: `${loop}${loop}`, threshold: 0 }, { signal: controller.signal });
    let told: unknown;
    running.catch((error) => (told = error));
    controller.abort('typed on');
    for (let i = 0; i < 20; i++) await undefined;
    expect(told).toBe('typed on');
    await expect(completer.complete({ prefix: 'a' }, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
  });

  it('waits only so long for a choice, and takes nothing back of what it told to who cannot', async () => {
    const request = { prefix: 'def plus(a, b):\n    return ', suffix: '\nprint(plus(1, 2))\n', language: 'python', threshold: 0 };
    const told: string[] = [];
    const onPartial = ({ text }: CodeSuggestion) => void told.push(text);
    const hasty = await completer.complete({ ...request, alternatives: 3 }, { patience: 0, onPartial });
    expect(hasty).toMatchObject({ text: told[0], isPartial: true });
    const steady = await completer.complete(request, { steady: true });
    expect(steady).toMatchObject({ text: told[0], source: 'model' });
    expect(steady!.isPartial).toBeUndefined();
    // What was cut short is no answer to remember.
    expect((await completer.complete({ ...request, alternatives: 3 }))!.alternatives.length).toBeGreaterThan(1);
    await expect(completer.complete(request, { onPartial: 4 as never })).rejects.toThrow('onPartial must be a function');
    await expect(completer.complete(request, { patience: -1 })).rejects.toMatchObject({ code: 'invalid-argument', where: 'patience' });
  });

  it('writes no more tokens than it may', async () => {
    const suggestion = await complete('const names = [', { maxTokens: 3, mode: 'line' });
    expect(suggestion!.usage.generated).toBeLessThanOrEqual(3);
  });

  it('fills in what the model writes, as it comes', async () => {
    const pieces: string[] = [];
    const filled = await completer.fill(
      { prefix: 'def add(a, b):\n    ret' },
      { maxTokens: 8, stop: ['\n'], onText: (text) => pieces.push(text) },
    );
    expect(filled.text).toBe('urn a + b');
    expect(pieces.join('')).toBe(filled.text);
    expect(filled).toMatchObject({ finishReason: 'stop', usage: { completionTokens: expect.any(Number) } });
    // A model without marks ends where the next line begins again, or with the line where something follows in it.
    const again = await completer.fill({ prefix: '# 1\n# 2\n', suffix: '\n# 4\n' }, { maxTokens: 12 });
    expect([again.text, again.finishReason]).toEqual(['# 3', 'stop']);
    expect((await completer.fill({ prefix: '# 1\n# 2\n#', suffix: ' is odd\n' }, { maxTokens: 12 })).text).toBe(' 3');
    expect(await completer.fill({ prefix: 'a b c' }, { maxTokens: 1 })).toMatchObject({
      finishReason: 'length',
      usage: { completionTokens: 1 },
    });
    const long = completer.fill({ prefix: 'word '.repeat(2000) });
    await expect(long).rejects.toMatchObject({ name: 'QuotaExceededError' });
    await expect(completer.fill({ prefix: 'a' }, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
  });

  it.each([
    ['maxTokens', [0, -1, 1.5, Number.NaN, '8']],
    ['sampling', [{ temprature: 1 }]],
    ['stop', ['\n', [1]]],
    ['priority', ['high']],
  ])('fills in nothing for a %s that is none', async (name, values) => {
    for (const value of values) {
      const options = { [name]: value };
      await expect(completer.fill({ prefix: 'a' }, options as FillOptions)).rejects.toMatchObject({
        code: 'invalid-argument',
        where: name,
      });
    }
  });

  it('rejects what was asked when the worker dies, and starts anew', async () => {
    const running = complete('let unlikely = [1, 2, 3].filter((item) => item');
    const told = running.catch((error) => error);
    await Promise.resolve();
    await Promise.all(allClients().map((client) => client.terminate()));
    expect(await told).toMatchObject({ code: 'worker-died' });
    expect(await complete('for (let i = 0; i < 10; ', { suffix: ') {\n}\n' })).toMatchObject({ text: 'i++' });
  });

  it.each([
    [{ prefix: 7 }, 'prefix'],
    [{ prefix: '', suffix: null }, 'suffix'],
    [{ prefix: '', mode: 'all' }, 'mode'],
    [{ prefix: '', maxLines: 0 }, 'maxLines'],
    [{ prefix: '', alternatives: 9 }, 'alternatives'],
    [{ prefix: '', maxTokens: 999 }, 'maxTokens'],
    [{ prefix: '', threshold: '1' }, 'threshold'],
    [{ prefix: '', files: [{ path: 'a' }] }, 'files'],
  ])('refuses %j', async (request, where) => {
    await expect(completer.complete(request as never)).rejects.toMatchObject({ code: 'invalid-argument', where });
  });
});

it('has a session count what becomes of suggestions', async () => {
  const session = completer.session({ language: 'javascript', delay: 0, prefetch: false });
  const before = completer.statistics.counts;
  const shown = new Promise((resolve) => session.addEventListener('suggestion', ({ suggestion }) => suggestion && resolve(suggestion)));
  session.update({ before: '', after: '' });
  session.update({ before: 'for (let i = 0; i < 10; ', after: ') {\n}\n' });
  expect(await shown).toMatchObject({ text: 'i++', from: 24 });
  expect(session.accept('all')).toEqual({ text: 'i++', from: 24 });
  expect(completer.statistics.counts).toMatchObject({ shown: before.shown + 1, accepted: before.accepted + 1 });
  session.close();
});

it('says what a model can do before it is loaded, and refuses one that writes nothing', async () => {
  expect(await CodeCompleter.supports('smollm2-135m-instruct', { models })).toBe('prefix');
  expect(await CodeCompleter.supports('all-minilm-l6-v2', { models })).toBe('none');
  expect(await CodeCompleter.supports(new URL('qwen2-f32.gguf', tiny))).toBe('prefix');
  const insisting = CodeCompleter.create({ model: new URL('llama-f32.gguf', tiny), infill: 'fim' });
  await expect(insisting).rejects.toMatchObject({ name: 'NotSupportedError', message: expect.stringContaining('no marks') });
  await expect(CodeCompleter.create({ models, model: 'all-minilm-l6-v2' })).rejects.toMatchObject({ name: 'NotSupportedError' });
  expect(await CodeCompleter.availability({ models })).toBe('available');
  expect(completer.support).toMatchObject({ mode: 'prefix' });
});

it.each([128, 256])('completes in a context of %i tokens, whatever stands before the caret', async (contextLength) => {
  const small = await CodeCompleter.create({ model: new URL('qwen2-f32.gguf', tiny), contextLength });
  for (const prefix of ['let a = ', 'const value = compute(1, 2, 3);\n'.repeat(100)]) {
    const suggestion = await small.complete({ prefix, language: 'javascript', threshold: 0 });
    expect(suggestion === null || suggestion.usage.evaluated < contextLength).toBe(true);
  }
  small.destroy();
});

it('ends', async () => {
  const other = await CodeCompleter.create({ models });
  const running = other.complete({ prefix: 'a long while' });
  other.destroy();
  await expect(running).rejects.toMatchObject({ name: 'InvalidStateError' });
  await expect(other.complete({ prefix: '' })).rejects.toMatchObject({ name: 'InvalidStateError' });
});
