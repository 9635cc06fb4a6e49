export { buildPlan, type ModelFamily, supportedArchitectures } from './build-plan.js';
export type { ModelFile, ModelMetadata } from './metadata.js';
