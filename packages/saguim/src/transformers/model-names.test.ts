import { expect, it } from 'vitest';
import { loadCatalogue } from '../hub/catalogue/index.js';
import { localNames, resolveModel } from './model-names.js';

const models = new URL('../../../../models/', import.meta.url);

it.each([
  ['Xenova/all-MiniLM-L6-v2', 'all-minilm-l6-v2'],
  ['onnx-community/all-MiniLM-L6-v2-ONNX', 'all-minilm-l6-v2'],
  ['HuggingFaceTB/SmolLM2-135M-Instruct', 'smollm2-135m-instruct'],
  ['smollm2-135m-instruct', 'smollm2-135m-instruct'],
])('%s leads to %s', async (name, here) => {
  expect(await resolveModel(name, models)).toBe(here);
});

it.each([
  ['Xenova/Phi-3-mini-4k-instruct_fp16', 'phi-3-mini-4k-instruct'],
  ['onnx-community/Phi-3-mini-4k-instruct-onnx-web', 'phi-3-mini-4k-instruct'],
  ['onnx-community/Llama-3.2-1B-Instruct-q4f16', 'llama-3.2-1b-instruct'],
  ['Xenova/TinyLlama-1.1B-Chat-v1.0', 'tinyllama-1.1b-chat'],
  ['codellama/CodeLlama-7b-hf', 'codellama-7b'],
  ['Xenova/distilbert-base-uncased-finetuned-sst-2-english', 'distilbert-sst2'],
])('%s is called %s here', async (name, here) => {
  expect(localNames(name, await loadCatalogue())[0]).toBe(here);
});

it('leaves addresses and files alone, refuses ONNX by name, and says what there is', async () => {
  for (const place of ['./models/own.gguf', 'https://example.com/own.gguf', '/srv/own', 'own.gguf', 'hf:owner/repo/own.gguf']) {
    expect(await resolveModel(place, models)).toBe(place);
  }
  const blob = new Blob(['GGUF']);
  expect(await resolveModel(blob, models)).toBe(blob);
  for (const file of ['onnx/model_quantized.onnx', new URL('https://example.com/model.onnx'), new File([], 'decoder.onnx')]) {
    await expect(resolveModel(file, models)).rejects.toMatchObject({ code: 'unsupported', where: expect.stringContaining('.onnx') });
  }
  expect(await resolveModel('Xenova/nothing-like-it', models)).toBe('nothing-like-it');
});
