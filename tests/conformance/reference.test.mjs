import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { backendCases } from './backend.case.mjs';
import { FP32_TOLERANCE } from './tolerances.mjs';

backendCases('reference', () => new ReferenceBackend(), { tolerance: FP32_TOLERANCE, exact: true });
