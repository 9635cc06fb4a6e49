export type { GgufFile, ReadGgufOptions } from './gguf.js';
export { readGguf } from './gguf.js';
export type { GgufEntry, GgufValue, GgufValueType, NumberArray, OptionalMetadata } from './gguf-metadata.js';
export { GGUF_VALUE_TYPES, GgufMetadata } from './gguf-metadata.js';
export { GgufWeights } from './gguf-weights.js';
export { MemorySource } from './memory-source.js';
