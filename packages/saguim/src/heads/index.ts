export { applyHead, type Head, type HeadAnswers, type HeadInput } from './head.js';
export { decodeHead, encodeHead } from './head-file.js';
export { largestAt } from './largest-at.js';
export { learnHead } from './learn-head.js';
export { type MakeProducts, matrix, plainProducts } from './matrix.js';
export {
  areaUnderRoc,
  bootstrap,
  calibrationError,
  type Estimate,
  type HeadMetrics,
  type LabelMetrics,
  measure,
  type ReliabilityBin,
  reliabilityBins,
} from './metrics.js';
export { toProbabilities } from './probabilities.js';
export { runSlices } from './run-slices.js';
export { type HeldOutRows, type LabelledRows, type TrainHeadRequest, type TrainProgress, trainHead } from './train-head.js';
export type { Phrases } from './train-words.js';
export type { WordRows } from './words.js';
