export { WasmBackend, type WasmBackendOptions } from './wasm-backend.js';
export { WasmExecutor } from './wasm-executor.js';
