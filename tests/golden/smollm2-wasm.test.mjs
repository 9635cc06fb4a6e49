import { describe } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { smollm2Cases } from './smollm2.case.mjs';

/** The tolerances that the reference outputs come with, for engines that round activations. */
const FAST = { margin: 0.5, logits: 0.3, logProbability: 0.1, perplexity: 0.01 };

/** One window, whose perplexity comes from a separate numpy program in float32 that gives the reference's figures for its eight windows too. */
const SHORT = { texts: [{ text: 'en_alice', windows: 1, window: 128, perplexity: 38.29699 }] };

describe('SmolLM2 135M on the WASM backend', { timeout: 600_000 }, () => {
  smollm2Cases(() => new WasmBackend(), { ...FAST, ...(process.env.SAGUIM_LONG === '1' ? {} : SHORT) });
});
