import { describe } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { smollm2Cases } from './smollm2.case.mjs';

/** The tolerances that the reference outputs come with, for engines that round activations. */
const FAST = { margin: 0.5, logits: 0.3, logProbability: 0.1, perplexity: 0.01 };

/** Two of the reference's eight windows of one text: their perplexity comes from the reference backend, which the long run holds to the eight of both. */
const SHORT = {
  texts: [{ text: 'pt_o_alienista', windows: 2, window: 512, perplexity: 71.51135 }],
};

describe('SmolLM2 135M on the WASM backend', { timeout: 600_000 }, () => {
  smollm2Cases(() => new WasmBackend(), { ...FAST, ...(process.env.SAGUIM_LONG === '1' ? {} : SHORT) });
});
