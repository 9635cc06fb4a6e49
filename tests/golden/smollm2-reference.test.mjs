import { describe } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { smollm2Cases } from './smollm2.case.mjs';

/** What fp32 arithmetic in another order of sums may differ by; the reference gives four decimals. */
const FP32 = { margin: 0, logits: 1e-3, logProbability: 1e-3, perplexity: 1e-4 };

/**
 * The whole takes minutes. The short choice: a conversation of few tokens, and one window, whose perplexity comes from a separate
 * numpy program in float32 that gives the reference's figures for the eight windows too.
 */
const SHORT = { runs: [0], texts: [{ text: 'en_alice', windows: 1, window: 128, perplexity: 38.29699 }] };

describe('SmolLM2 135M on the reference backend', { timeout: 1_800_000 }, () => {
  smollm2Cases(() => new ReferenceBackend(), { ...FP32, ...(process.env.SAGUIM_LONG === '1' ? {} : SHORT) });
});
