import { describe, expect, it } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { loadModel } from './load-model.mjs';
import { tinyCases } from './tiny.case.mjs';

/** What an fp32 engine differs by at most; the files give five decimals. */
const FP32_LOGITS_TOLERANCE = 1e-4;

describe('tiny models on the reference backend', () => {
  tinyCases(() => new ReferenceBackend(), { tolerance: () => FP32_LOGITS_TOLERANCE, margin: 1e-3 });
});

describe('families that cannot be run', () => {
  it.each(['gemma3-f32', 'phi3-f32'])('%s is refused by name, before weights are read', async (name) => {
    const compiled = [];
    const backend = { name: 'none', compile: async (plan) => compiled.push(plan) };
    await expect(loadModel(backend, `tiny/${name}.gguf`)).rejects.toMatchObject({
      code: 'unsupported',
      where: 'general.architecture',
      details: { architecture: name.split('-')[0], supported: ['llama', 'qwen2', 'qwen3', 'bert'] },
    });
    expect(compiled).toEqual([]);
  });
});
