export type { HeadMetrics } from '../heads/index.js';
export { type BuiltInHead, builtInHeads } from './built-in.js';
export type {
  Classification,
  ClassifyOptions,
  EmbedderOptions,
  SaveOptions,
  TrainingProgress,
  TrainOptions,
  ZeroShotOptions,
} from './classifier-options.js';
export type { Example } from './examples.js';
export type { Explanation, WordContribution } from './explain.js';
export type { HeldOutAnswer } from './rule.js';
export { TextClassifier } from './text-classifier.js';
export type { DescribedLabel } from './zero-shot.js';
