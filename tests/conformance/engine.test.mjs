import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { engineCases } from './engine.case.mjs';

const long = process.env.SAGUIM_LONG === '1';

engineCases('reference', () => new ReferenceBackend(), { many: long });
engineCases('wasm', () => new WasmBackend(), { many: true });
