/** What tokenizers need of a model file's metadata: GGUF keys with typed values, undefined where a key is not there. */
export interface TokenizerMetadata {
  string(key: string): string | undefined;
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  strings(key: string): readonly string[] | undefined;
  numbers(key: string): ArrayLike<number> | undefined;
}
