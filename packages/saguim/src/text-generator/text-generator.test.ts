import { afterAll, beforeAll, expect, it } from 'vitest';
import { TextGenerator } from './text-generator.js';

const models = new URL('../../../../models/', import.meta.url);
let generator: TextGenerator;

beforeAll(async () => {
  generator = await TextGenerator.create({ models });
});

afterAll(() => generator.destroy());

it('goes on from a text as it stands, whole and in pieces', async () => {
  const text = 'The capital of France is';
  const pieces: string[] = [];
  for await (const piece of generator.generateStreaming(text, { maxTokens: 6 })) pieces.push(piece);
  const result = await generator.generate(text, { maxTokens: 6 });
  expect(result.text).toMatch(/^ Paris/);
  expect(pieces.join('')).toBe(result.text);
  expect(result).toMatchObject({
    finishReason: 'length',
    usage: { promptTokens: (await generator.tokenize(text)).length, completionTokens: 6 },
  });
  expect(await generator.detokenize(result.tokens)).toBe(result.text);
});

it('stops at a text, at a cancelled stream and at an abort', async () => {
  expect((await generator.generate('1, 2, 3, 4,', { stop: [' 7'], maxTokens: 40 })).text).toBe(' 5, 6,');
  const stream = generator.generateStreaming('Once upon a time').getReader();
  await stream.read();
  await stream.cancel();
  const controller = new AbortController();
  const running = generator.generate('Once upon a time', { signal: controller.signal, onPiece: () => controller.abort('enough') });
  await expect(running).rejects.toBe('enough');
});

it('starts from nothing too, and says when a text is too long or no text', async () => {
  expect((await generator.generate('', { maxTokens: 2 })).tokens).toHaveLength(2);
  await expect(generator.generate('word '.repeat(9000))).rejects.toMatchObject({ name: 'QuotaExceededError', quota: 8192 });
  await expect(generator.generate(7 as never)).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('tells what it runs, and ends', async () => {
  const other = await TextGenerator.create({ models });
  expect(other.model).toMatchObject({ architecture: 'llama', contextLength: 8192 });
  const running = other.generate('Once upon a time');
  other.destroy();
  await expect(running).rejects.toMatchObject({ name: 'InvalidStateError' });
  await expect(other.tokenize('a')).rejects.toMatchObject({ name: 'InvalidStateError' });
});
