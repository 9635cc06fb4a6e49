import { describe } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { smollm2Cases } from './smollm2.case.mjs';

/** What fp32 arithmetic in another order of sums may differ by; the reference gives four decimals. */
const FP32 = { margin: 0, logits: 1e-3, logProbability: 1e-3, perplexity: 1e-4 };

/** The whole takes minutes: otherwise one conversation of few tokens. Perplexity is held by the faster backend's tests. */
const SHORT = { runs: [0], texts: [] };

describe('SmolLM2 135M on the reference backend', { timeout: 1_800_000 }, () => {
  smollm2Cases(() => new ReferenceBackend(), { ...FP32, ...(process.env.SAGUIM_LONG === '1' ? {} : SHORT) });
});
