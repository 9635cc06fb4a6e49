export { type Availability, modelAvailability } from './availability.js';
export { type Capability, type CatalogueEntry, catalogue, defaultModels, findEntry, type ModelFile } from './catalogue.js';
export { type Configuration, configure, configured, type EngineStandIn, unknownMembers } from './configuration.js';
export type { StoredModel } from './hub-contract.js';
export { locateModel, type ModelLocation, type ModelReference, modelNames } from './location.js';
export { checkCard, type ModelCard } from './model-card.js';
export type { ModelProgress, OnProgress } from './progress.js';
