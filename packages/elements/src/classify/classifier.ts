import { createId } from '../chat/conversation.js';
import type { TableGroups, TableStore } from '../store/table-store.js';
import type { TrainingReport } from './classify-provider.js';

/** A classifier of one's own. */
export interface ClassifierRecord {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly usedAt: number;
  /** Labels in the order in which they came to be. */
  readonly labels: readonly string[];
  /** The trained head, as its file. */
  readonly head?: Uint8Array;
  readonly report?: TrainingReport;
  /** Examples that the report speaks of, in its order. */
  readonly trainedOn?: readonly string[];
  /** Changes of examples since it was trained. */
  readonly changes: number;
  readonly removedAt?: number;
}

/** A text of a classifier; without a label it waits for one. */
export interface Example {
  readonly id: string;
  readonly classifier: string;
  readonly text: string;
  readonly label: string;
  readonly order: number;
  /** Passed over while labelling. */
  readonly skipped?: boolean;
}

/** What was typed to be classified; the id is the classifier's. */
export interface ClassifyDraft {
  readonly id: string;
  readonly text: string;
}

export type ClassifierTables = { classifiers: ClassifierRecord; examples: Example; drafts: ClassifyDraft };

export const classifierTables: TableGroups<ClassifierTables> = { classifiers: '', examples: 'classifier', drafts: '' };

export type ClassifierStore = TableStore<ClassifierTables>;

/** Name of the database that Studio and the element keep classifiers in. */
export const classifierDatabase = 'saguim-classifiers';

export function createClassifier(name: string, now: number): ClassifierRecord {
  return { id: createId(), name, createdAt: now, usedAt: now, labels: [], changes: 0 };
}
