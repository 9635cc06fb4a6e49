export * from './browser-file.js';
export * from './browser-worker.js';
