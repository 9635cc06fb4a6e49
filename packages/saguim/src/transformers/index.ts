export { env } from './env.js';
export type { FeatureExtractionOptions } from './feature-extraction.js';
export type { TextGenerationOptions } from './generation-options.js';
export {
  type FeatureExtractionPipeline,
  type Pipeline,
  type PipelineTask,
  pipeline,
  type TextClassificationPipeline,
  type TextGenerationPipeline,
  type ZeroShotClassificationPipeline,
} from './pipeline.js';
export type { PipelineOptions, ProgressCallback, ProgressInfo } from './pipeline-options.js';
export { BaseStreamer, InterruptableStoppingCriteria, TextStreamer, type TextStreamerOptions } from './streamers.js';
export { type NestedNumbers, Tensor, type TensorType } from './tensor.js';
export type { ClassifiedLabel, TextClassificationOptions } from './text-classification.js';
export type { GeneratedChat, GeneratedText } from './text-generation.js';
export type { ChatTemplateOptions, Message, PipelineTokenizer } from './tokenizer.js';
export type { ZeroShotClassificationOptions, ZeroShotResult } from './zero-shot-classification.js';
