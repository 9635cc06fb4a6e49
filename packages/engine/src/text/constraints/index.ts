export { CompiledConstraint, type CompileOptions, compileConstraint } from './compile-constraint.js';
export { ConstraintMask, type ConstraintMaskOptions } from './constraint-mask.js';
export type { ConstraintTag, TextConstraint } from './text-constraint.js';
export type { TokenMask } from './token-mask.js';
export { TokenTrie } from './token-trie.js';
