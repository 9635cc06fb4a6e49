import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import { env } from './env.js';
import { pipeline } from './pipeline.js';
import type { ProgressInfo } from './pipeline-options.js';
import { BaseStreamer, TextStreamer } from './streamers.js';

const models = fileURLToPath(new URL('../../../../models/', import.meta.url));
const defaults = { ...env };
afterEach(() => void Object.assign(env, defaults));

it('gives features of texts, pooled in every way', async () => {
  const extract = await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');
  const texts = ['A cat sits on the mat.', 'Dogs'];
  const all = await extract(texts);
  const [count, most, width] = all.dims as [number, number, number];
  expect([count, width, all.type]).toEqual([2, 384, 'float32']);
  const rows = all.tolist() as number[][][];
  expect(rows[1]!.slice(3)).toEqual(Array.from({ length: most - 3 }, () => Array.from({ length: width }, () => 0)));

  const embedder = await SemanticEmbedder.create({ saguim: { model: 'all-minilm-l6-v2' } });
  const { embeddings } = await embedder.embed(texts);
  const unit = await extract(texts, { pooling: 'mean', normalize: true });
  expect(unit.dims).toEqual([2, 384]);
  unit.tolist().forEach((row, i) => void (row as number[]).forEach((x, j) => void expect(x).toBeCloseTo(embeddings[i]!.values[j]!, 6)));
  const mean = (await extract(texts[1]!, { pooling: 'mean' })).tolist()[0] as number[];
  mean.forEach((x, j) => void expect(x).toBeCloseTo((rows[1]![0]![j]! + rows[1]![1]![j]! + rows[1]![2]![j]!) / 3, 5));
  expect((await extract(texts, { pooling: 'cls' })).tolist()).toEqual(rows.map((text) => text[0]));
  expect((await extract(texts, { pooling: 'last_token' })).tolist()).toEqual([rows[0]!.at(-1), rows[1]![2]]);
  const bits = await extract(texts[1]!, { pooling: 'mean', quantize: true, precision: 'ubinary' });
  expect([bits.type, bits.dims]).toEqual(['uint8', [1, 48]]);
  expect(bits.data[0]).toBe(mean.slice(0, 8).reduce((byte, x) => 2 * byte + (x > 0 ? 1 : 0), 0));
  await expect(extract('a', { pooling: 'median' as never })).rejects.toThrow(TypeError);
  embedder.destroy();
  await extract.dispose();
});

it('classifies with what comes along', async () => {
  const feel = await pipeline('sentiment-analysis');
  expect(feel.task).toBe('text-classification');
  expect(await feel('I love it!')).toEqual([{ label: 'POSITIVE', score: expect.any(Number) }]);
  const [good, bad] = await feel(['What a wonderful day', 'This is awful, I hate it'], { top_k: null });
  expect(good!.map(({ label }) => label)[0]).toBe('POSITIVE');
  expect(bad!.map(({ label }) => label)[0]).toBe('NEGATIVE');
  expect(await feel('fine', { top_k: 2 })).toHaveLength(2);
  const sort = await pipeline('zero-shot-classification');
  const result = await sort('The match ended 3 to 2', ['cooking', 'sports']);
  expect(result).toMatchObject({ sequence: 'The match ended 3 to 2', labels: ['sports', 'cooking'] });
  expect(await sort(['a cake', 'a goal'], ['food', 'other'])).toHaveLength(2);
  await expect(sort('a', ['b', 'c'], { multi_label: true })).rejects.toMatchObject({ code: 'unsupported', where: 'multi_label' });
  await Promise.all([feel.dispose(), sort.dispose()]);
});

it('generates from texts, lists and chats, and streams', async () => {
  const told: ProgressInfo[] = [];
  const generate = await pipeline('text-generation', null, { progress_callback: (info) => told.push(info), device: 'wasm', dtype: 'q4' });
  expect(told.at(-1)).toMatchObject({ status: 'ready', task: 'text-generation' });
  const options = { max_new_tokens: 4 };
  const [one] = await generate('The capital of France is', options);
  expect(one!.generated_text).toMatch(/^The capital of France is Paris/);
  const several = await generate(['The capital of France is', 'The capital of Italy is'], { ...options, return_full_text: false });
  expect(several.map(([first]) => first!.generated_text.split(/\W/)[1])).toEqual(['Paris', 'Rome']);

  // A prompt that is written out is the same as the chat, and the messages' own marks stay text only in a chat.
  const chat = [{ role: 'user', content: 'What is the capital of France?' }];
  const prompt = generate.tokenizer.apply_chat_template(chat, { tokenize: false, add_generation_prompt: true });
  const [answered] = await generate(chat, options);
  const [written] = await generate(prompt, { ...options, return_full_text: false });
  expect(answered!.generated_text).toEqual([...chat, { role: 'assistant', content: written!.generated_text }]);
  expect(() => generate.tokenizer.apply_chat_template(chat, {} as never)).toThrow(expect.objectContaining({ where: 'tokenize' }));

  class Tokens extends BaseStreamer {
    readonly all: bigint[][] = [];
    ended = 0;
    override put(value: bigint[][]) {
      this.all.push(value[0]!);
    }
    override end() {
      this.ended++;
    }
  }
  const tokens = new Tokens();
  await generate('The capital of France is', { ...options, streamer: tokens });
  expect([tokens.all[0]!.length, tokens.all.length, tokens.ended]).toEqual([5, 5, 1]);
  const shown: string[] = [];
  const ids: bigint[] = [];
  const streamer = new TextStreamer(generate.tokenizer, {
    skip_special_tokens: false,
    callback_function: (text) => shown.push(text),
    token_callback_function: (some) => ids.push(...some),
  });
  await generate(chat, { max_new_tokens: 20, streamer });
  expect(shown.join('')).toBe(`${prompt}The capital of France is Paris.<|im_end|>`);
  expect(generate.tokenizer.all_special_ids).toContain(Number(ids.at(-1)));

  const controller = new AbortController();
  const running = generate('Once upon a time', { signal: controller.signal });
  controller.abort('enough');
  await expect(running).rejects.toBe('enough');
  await expect(generate({} as never)).rejects.toThrow(TypeError);
  await generate.dispose();
});

it('refuses by name what is not there', async () => {
  await expect(pipeline('translation' as never)).rejects.toMatchObject({ code: 'unsupported', where: 'task' });
  await expect(pipeline('text-generation', null, { device: 'webgpu' })).rejects.toMatchObject({ code: 'unsupported', where: 'device' });
  await expect(pipeline('text-generation', null, { dtype: { model: 'q3' } })).rejects.toMatchObject({
    code: 'unsupported',
    where: 'dtype',
  });
  await expect(pipeline('feature-extraction', 'model.onnx')).rejects.toMatchObject({ code: 'unsupported' });
  await expect(pipeline('text-generation', 'Xenova/all-MiniLM-L6-v2')).rejects.toMatchObject({ code: 'unsupported' });
  await expect(pipeline('feature-extraction', 'Xenova/no-such-model')).rejects.toThrow(/no-such-model/);
  env.remoteHost = 'https://example.com/';
  await expect(pipeline('feature-extraction')).rejects.toMatchObject({ where: 'env.remoteHost' });
});

it('finds models where env says', async () => {
  env.localModelPath = models;
  env.backends.onnx.wasm.numThreads = 1;
  const extract = await pipeline('feature-extraction', 'onnx-community/all-MiniLM-L6-v2-ONNX');
  expect((await extract('a', { pooling: 'mean' })).dims).toEqual([1, 384]);
  await extract.dispose();
  env.localModelPath = fileURLToPath(new URL('./', import.meta.url));
  await expect(pipeline('feature-extraction')).rejects.toThrow(/all-minilm-l6-v2/);
});
