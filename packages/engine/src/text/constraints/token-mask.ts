/** A constraint on the next token. */
export interface TokenMask {
  /** Takes away what may not come, by setting logits (vocabulary,) to -Infinity in place. */
  apply(logits: Float32Array): void;
  /** Whether a token that `apply` let through cannot come after all; what is rare is only asked of tokens that were drawn. */
  refuses?(token: number): boolean;
  /** The token that was taken. */
  accept(token: number): void;
  /** Whether the text may end here. */
  readonly complete?: boolean;
  /** Whether nothing but an end may come. */
  readonly finished?: boolean;
}
