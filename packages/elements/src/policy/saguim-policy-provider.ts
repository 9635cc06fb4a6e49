import { defaultModels, diffPolicies, type ModerationLabel, Moderator, type Policy, type Verdict } from 'saguim';
import type { Explanation } from '../classify/classify-provider.js';
import { toExplanation } from '../classify/to-explanation.js';
import { SaguimMeaning } from '../meaning/saguim-meaning.js';
import type { JudgeOptions, PolicyProvider } from './policy-provider.js';

/** Judges comments with the library, on this device. Importing it loads nothing; the first comment does. */
export function createSaguimPolicyProvider(): PolicyProvider {
  return new SaguimPolicyProvider();
}

class SaguimPolicyProvider extends SaguimMeaning implements PolicyProvider {
  #moderator: Promise<Moderator> | undefined;
  #labels: readonly ModerationLabel[] = [];
  /** Policies are set one after the other: each check begins under its own. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor() {
    super({ model: defaultModels.moderate });
  }

  get labels(): readonly ModerationLabel[] {
    return this.#labels;
  }

  readonly judge = async (texts: readonly string[], { policy, section, locale, signal, priority }: JudgeOptions): Promise<Verdict[]> => {
    const items = texts.map((text) => ({ text, section, locale }));
    const verdicts = await this.#under(policy, signal, (moderator) => moderator.checkMany(items, { signal, priority }));
    const { labels, failure } = await this.#open(policy);
    this.#labels = labels;
    if (failure) {
      // The next comment begins anew, with another worker.
      this.release();
      throw failure;
    }
    return verdicts;
  };

  readonly explain = async (text: string, label: string, { policy, section, signal }: JudgeOptions): Promise<Explanation> =>
    toExplanation(await this.#under(policy, signal, (moderator) => moderator.explain(text, { label, section, signal })));

  override release(): void {
    const moderator = this.#moderator;
    this.#moderator = undefined;
    void moderator?.then(
      (opened) => opened.destroy(),
      () => {},
    );
    super.release();
  }

  /** Begins something under a policy; what began under another one goes on under that. */
  async #under<T>(policy: Policy, signal: AbortSignal | undefined, begin: (moderator: Moderator) => Promise<T>): Promise<T> {
    const moderator = await this.#open(policy);
    const begun = this.#turn.then(async () => {
      signal?.throwIfAborted();
      if (diffPolicies(moderator.policy, policy).length > 0) await moderator.setPolicy(policy);
      // In an array, so that the next turn does not wait for its end.
      return [begin(moderator)] as const;
    });
    this.#turn = begun.catch(() => {});
    const [work] = await begun;
    return work;
  }

  #open(policy: Policy): Promise<Moderator> {
    const moderator = (this.#moderator ??= this.textEmbedder().then((embedder) => Moderator.create({ embedder, policy })));
    moderator.catch(() => {
      if (this.#moderator === moderator) this.#moderator = undefined;
    });
    return moderator;
  }
}
