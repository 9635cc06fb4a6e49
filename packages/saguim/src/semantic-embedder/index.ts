export type {
  SaguimEmbedderOptions,
  SaguimEmbedOptions,
  SemanticEmbedderCreateOptions,
  SemanticEmbedderEmbedOptions,
  SemanticEmbedderTaskType,
} from './embedder-options.js';
export type { EmbeddingPrefixes } from './prefixes.js';
export {
  type ContentEmbedding,
  type EmbedderDetails,
  type EmbeddingDetails,
  SemanticEmbedder,
  type SemanticEmbedderResult,
} from './semantic-embedder.js';
export { type RankedDocument, rank, type SimilarityOptions, similarity } from './similarity.js';
export type { EmbeddingKind, EmbedTextsOptions, TextEmbedder } from './text-embedder.js';
export { type FormattedVector, formatVector, type VectorFormat, type VectorOf } from './vector-format.js';
