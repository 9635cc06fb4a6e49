import { describe } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { tinyCases } from './tiny.case.mjs';

/** What an fp32 engine differs by at most; the files give five decimals. */
const FP32_LOGITS_TOLERANCE = 1e-4;

describe('tiny models on the reference backend', () => {
  tinyCases(() => new ReferenceBackend(), { tolerance: () => FP32_LOGITS_TOLERANCE, margin: 1e-3 });
});
