export * from './node-file.js';
export * from './node-worker.js';
