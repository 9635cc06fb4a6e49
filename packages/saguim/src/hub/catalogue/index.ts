export { checkCatalogue } from './check-catalogue.js';
export { bytesOf, ModelCatalogue } from './model-catalogue.js';
export { type CatalogueSource, loadCatalogue, openCatalogue } from './open-catalogue.js';
