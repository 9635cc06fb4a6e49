/** What an answer must look like. */
export type TextConstraint =
  /** One JSON document that fits a schema (draft 2020-12, the part that docs/constraints.md lists). */
  | { readonly type: 'json-schema'; readonly schema: unknown }
  /**
   * A text that a JavaScript regular expression matches from beginning to end. `settle`: tokens from which on an answer goes the shortest
   * way to an end, where that is not farther away.
   */
  | { readonly type: 'regex'; readonly source: string; readonly flags?: string; readonly settle?: number }
  /** A text of a grammar in EBNF, whose start is the rule `root`. */
  | { readonly type: 'grammar'; readonly grammar: string }
  /**
   * Free text, until it comes to a tag's `begin`; then its content and `end`, and free text again. Where one is `required`, the text begins
   * with a tag.
   */
  | { readonly type: 'tagged'; readonly tags: readonly ConstraintTag[]; readonly required?: boolean };

export interface ConstraintTag {
  readonly begin: string;
  readonly content: TextConstraint;
  readonly end: string;
}
