// What pages and moderators' tools are written against: fulfilled with a server (`CommentClient`) and without one (`CommentSystem.as()`).
import type { Sentiment, VerdictSpan } from '../moderation/index.js';
import type { Person } from './person.js';
import type { CommentState } from './states.js';

/** What a person may do with a comment now. */
export type CommentAction = 'reply' | 'edit' | 'delete' | 'report' | 'appeal';

/** Why a comment did not (yet) appear, in the words of the policy or of a moderator. Plain text: show it as text. */
export interface CommentReason {
  /** A label or a rule of the policy; `moderator`; `name`; `error` where the comment could not be judged. */
  readonly label: string;
  readonly message: string;
}

/** A comment as a certain person sees it. Plain data, which survives JSON. */
export interface CommentView {
  readonly id: string;
  /** The page that it belongs to, in the site's words. */
  readonly page: string;
  readonly parent: string | null;
  /** The comment at the beginning of the thread; its own id at the top. */
  readonly root: string;
  /** 0 at the top. */
  readonly depth: number;
  /** For everybody but its writer what was taken away is `deleted`, whatever took it away. */
  readonly state: CommentState;
  /** Of the writer; nothing where the comment was taken away. */
  readonly name: string | null;
  /** Whether a moderator of the site wrote it. */
  readonly byModerator: boolean;
  /** Whether the person who looks wrote it. */
  readonly mine: boolean;
  /** As typed: show it as text, never as HTML. Nothing where it was taken away. */
  readonly text: string | null;
  /** Milliseconds since 1970, by the store's clock. */
  readonly created: number;
  readonly edited: number | null;
  /** Direct replies that can be seen. */
  readonly replies: number;
  /** Grows with each edit. */
  readonly version: number;
  /** Grows with each change, over all comments of the store. */
  readonly changed: number;
  /** For its writer: why it is not there for others. */
  readonly reasons: readonly CommentReason[];
  readonly can: readonly CommentAction[];
}

export interface CommentPage {
  readonly comments: readonly CommentView[];
  /** Where the next page begins; nothing at the end. */
  readonly next?: string;
}

/** A top-level comment with the first of its replies. */
export interface ThreadEntry {
  readonly comment: CommentView;
  readonly replies: CommentPage;
}

export interface ThreadPage {
  readonly entries: readonly ThreadEntry[];
  readonly next?: string;
  /** Comments of the page that can be seen. */
  readonly total: number;
  /** Whether new comments are refused here. */
  readonly closed: boolean;
  /** For `watch()`: what changed after this page was read. */
  readonly changed: number;
}

export interface PageOptions {
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 100. Default: 20. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface ThreadOptions extends PageOptions {
  /** Of top-level comments; replies come in the order in which they were written. Default: `newest`. */
  readonly order?: 'newest' | 'oldest';
  /** First replies of each, 0 to 10. Default: 3. */
  readonly replies?: number;
}

export interface CommentDraft {
  readonly page: string;
  readonly text: string;
  /** The comment that is answered. */
  readonly parent?: string;
  /**
   * Drawn when the draft is begun (`crypto.randomUUID()`), and sent again with every try: so the same comment is there once. 8 to 128 visible
   * ASCII characters.
   */
  readonly key: string;
  /** The section of the site, for the policy. */
  readonly section?: string;
  /** In which language the writer is told. */
  readonly locale?: string;
}

export interface CommentEdit {
  readonly text: string;
  /** The version that was edited; another one is refused with `changed`. */
  readonly version: number;
  readonly locale?: string;
}

export const reportReasons = ['harassment', 'hate', 'violence', 'sexual', 'self-harm', 'spam', 'off-topic', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Something changed on a page, or in the queue. */
export type CommentChange =
  /** A comment that can be seen now, or changed. */
  | { readonly kind: 'comment'; readonly comment: CommentView; readonly total: number }
  /** A comment that is gone, with nothing below it. */
  | { readonly kind: 'removed'; readonly id: string; readonly parent: string | null; readonly changed: number; readonly total: number };

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** `changed` of a thread page, or of the last change: what came after it is told first. Default: from now on. */
  readonly after?: number;
  /** The connection was lost (false) or is there again (true); it comes back by itself. */
  readonly onConnection?: (connected: boolean) => void;
}

/** What readers and writers do. Refusals are `SaguimError`s with `details.reason`, a {@link RefusalReason}. */
export interface CommentService {
  /** Who this is for. */
  person(options?: CallOptions): Promise<Person>;
  /**
   * Takes part under a name of one's own, without a login; again for another name. The person is a guest from now on.
   * @throws {SaguimError} refused: `forbidden` where the site wants a login, `name-…`
   */
  enter(name: string, options?: CallOptions): Promise<Person>;
  /** Comments of a page, from the top. */
  thread(page: string, options?: ThreadOptions): Promise<ThreadPage>;
  /** Direct replies, in the order in which they were written. */
  replies(id: string, options?: PageOptions): Promise<CommentPage>;
  comment(id: string, options?: CallOptions): Promise<CommentView>;
  /** The person's own comments, the newest first, whatever became of them. Of one page where it is named. */
  own(options?: PageOptions & { readonly page?: string }): Promise<CommentPage>;
  /** Keeps a comment and has it judged. It may still be `checking` where that takes long. */
  submit(draft: CommentDraft, options?: CallOptions): Promise<CommentView>;
  /** Another text; it is judged again. */
  edit(id: string, edit: CommentEdit, options?: CallOptions): Promise<CommentView>;
  /** Takes a comment back. */
  remove(id: string, options?: CallOptions): Promise<CommentView>;
  /** Asks a moderator to look; once for each comment. */
  report(id: string, report: { readonly reason: ReportReason; readonly note?: string }, options?: CallOptions): Promise<void>;
  /** Asks a moderator to look at one's own comment; once for each decision. */
  appeal(id: string, appeal: { readonly text: string }, options?: CallOptions): Promise<CommentView>;
  /** Changes of a page as they happen, until the signal aborts. @returns when it watches */
  watch(page: string, onChange: (change: CommentChange) => void, options: WatchOptions): Promise<void>;
  /** All that is kept about the person, as plain data. */
  exportOwn(options?: CallOptions): Promise<PersonalData>;
  /** Erases all words and names of the person, for good. @returns comments erased */
  eraseOwn(options?: CallOptions): Promise<number>;
}

/** Why a comment is in the queue. */
export interface QueueReason {
  /** `score`: a label reached its threshold. `rule`, `disguise`, `error`: as in a verdict. `name`: the name looks like another's. */
  readonly kind: 'score' | 'rule' | 'disguise' | 'error' | 'name' | 'reports' | 'appeal';
  readonly label?: string;
  readonly score?: number;
  readonly threshold?: number;
  /** Of `reports`: how many readers. */
  readonly count?: number;
}

/** What is known of a writer. */
export interface WriterTally {
  readonly id: string;
  readonly name: string | null;
  /** Comments by state. */
  readonly states: Readonly<Partial<Record<CommentState, number>>>;
  /** Of the first comment, in milliseconds since 1970. */
  readonly since: number | null;
}

/** A comment as moderators see it. */
export interface QueueItem {
  readonly id: string;
  readonly page: string;
  readonly section: string | null;
  readonly parent: string | null;
  /** What it answers, where that is there. */
  readonly parentText: string | null;
  readonly state: CommentState;
  readonly text: string | null;
  readonly version: number;
  readonly created: number;
  readonly edited: number | null;
  /** From 0 (the machine is sure) to 1. */
  readonly uncertainty: number;
  readonly why: readonly QueueReason[];
  readonly scores: Readonly<Record<string, number>>;
  readonly spans: readonly VerdictSpan[];
  readonly language: string;
  readonly sentiment?: Sentiment;
  /** The text without its disguises, where that differs. */
  readonly reading?: string;
  readonly reports: readonly { readonly reason: ReportReason; readonly count: number; readonly notes: readonly string[] }[];
  readonly appeal: { readonly text: string; readonly time: number } | null;
  readonly writer: WriterTally;
  /** The latest decision of a moderator. */
  readonly decision: DecisionView | null;
  /** Until when it is this moderator's, in milliseconds since 1970; nothing where it is nobody's or another's. */
  readonly claimedUntil: number | null;
}

export interface DecisionView {
  readonly id: string;
  readonly action: 'approve' | 'reject';
  /** The label it was rejected for. */
  readonly label: string | null;
  readonly note: string | null;
  readonly time: number;
  /** Whether it was this moderator's. */
  readonly mine: boolean;
}

/** Which comments of the queue. All that are given hold. */
export interface QueueFilter {
  readonly states?: readonly ('held' | 'reported' | 'appealed')[];
  readonly page?: string;
  readonly section?: string;
  /** A label that reached its threshold, or a rule. */
  readonly label?: string;
  /** `en`, `pt`, another tag or `und`. */
  readonly language?: string;
  readonly writer?: string;
}

export interface QueueOptions extends PageOptions {
  readonly filter?: QueueFilter;
  /** Default: `uncertain`: what the machine is least sure of comes first. */
  readonly order?: 'uncertain' | 'oldest' | 'newest';
}

export interface ClaimOptions extends CallOptions {
  readonly filter?: QueueFilter;
  readonly order?: QueueOptions['order'];
  /** 1 to 50. Default: 1. */
  readonly count?: number;
  /** Seconds, 10 to 3600. Default: 120. */
  readonly lease?: number;
}

export interface DecisionRequest {
  readonly action: 'approve' | 'reject';
  /** The version that was looked at; another one is refused with `changed`. */
  readonly version: number;
  /** The state that it was looked at in: where something happened since, such as another moderator's decision, this one is refused with `state`. */
  readonly state?: CommentState;
  /** A label of the policy: the writer is told in the policy's words, and the site's head learns of it. */
  readonly label?: string;
  /** For the writer, at most 1000 characters; it is no part of the log. */
  readonly note?: string;
}

export interface QueueCounts {
  readonly held: number;
  readonly reported: number;
  readonly appealed: number;
  /** Comments that wait for the check. */
  readonly checking: number;
  /** Of those three, how many some moderator has now. */
  readonly claimed: number;
  /** Decisions in the last 24 hours, and those of this moderator. */
  readonly decided: number;
  readonly decidedByMe: number;
}

export interface CommentSearch {
  readonly query: string;
  /** `words`: all words, accents and case aside, by their stems. `meaning`: what is said alike. Default: `words`. */
  readonly mode?: 'words' | 'meaning';
  readonly filter?: Omit<QueueFilter, 'states'> & { readonly states?: readonly CommentState[] };
}

export interface ItemPage {
  readonly items: readonly QueueItem[];
  readonly next?: string;
}

/** The queue changed: comments came in, were decided or claimed. */
export interface QueueChange {
  readonly id: string;
  readonly page: string;
  readonly state: CommentState;
}

/** What moderators do. Refused with `forbidden` for everybody else. */
export interface ModerationService {
  /** Looks without claiming. */
  queue(options?: QueueOptions): Promise<ItemPage>;
  /** Takes the next comments: nobody else is given them until the lease ends or they are released. What this moderator has already comes first. */
  claim(options?: ClaimOptions): Promise<readonly QueueItem[]>;
  /** Gives claimed comments back; all of this moderator's where none is named. */
  release(ids?: readonly string[], options?: CallOptions): Promise<void>;
  item(id: string, options?: CallOptions): Promise<QueueItem>;
  /** @throws {SaguimError} reasons `claimed`, `state`, `changed` */
  decide(id: string, decision: DecisionRequest, options?: CallOptions): Promise<QueueItem>;
  /** Each on its own: what is refused is told by its place. */
  decideMany(
    decisions: readonly (DecisionRequest & { readonly id: string })[],
    options?: CallOptions,
  ): Promise<readonly ({ readonly item: QueueItem } | { readonly error: { readonly reason: string; readonly message: string } })[]>;
  /** Takes the latest decision of this moderator on a comment back: it is where it was before, and this moderator's. */
  undo(id: string, options?: CallOptions): Promise<QueueItem>;
  counts(options?: CallOptions): Promise<QueueCounts>;
  /** A writer's comments, the newest first. */
  history(writer: string, options?: PageOptions): Promise<ItemPage & { readonly writer: WriterTally }>;
  search(search: CommentSearch, options?: PageOptions): Promise<ItemPage>;
  /** No new comments on a page, or again. */
  closePage(page: string, closed: boolean, options?: CallOptions): Promise<void>;
  watchQueue(onChange: (change: QueueChange) => void, options: Omit<WatchOptions, 'after'>): Promise<void>;
}

/** What administrators do beside. Refused with `forbidden` for everybody else. */
export interface AdministrationService {
  exportPerson(id: string, options?: CallOptions): Promise<PersonalData>;
  /** @returns comments erased */
  erasePerson(id: string, options?: CallOptions): Promise<number>;
  /** The log, in order: entries after `after`. */
  audit(options?: { readonly after?: number; readonly limit?: number; readonly signal?: AbortSignal }): Promise<readonly AuditEntry[]>;
}

/** An entry of the log: no words and no names, and persons and comments by pseudonyms that nobody can lead back once they are erased. */
export interface AuditEntry {
  /** From 1, without gaps. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: string;
  readonly by: string;
  /** Pseudonyms, 32 hexadecimal digits. */
  readonly actor: string | null;
  readonly comment: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** What it was decided by: the policy as `id@version`, a label, a rule. */
  readonly details: Readonly<Record<string, string | number>>;
  /** SHA-256 of the entry before (64 zeros at the beginning) and of all of the above, hexadecimal. */
  readonly hash: string;
}

/** All that is kept about a person. */
export interface PersonalData {
  readonly person: { readonly id: string; readonly name: string | null; readonly since: number };
  readonly comments: readonly {
    readonly id: string;
    readonly page: string;
    readonly parent: string | null;
    readonly state: CommentState;
    readonly text: string | null;
    readonly created: number;
    readonly edited: number | null;
    readonly reasons: readonly CommentReason[];
    readonly scores: Readonly<Record<string, number>>;
    readonly appeal: { readonly text: string; readonly time: number } | null;
  }[];
  readonly reports: readonly {
    readonly comment: string;
    readonly reason: ReportReason;
    readonly note: string | null;
    readonly time: number;
  }[];
  readonly decisions: readonly (Omit<DecisionView, 'mine'> & { readonly comment: string })[];
}
