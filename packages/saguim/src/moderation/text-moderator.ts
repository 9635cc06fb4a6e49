import type { Explanation } from '../text-classifier/index.js';
import type { Decision, LearningState } from './decision.js';
import type { ModerationLabel } from './labels.js';
import type { CheckItem, CheckManyOptions, CheckOptions } from './moderator-options.js';
import type { Policy } from './policy.js';
import type { Verdict } from './verdict.js';

/** The narrow contract that servers and interfaces are written against; `Moderator` fulfils it. */
export interface TextModerator {
  readonly policy: Policy;
  /** All that are scored: those that come along, then the policy's categories. */
  readonly labels: readonly ModerationLabel[];
  readonly learning: LearningState;
  /** Why the model could not judge at the latest check; nothing where it could. */
  readonly failure: Error | undefined;
  /** @throws {SaguimError} `invalid-argument` for what is no text; the signal's reason. Never for a model that is missing or died: see `onFailure` */
  check(text: string, options?: CheckOptions): Promise<Verdict>;
  /** Several at once, in order. @throws as `check()` */
  checkMany(items: readonly (string | CheckItem)[], options?: CheckManyOptions): Promise<Verdict[]>;
  /** Which words moved a label. Default label: the one that comes closest to its threshold. @throws {SaguimError} */
  explain(text: string, options?: CheckOptions & { readonly label?: string }): Promise<Explanation>;
  /** Another policy, from the next check on. @throws {SaguimError} as `checkPolicy()` */
  setPolicy(policy: Policy): Promise<void>;
  /** Keeps a decision, or several, and from twenty on learns: what is better on decisions that it did not see takes over. @throws {SaguimError} */
  learn(decision: Decision | readonly Decision[], options?: { readonly signal?: AbortSignal }): Promise<LearningState>;
  /** Whether the site's head adds to the scores. @throws {SaguimError} `invalid-argument` where there is none that was better */
  useLearning(active: boolean): LearningState;
  /** All decisions and what was learned, for `learning` of `create()`. Texts are not in it: their vectors are. */
  saveLearning(): Uint8Array<ArrayBuffer>;
  destroy(): void;
}
