import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { engineCases } from './engine.case.mjs';

engineCases('reference', () => new ReferenceBackend());
engineCases('wasm', () => new WasmBackend());
