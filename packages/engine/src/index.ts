export type * from './engine.js';
export * from './spec/index.js';
export type { StreamingDecoder, Tokenizer } from './tokens/tokenizer.js';
