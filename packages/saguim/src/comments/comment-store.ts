// What a store of comments does. It knows rows and order, and nothing of what comments may do: that is `CommentSystem`'s.
import type { Verdict } from '../moderation/index.js';
import type { AuditEntry, QueueFilter, QueueOptions, ReportReason } from './comment-service.js';
import type { CommentState } from './states.js';

/** What the check said, without the words for the writer: those follow the policy and the language of who looks. */
export type StoredVerdict = Omit<Verdict, 'categories'>;

export interface StoredComment {
  readonly id: string;
  /** In the order of coming, given by the store; 0 before. */
  readonly sequence: number;
  readonly page: string;
  readonly section: string | null;
  readonly parent: string | null;
  readonly root: string;
  readonly depth: number;
  /** Nothing once erased. */
  readonly writer: string | null;
  readonly name: string | null;
  readonly byModerator: boolean;
  readonly text: string | null;
  readonly version: number;
  readonly locale: string | null;
  readonly state: CommentState;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly edited: number | null;
  /** Number of the entry in the log that tells of the latest change. */
  readonly changed: number;
  /** Whether it has a place in the thread: it can be seen, or something below it can. */
  readonly shown: boolean;
  /** Whether it ever was. */
  readonly seen: boolean;
  /** Direct replies that are shown. */
  readonly replies: number;
  readonly reports: number;
  readonly verdict: StoredVerdict | null;
  /** What the name was suspected of. */
  readonly nameDoubt: 'taken' | 'reserved' | null;
  /** Labels and rules that it was held for. */
  readonly labels: readonly string[];
  readonly language: string;
  /** A whole number from 0 to 1000; the queue's order. */
  readonly uncertainty: number;
  readonly appeal: { readonly text: string; readonly time: number } | null;
  /** The latest decision that stands. */
  readonly ruling: StoredRuling | null;
  /** Whose it is until when: a moderator's, or of a process that checks it. */
  readonly claimedBy: string | null;
  readonly claimedUntil: number | null;
  /** The writer's key of this submission, and a digest of what came with it. */
  readonly key: string | null;
  readonly digest: string | null;
}

/** What a moderator decided, as its comment keeps it. */
export interface StoredRuling {
  readonly decision: string;
  readonly moderator: string;
  readonly action: 'approve' | 'reject';
  readonly label: string | null;
  /** For the writer. */
  readonly note: string | null;
  readonly time: number;
}

/** Tokens of a limit. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface StoredPerson {
  readonly id: string;
  readonly name: string | null;
  /** The name as it looks, for finding look-alikes. */
  readonly nameKey: string | null;
  readonly guest: boolean;
  readonly moderator: boolean;
  readonly since: number;
  /** Drawn when the person came first; the log's pseudonym is made with it, and leads nowhere once it is gone. */
  readonly salt: string;
  readonly buckets: Readonly<Record<string, Bucket>>;
  /** An erasure has begun. */
  readonly erasing: boolean;
}

export interface StoredReport {
  readonly comment: string;
  readonly reporter: string;
  readonly reason: ReportReason;
  readonly note: string | null;
  readonly time: number;
  /** Whether a decision has answered it. */
  readonly settled: boolean;
}

export interface StoredDecision extends Omit<StoredRuling, 'decision'> {
  readonly id: string;
  readonly comment: string;
  /** Where the comment was before, and what an undo brings back. */
  readonly before: CommentState;
  /** The decision that stood before. */
  readonly replaced: string | null;
  readonly reports: number;
  readonly uncertainty: number;
  readonly version: number;
  readonly undone: boolean;
  /** Whether the site's head has learned of it, or need not. */
  readonly learned: boolean;
}

export interface StoredPage {
  readonly page: string;
  /** Comments that can be seen. */
  readonly visible: number;
  readonly closed: boolean;
}

/** A stretch of a list: after a place, so many at most. */
export interface Stretch {
  /** The last sequence of the stretch before. */
  readonly after?: number;
  readonly limit: number;
}

/** The place of a comment in the queue. */
export interface QueuePlace {
  readonly uncertainty: number;
  readonly sequence: number;
}

export interface QueueQuery {
  readonly filter: QueueFilter;
  readonly order: NonNullable<QueueOptions['order']>;
  readonly after?: QueuePlace;
  readonly limit: number;
}

export interface ClaimQuery extends Omit<QueueQuery, 'after'> {
  readonly moderator: string;
  readonly now: number;
  readonly until: number;
}

export type SearchFilter = Omit<QueueFilter, 'states'> & { readonly states?: readonly CommentState[] };

export interface StoreCounts {
  readonly states: Readonly<Partial<Record<CommentState, number>>>;
  readonly claimed: number;
  readonly decided: number;
  readonly decidedByMe: number;
}

/** Reading. Lists are in the order named; a stretch is found without counting over what lies before it. */
export interface StoreReader {
  /** By the store's clock, in milliseconds since 1970; of a transaction, when it began. */
  now(): Promise<number>;
  comment(id: string): Promise<StoredComment | undefined>;
  /** All of them, in the order of coming. */
  everyComment(stretch: Stretch): Promise<StoredComment[]>;
  commentByKey(writer: string, key: string): Promise<StoredComment | undefined>;
  /** Shown comments of a page at the top (`parent` null), or below one: by sequence, rising or falling. */
  children(page: string, parent: string | null, stretch: Stretch & { readonly descending?: boolean }): Promise<StoredComment[]>;
  /** The first shown replies of several comments. */
  firstReplies(parents: readonly string[], limit: number): Promise<StoredComment[]>;
  /** The newest first. */
  commentsBy(writer: string, stretch: Stretch & { readonly page?: string }): Promise<StoredComment[]>;
  /** Comments of a page that changed after an entry of the log, in the order of change. */
  changesOf(page: string, after: number, limit: number): Promise<StoredComment[]>;
  queue(query: QueueQuery): Promise<StoredComment[]>;
  counts(moderator: string, now: number): Promise<StoreCounts>;
  tally(writer: string): Promise<Partial<Record<CommentState, number>>>;
  page(page: string): Promise<StoredPage | undefined>;
  person(id: string): Promise<StoredPerson | undefined>;
  peopleNamed(nameKey: string): Promise<StoredPerson[]>;
  /** People whose erasure has begun. */
  erasing(): Promise<string[]>;
  report(comment: string, reporter: string): Promise<StoredReport | undefined>;
  /** Of a comment, not settled; the newest first, at most 100. */
  reportsOf(comment: string): Promise<StoredReport[]>;
  reportsBy(reporter: string): Promise<StoredReport[]>;
  decision(id: string): Promise<StoredDecision | undefined>;
  decisionsBy(moderator: string): Promise<StoredDecision[]>;
  /** Not undone, before a time, not learned; the oldest first. */
  unlearned(before: number, limit: number): Promise<StoredDecision[]>;
  /** Comments that hold at least one term of each group; the newest first. */
  withTerms(groups: readonly (readonly string[])[], filter: SearchFilter, stretch: Stretch): Promise<StoredComment[]>;
  /** The comments whose vectors are nearest, with their cosine. */
  nearest(model: string, vector: Float32Array, filter: SearchFilter, limit: number): Promise<{ id: string; score: number }[]>;
  /** Comments without a vector of this model; the oldest first. */
  withoutVector(model: string, limit: number): Promise<StoredComment[]>;
  audit(after: number, limit: number): Promise<AuditEntry[]>;
  /** The number of the log's latest entry; 0 of an empty one. */
  lastEntry(): Promise<number>;
  /** A value that all processes on this store share. */
  setting(name: string): Promise<string | undefined>;
}

/**
 * All or nothing. Rows that are read with `lock…` are nobody else's until the end; in this order, so that no two wait for each other: person,
 * comments from below to above, the log's end. What comes after the log's end is not locked.
 */
export interface StoreTransaction extends StoreReader {
  lockPerson(id: string): Promise<StoredPerson | undefined>;
  lockComment(id: string): Promise<StoredComment | undefined>;
  /** The latest entry of the log; nothing in an empty one. Who writes one locks its end first. */
  lockLog(): Promise<Pick<AuditEntry, 'number' | 'hash'> | undefined>;
  appendEntry(entry: AuditEntry): Promise<void>;
  /** Terms are what it is found by. @returns its sequence */
  insertComment(comment: StoredComment, terms: readonly string[]): Promise<number>;
  /** Without `terms` they stay. */
  updateComment(comment: StoredComment, terms?: readonly string[]): Promise<void>;
  putPerson(person: StoredPerson): Promise<void>;
  deletePerson(id: string): Promise<void>;
  putReport(report: StoredReport): Promise<void>;
  settleReports(comment: string, settled: boolean): Promise<void>;
  /** Their words, and who they were. */
  deleteReportsBy(reporter: string): Promise<void>;
  deleteReportsOf(comment: string): Promise<void>;
  putDecision(decision: StoredDecision): Promise<void>;
  /** The notes of decisions on a comment go, the decisions stay. */
  clearNotes(comment: string): Promise<void>;
  addVisible(page: string, by: number): Promise<number>;
  setClosed(page: string, closed: boolean): Promise<void>;
  /** Takes queued comments that nobody has, this moderator's own first; skips what others take at this moment. */
  claim(query: ClaimQuery): Promise<StoredComment[]>;
  /** @returns those released */
  release(moderator: string, ids: readonly string[] | undefined): Promise<StoredComment[]>;
  /** Takes comments that wait for the check and that no process has. */
  claimUnchecked(process: string, now: number, until: number, limit: number): Promise<StoredComment[]>;
  putVector(id: string, version: number, model: string, vector: Float32Array): Promise<void>;
  deleteVector(id: string): Promise<void>;
  /** Sets a value where there is none. @returns what holds */
  initialSetting(name: string, value: string): Promise<string>;
  /** Told to all who watch, on all processes, once the transaction holds. */
  notify(change: StoreChange): Promise<void>;
}

/** A comment changed, or only whose it is (`claim`). */
export interface StoreChange {
  readonly kind: 'comment' | 'claim';
  readonly id: string;
  readonly page: string;
  readonly state: CommentState;
  readonly changed: number;
}

/** Rows, order and locks. One suite of cases holds for all (`comment-store.case.ts`). */
export interface CommentStore {
  /** Makes tables where there are none, brings older ones up to date. @throws {SaguimError} */
  open(): Promise<void>;
  /** Runs work that reads and writes nothing but this transaction; it may be run again where another was in its way. */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /** One consistent look. */
  read<T>(work: (reader: StoreReader) => Promise<T>): Promise<T>;
  /** Changes of all processes. @returns ends it */
  watch(onChange: (change: StoreChange) => void, onConnection?: (connected: boolean) => void): Promise<() => void>;
  close(): Promise<void>;
}
