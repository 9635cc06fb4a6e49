import { describe } from 'vitest';
import { byteSign } from '../../packages/engine/dist/kernels/wasm/byte-kernels.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { embeddingCases } from './embeddings.case.mjs';

describe('embeddings on the WASM backend', { timeout: 600_000 }, () => {
  embeddingCases(() => new WasmBackend({ eightBits: false }), { least: 0.9999 });

  describe.skipIf(byteSign() === undefined)('with activations of 8 bits, where the host is faster with them', () => {
    embeddingCases(() => new WasmBackend(), { least: 0.9995 });
  });
});
