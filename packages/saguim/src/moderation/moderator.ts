import type { Explanation } from '../text-classifier/index.js';
import { toSignal } from '../web/dictionary.js';
import { orAborted } from '../web/signals.js';
import { checkPolicy } from './check-policy.js';
import type { Decision, LearningState } from './decision.js';
import type { ModerationLabel } from './labels.js';
import type { CheckItem, CheckManyOptions, CheckOptions, ModeratorOptions } from './moderator-options.js';
import type { Policy } from './policy.js';
import { presetPolicy } from './presets.js';
import type { TextModerator } from './text-moderator.js';
import type { Verdict } from './verdict.js';

const illegal = Symbol('illegal constructor');

/**
 * Judges comments under a site's policy: one pass of the model gives all labels, rules stand beside it, and a verdict says what becomes of the
 * text and why. Where the model is missing or died, rules still hold and the policy's `onFailure` decides.
 */
export class Moderator implements TextModerator {
  readonly #core: TextModerator;

  /** @throws {TypeError} always: use `Moderator.create()` */
  constructor(key?: unknown, core?: TextModerator) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use Moderator.create().');
    this.#core = core!;
  }

  /**
   * A moderator, with its model loaded. A model that is missing is no error here: `failure` says so, checks answer as `onFailure` says, and
   * the next check tries again.
   * @throws {SaguimError} `invalid-argument` for a policy that is none, `bad-file` for `learning` that cannot be read; the signal's reason
   */
  static async create(options: ModeratorOptions = {}): Promise<Moderator> {
    const { signal: given, monitor, onModelProgress, ...lasting } = options;
    const signal = toSignal(given);
    signal?.throwIfAborted();
    const policy = options.policy === undefined ? presetPolicy('default') : checkPolicy(options.policy);
    const { ModeratorCore } = await orAborted(import('./moderator-core.js'), signal);
    const core = new ModeratorCore(lasting, policy);
    try {
      await orAborted(core.open({ signal, monitor, onModelProgress }), signal);
      return new Moderator(illegal, core);
    } catch (error) {
      core.destroy();
      throw error;
    }
  }

  get policy(): Policy {
    return this.#core.policy;
  }

  /** All that are scored: those that come along, then the policy's categories. None before the model was loaded once. */
  get labels(): readonly ModerationLabel[] {
    return this.#core.labels;
  }

  get learning(): LearningState {
    return this.#core.learning;
  }

  /** Why the model could not judge at the latest check; nothing where it could. */
  get failure(): Error | undefined {
    return this.#core.failure;
  }

  /**
   * What becomes of a text.
   * @throws {SaguimError} `invalid-argument` for what is no text; {DOMException} `InvalidStateError` after `destroy()`; the signal's reason. Never
   * for a model that is missing or died
   */
  check(text: string, options?: CheckOptions): Promise<Verdict> {
    return this.#core.check(text, options);
  }

  /** What becomes of several texts, in order; they go together. @throws as `check()` */
  checkMany(items: readonly (string | CheckItem)[], options?: CheckManyOptions): Promise<Verdict[]> {
    return this.#core.checkMany(items, options);
  }

  /**
   * Which words moved a label: of a long text, in the sentences where it is likeliest. Default label: the one that comes closest to its threshold.
   * @throws {SaguimError} `invalid-argument` for a label that is not scored; where the model is missing, why; as `check()`
   */
  explain(text: string, options?: CheckOptions & { readonly label?: string }): Promise<Explanation> {
    return this.#core.explain(text, options);
  }

  /** Another policy, from the next check on. @throws {SaguimError} as `checkPolicy()`; where its categories cannot be made ready, why */
  setPolicy(policy: Policy): Promise<void> {
    return this.#core.setPolicy(policy);
  }

  /**
   * Keeps a decision, or several, and from twenty on learns: what is better on decisions that it did not see takes over.
   * @throws {SaguimError} `invalid-argument` naming the place; where the model is missing, why; as `check()`
   */
  learn(decision: Decision | readonly Decision[], options?: { readonly signal?: AbortSignal }): Promise<LearningState> {
    return this.#core.learn(decision, options);
  }

  /** Whether what was learned counts. @throws {SaguimError} `invalid-argument` where nothing was better than the model alone */
  useLearning(active: boolean): LearningState {
    return this.#core.useLearning(active);
  }

  /** All decisions, for `learning` of `create()`. Texts are not in it: their vectors are. */
  saveLearning(): Uint8Array<ArrayBuffer> {
    return this.#core.saveLearning();
  }

  /** Ends what runs and gives the model back, unless the embedder is the caller's. */
  destroy(): void {
    this.#core.destroy();
  }
}
