export { openFile } from '#platform';
export * from './bytes/index.js';
export type * from './engine.js';
export { loadEngine } from './engine.js';
export * from './spec/index.js';
export * from './tokens/index.js';
