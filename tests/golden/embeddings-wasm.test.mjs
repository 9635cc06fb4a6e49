import { describe } from 'vitest';
import { byteSign } from '../../packages/engine/dist/kernels/wasm/byte-kernels.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { embeddingCases } from './embeddings.case.mjs';

describe('embeddings on the WASM backend', { timeout: 600_000 }, () => {
  describe('with activations of 14 bits', () => {
    embeddingCases(() => new WasmBackend({ eightBits: false }), { least: 0.9999 });
  });

  // With activations of 8 bits where the host has one instruction for them, and else as above.
  describe('as it comes', () => {
    embeddingCases(() => new WasmBackend(), { least: byteSign() === undefined ? 0.9999 : 0.9995 });
  });
});
