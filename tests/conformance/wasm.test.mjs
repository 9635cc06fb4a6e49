import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { backendCases } from './backend.case.mjs';
import { INT16_ACTIVATIONS_TOLERANCE } from './tolerances.mjs';

backendCases('wasm', () => new WasmBackend(), { tolerance: INT16_ACTIVATIONS_TOLERANCE, exact: true, threads: [1, 2, 4] });
