import type { SaguimErrorCode } from '@saguim/engine/spec';

/** What becomes of a comment: it appears, a person looks at it first, or it does not appear. */
export type Action = 'allow' | 'review' | 'block';

/** From the mildest to the most severe. */
export const actions: readonly Action[] = ['allow', 'review', 'block'];

/** The most severe of several; `allow` of none. */
export function mostSevere(all: Iterable<Action>): Action {
  let worst = 0;
  for (const action of all) worst = Math.max(worst, actions.indexOf(action));
  return actions[worst]!;
}

/** A part of a text, in UTF-16 units of the text as it was typed. */
export interface VerdictSpan {
  readonly start: number;
  readonly end: number;
  /** The label it speaks for, or the rule's name. */
  readonly label: string;
  /** The part's own score, from 0 to 1, where it has one. */
  readonly score?: number;
  /** Who found it: the model, a rule, or the plain reading of a disguised word. */
  readonly source: 'model' | 'rule' | 'disguise';
}

/** Why a text is not simply allowed. */
export interface VerdictReason {
  /** The label, or the name of the rule; `error` where the text could not be judged. */
  readonly label: string;
  /** `disguise`: only the plain reading of the text reaches the threshold. */
  readonly kind: 'model' | 'rule' | 'disguise' | 'error';
  /** What this alone asks for. */
  readonly action: Action;
  /** For whoever wrote the text, in the policy's words. Plain text: show it as text. */
  readonly message: string;
  readonly score?: number;
  /** The threshold that the score reached. */
  readonly threshold?: number;
  /** The `id` of the policy's rule. */
  readonly rule?: string;
  /** Of an error. */
  readonly code?: SaguimErrorCode;
}

/** How a text feels; the three add up to 1. */
export interface Sentiment {
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** What a moderator says about a text. Plain data, which survives JSON. */
export interface Verdict {
  /** The most severe of what labels and rules ask for. */
  readonly action: Action;
  /** By label, from 0 to 1, calibrated where the label is trained. Empty where the text could not be judged. */
  readonly scores: Readonly<Record<string, number>>;
  /** By label, what its score asks for under the policy, and rules that count as this label. */
  readonly categories: Readonly<Record<string, Action>>;
  readonly spans: readonly VerdictSpan[];
  /** The most severe first. Empty if and only if the action is `allow` and nothing failed. */
  readonly reasons: readonly VerdictReason[];
  /** `en`, `pt`, another language's tag, or `und` where it cannot be told. */
  readonly language: string;
  readonly sentiment?: Sentiment;
  /** The text as it reads without its disguises, where that differs. */
  readonly reading?: string;
  readonly policy: { readonly id: string; readonly version: number };
}
