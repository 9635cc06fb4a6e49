import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { backendCases } from './backend.case.mjs';
import { FP32_TOLERANCE } from './tolerances.mjs';

backendCases('reference', () => new ReferenceBackend(), {
  tolerance: FP32_TOLERANCE,
  // It has one thread and one kernel for any number of rows: there is little that could differ.
  exact: process.env.SAGUIM_LONG === '1',
});
