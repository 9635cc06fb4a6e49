export type { GeneratedPiece, GenerationResult, ModelInfo, SamplingOptions } from '@saguim/engine';
export { SaguimError, type SaguimErrorCode } from '@saguim/engine/spec';
export * from './classifier/index.js';
export * from './completion/index.js';
export type { Candidate, MeasuredSpeed, ModelChoice, Obstacle, Recommendation, RecommendOptions } from './hub/device/index.js';
export {
  type Availability,
  type Capability,
  type CatalogueEntry,
  type Configuration,
  catalogue,
  configure,
  defaultModels,
  type ModelFile,
  type ModelProgress,
  type ModelReference,
  modelNames,
} from './hub/index.js';
export * from './language-model/index.js';
export * from './model-hub/index.js';
export * from './moderation/index.js';
export { eraseAll, type RecommendCall, recommend, removeModel, storedModels } from './runtime/index.js';
export * from './search/index.js';
export * from './semantic-embedder/index.js';
export * from './text-classifier/index.js';
export * from './text-generator/index.js';
export type { CreateMonitor, CreateMonitorCallback } from './web/create-monitor.js';
