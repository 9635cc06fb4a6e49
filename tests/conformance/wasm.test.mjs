import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { backendCases } from './backend.case.mjs';
import { INT16_ACTIVATIONS_TOLERANCE } from './tolerances.mjs';

// Activations of 8 bits, where a host has them: `eight-bits.test.mjs`.
backendCases('wasm', () => new WasmBackend({ eightBits: false }), {
  tolerance: INT16_ACTIVATIONS_TOLERANCE,
  exact: true,
  threads: [1, 2, 4],
});
