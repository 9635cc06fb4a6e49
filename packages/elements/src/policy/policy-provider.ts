// What the policy element needs from whoever judges comments.
import type { ModerationLabel, Policy, Verdict } from 'saguim';
import type { ModelSource } from '../chat/model-loader.js';
import type { Explanation } from '../classify/classify-provider.js';

export interface JudgeOptions {
  readonly policy: Policy;
  /** The section of the site, where the policy has some. */
  readonly section?: string;
  /** In which language reasons are told. */
  readonly locale?: string;
  readonly signal?: AbortSignal;
  readonly priority?: 'interactive' | 'background';
}

/** What becomes of comments, in their order. */
export type Judge = (texts: readonly string[], options: JudgeOptions) => Promise<readonly Verdict[]>;

/** Which words of a comment moved a label. */
export type Explain = (text: string, label: string, options: JudgeOptions) => Promise<Explanation>;

export interface PolicyProvider extends ModelSource {
  /** What is scored, and how good it is; empty before the first comment was judged. */
  readonly labels: readonly ModerationLabel[];
  readonly judge: Judge;
  readonly explain: Explain;
}
