import { type CheckOptions, defaultModels, type ModerationLabel, Moderator, type Policy, presetPolicy, type Verdict } from 'saguim';
import type { CommentJudge } from 'saguim/comments';
import { SaguimMeaning } from '../meaning/saguim-meaning.js';

export interface PageModeratorOptions {
  /** Default: the preset `default`. */
  readonly policy?: Policy;
  /** What an earlier page learned. */
  readonly learning?: Uint8Array;
  /** Told what is to be kept after each decision that was learned. */
  readonly onLearned?: (learning: Uint8Array) => void;
}

/** Judges comments in the page itself: for comments without a server, and as advice while one types. The model comes with the first text, not before. */
export class PageModerator extends SaguimMeaning implements CommentJudge {
  readonly policy: Policy;
  #labels: readonly ModerationLabel[] = [];
  #learning: Uint8Array | undefined;
  readonly #onLearned: PageModeratorOptions['onLearned'];
  #moderator: Promise<Moderator> | undefined;

  constructor({ policy = presetPolicy('default'), learning, onLearned }: PageModeratorOptions = {}) {
    super({ model: defaultModels.moderate });
    this.policy = policy;
    this.#learning = learning;
    this.#onLearned = onLearned;
  }

  get labels(): readonly ModerationLabel[] {
    return this.#labels;
  }

  async check(text: string, options?: CheckOptions): Promise<Verdict> {
    return (await this.#open()).check(text, options);
  }

  readonly checkMany: CommentJudge['checkMany'] = async (items, options) => (await this.#open()).checkMany(items, options);

  readonly learn: CommentJudge['learn'] = async (decision, options) => {
    const moderator = await this.#open();
    const state = await moderator.learn(decision, options);
    this.#learning = moderator.saveLearning();
    this.#onLearned?.(this.#learning);
    return state;
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

  #open(): Promise<Moderator> {
    const moderator = (this.#moderator ??= this.textEmbedder().then((embedder) =>
      Moderator.create({ embedder, policy: this.policy, ...(this.#learning && { learning: this.#learning }) }),
    ));
    moderator.then(
      ({ labels }) => {
        this.#labels = labels;
      },
      () => {
        if (this.#moderator === moderator) this.#moderator = undefined;
      },
    );
    return moderator;
  }
}
