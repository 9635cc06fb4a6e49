export { buildPlan, supportedArchitectures, type ModelFamily } from './build-plan.js';
export type { ModelFile, ModelMetadata } from './metadata.js';
