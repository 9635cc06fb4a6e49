export { dequantize, IQ4_LEVELS } from './dequantize.js';
export { fromBfloat16, fromHalf, halfTable, toHalf } from './half.js';
export { type QuantizedType, quantize } from './quantize.js';
export { byteLength, elementCount, TENSOR_TYPES } from './tensor-type.js';
