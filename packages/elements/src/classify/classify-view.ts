export const classifyTabs = ['try', 'examples', 'label', 'quality', 'use'] as const;
export type ClassifyTab = (typeof classifyTabs)[number];

/** What a classify element shows: enough to come back to it. */
export interface ClassifyView {
  /** Name of one that comes along, or id of one's own; empty for the first that comes along. */
  readonly classifier: string;
  readonly tab: ClassifyTab;
}

export const emptyClassifyView: ClassifyView = { classifier: '', tab: 'try' };
