import { defaultModels, diffPolicies, type ModerationLabel, Moderator, type Policy, type Verdict } from 'saguim';
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
    const moderator = await this.#open(policy);
    signal?.throwIfAborted();
    const items = texts.map((text) => ({ text, section, locale }));
    const begun = this.#turn.then(async () => {
      if (diffPolicies(moderator.policy, policy).length > 0) await moderator.setPolicy(policy);
      // In an array, so that the next turn does not wait for this check's end.
      return [moderator.checkMany(items, { signal, priority })];
    });
    this.#turn = begun.catch(() => {});
    const [checking] = await begun;
    const verdicts = await checking!;
    this.#labels = moderator.labels;
    if (moderator.failure) throw moderator.failure;
    return verdicts;
  };

  override release(): void {
    const moderator = this.#moderator;
    this.#moderator = undefined;
    void moderator?.then(
      (opened) => opened.destroy(),
      () => {},
    );
    super.release();
  }

  #open(policy: Policy): Promise<Moderator> {
    const moderator = (this.#moderator ??= this.textEmbedder().then((embedder) => Moderator.create({ embedder, policy })));
    moderator.catch(() => {
      if (this.#moderator === moderator) this.#moderator = undefined;
    });
    return moderator;
  }
}
