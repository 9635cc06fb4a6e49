export { PlainScanner } from './plain-scanner.js';
export { RowProducts } from './row-products.js';
export { quantizeVector, strideOf, type VectorScanner } from './vector-scanner.js';
export { WasmScanner } from './wasm-scanner.js';
