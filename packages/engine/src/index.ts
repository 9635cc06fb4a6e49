export { openModel } from '#open-model';
export { openFile } from '#platform';
export type {
  GgufEntry,
  GgufFile,
  GgufValue,
  GgufValueType,
  HeaderValue,
  HttpSourceOptions,
  NumberArray,
  OptionalMetadata,
  ReadGgufOptions,
  SyncAccessHandle,
  SyncFileHandle,
} from './bytes/index.js';
export { BlobSource, GgufMetadata, GgufWeights, HttpSource, MemorySource, OpfsSource, readGguf, writeGgufHeader } from './bytes/index.js';
export { type CheckpointOptions, openCheckpoint } from './checkpoint/index.js';
export type * from './engine.js';
export { loadEngine } from './engine.js';
export { inspectModel, type ModelTask } from './inspect-model.js';
export { PlainScanner, quantizeVector, RowProducts, strideOf, type VectorScanner, WasmScanner } from './kernels/vectors/index.js';
export * from './spec/index.js';
export { checkSampling } from './text/index.js';
export * from './tokens/index.js';
