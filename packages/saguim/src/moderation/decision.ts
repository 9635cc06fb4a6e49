/** What a person decided about a comment: the site's own head learns from it. */
export interface Decision {
  readonly text: string;
  /** `allow`: it may appear. `block`: it may not. */
  readonly action: 'allow' | 'block';
  /**
   * By label, whether it is right. Where absent: of what was allowed no label is, of what was blocked the one that comes closest to its
   * threshold.
   */
  readonly labels?: Readonly<Record<string, boolean>>;
  readonly section?: string;
  /** Milliseconds since 1970. Default: now. */
  readonly time?: number;
}

/** How good the site's head is on decisions that it did not see, beside the model alone. */
export interface SiteHeadFigures {
  /** Decisions it was measured on, each held out in turn. */
  readonly decisions: number;
  /** Share of decisions that the policy's thresholds agree with. */
  readonly agreement: number;
  readonly baseAgreement: number;
  /** Mean logarithmic loss, in nats: lower is better. */
  readonly loss: number;
  readonly baseLoss: number;
}

/** What was learned from moderators, and whether it decides. */
export interface LearningState {
  readonly decisions: number;
  /** Decisions that are still needed before anything is learned. */
  readonly needed: number;
  /** Whether the site's head adds to the scores now. */
  readonly active: boolean;
  /** Whether there is one that was better than the model alone. */
  readonly ready: boolean;
  readonly figures?: SiteHeadFigures;
  /** Share of decisions that went against what was said at the time: of all, and of the newest fifty. They part where comments, or people, change. */
  readonly disagreement?: { readonly all: number; readonly recent: number; readonly drifting: boolean };
}
