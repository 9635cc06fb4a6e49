import { checkPolicy, type Policy } from 'saguim';
import { createId } from '../chat/conversation.js';
import type { ShelfRecord } from '../store/shelf.js';
import type { TableGroups, TableStore } from '../store/table-store.js';
import type { Judged } from './outcome.js';

/** A policy that is kept. */
export interface PolicyRecord extends ShelfRecord {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** As it was saved last. */
  readonly policy: Policy;
  /** Changes that are neither saved nor discarded. */
  readonly draft?: Policy;
}

/** What was typed to be judged; the id is the policy's. */
export interface CommentDraft {
  readonly id: string;
  readonly text: string;
  /** The text before it was disguised. */
  readonly plain?: string;
  /** JSON that was written and not applied. */
  readonly json?: string;
}

export interface LabelledComment {
  readonly text: string;
  readonly label: string;
  readonly harmful: boolean;
}

/** The comments that policies are measured on; there is one set at a time. */
export interface SetRecord {
  readonly id: 'set';
  readonly name: string;
  readonly comments: readonly LabelledComment[];
  /** Lines of the file that were left out. */
  readonly left: number;
  /** What was said of the first of the comments. */
  readonly judged: readonly Judged[];
  /** What it was judged under, thresholds aside. */
  readonly rules: string;
}

export type PolicyTables = { policies: PolicyRecord; drafts: CommentDraft; sets: SetRecord };

export const policyTables: TableGroups<PolicyTables> = { policies: '', drafts: '', sets: '' };

export type PolicyStore = TableStore<PolicyTables>;

/** Name of the database that Studio and the element keep policies in. */
export const policyDatabase = 'saguim-policies';

/** @throws {SaguimError} as `checkPolicy()` */
export function createPolicyRecord(name: string, policy: Policy, now: number, id = createId()): PolicyRecord {
  return { id, name, policy: checkPolicy(policy), createdAt: now, usedAt: now };
}
