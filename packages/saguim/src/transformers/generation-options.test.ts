import { expect, it } from 'vitest';
import { checkGeneration } from './generation-options.js';

it('draws only when it is asked to', () => {
  expect(checkGeneration({ temperature: 0.7, top_p: 0.9 }).sampling).toEqual({ repetitionPenalty: 1 });
  expect(checkGeneration({ do_sample: true, temperature: 0.7, top_p: 0.9, top_k: 5, repetition_penalty: 1.1 }).sampling).toEqual({
    temperature: 0.7,
    topK: 5,
    topP: 0.9,
    minP: 0,
    repetitionPenalty: 1.1,
  });
  expect(checkGeneration({ do_sample: true }).sampling).toMatchObject({ temperature: 1, topK: 50, topP: 1 });
});

it('counts tokens as asked', () => {
  expect(checkGeneration({}).maxTokens(10)).toBe(256);
  expect(checkGeneration({ max_length: 30 }).maxTokens(10)).toBe(20);
  expect(checkGeneration({ max_length: 30 }).maxTokens(40)).toBe(0);
  expect(checkGeneration({ max_length: 30, max_new_tokens: 5 }).maxTokens(10)).toBe(5);
});

it('takes ends of answers, and how many there are', () => {
  expect(checkGeneration({ stop_strings: '\n', eos_token_id: 2, num_return_sequences: 3 })).toMatchObject({
    stop: ['\n'],
    stopTokens: [2],
    answers: 3,
  });
  expect(checkGeneration({ eos_token_id: [2, 3] }).stopTokens).toEqual([2, 3]);
});

it('refuses by name what it cannot follow, and nothing that changes nothing', () => {
  for (const options of [{ num_beams: 4 }, { no_repeat_ngram_size: 3 }, { min_new_tokens: 5 }, { logits_processor: [] }]) {
    const [name] = Object.keys(options);
    expect(() => checkGeneration(options)).toThrow(expect.objectContaining({ code: 'unsupported', where: name }));
  }
  checkGeneration({ num_beams: 1, bad_words_ids: null, early_stopping: true, pad_token_id: 0, use_cache: true });
  expect(() => checkGeneration({ num_return_sequences: 0 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
