export { promptOverflow, tokensOverflow } from './context-overflow.js';
export { checkRequest, checkTokens, type GenerateRequest } from './generate-request.js';
export { type GeneratedPiece, type Generation, GenerationJob, type GenerationResult, refusedGeneration } from './generation.js';
export { Sampler, SamplerScratch, type TokenLogprob, type TokenMask } from './sampler.js';
export { checkSampling, type SamplingOptions } from './sampling-options.js';
export { Scheduler, type SchedulerStats } from './scheduler.js';
export { LogitsJob, ScoringJob } from './scoring.js';
export { StopMatcher } from './stop-matcher.js';
