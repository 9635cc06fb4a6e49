import { describe } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { embeddingCases } from './embeddings.case.mjs';

describe('embeddings on the WASM backend', { timeout: 600_000 }, () => {
  embeddingCases(() => new WasmBackend(), { least: 0.9999 });
});
