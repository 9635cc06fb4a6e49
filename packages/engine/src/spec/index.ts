export * from './backend.js';
export * from './byte-source.js';
export * from './folder-source.js';
export * from './plan.js';
export * from './saguim-error.js';
export * from './tensor.js';
export * from './tensor-type.js';
