import { describe } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { tinyCases } from './tiny.case.mjs';

/** Inputs of products rounded to 14 bits a block; stored floats are computed in f32. */
const INT16_LOGITS_TOLERANCE = 5e-3;

describe('tiny models on the WASM backend', () => {
  tinyCases(() => new WasmBackend(), { tolerance: () => INT16_LOGITS_TOLERANCE, margin: 1e-2 });
});
