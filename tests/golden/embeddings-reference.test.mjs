import { describe } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { embeddingCases } from './embeddings.case.mjs';

describe('embeddings on the reference backend', { timeout: 600_000 }, () => {
  embeddingCases(() => new ReferenceBackend(), { least: 0.99999, ...(process.env.SAGUIM_LONG === '1' ? {} : { models: 1, count: 12 }) });
});
