export const policyTabs = ['try', 'thresholds', 'measure', 'use'] as const;
export type PolicyTab = (typeof policyTabs)[number];

/** What a policy element shows: enough to come back to it. */
export interface PolicyView {
  /** Id of a policy; empty for the one used last. */
  readonly policy: string;
  readonly tab: PolicyTab;
}

export const emptyPolicyView: PolicyView = { policy: '', tab: 'try' };
