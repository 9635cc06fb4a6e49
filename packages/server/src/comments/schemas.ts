import { z } from '@hono/zod-openapi';
import {
  type AuditEntry,
  type CommentChange,
  type CommentPage,
  type CommentView,
  commentStates,
  type DecisionView,
  type ItemPage,
  type Person,
  type PersonalData,
  type QueueChange,
  type QueueCounts,
  type QueueItem,
  reportReasons,
  roles,
  type ThreadPage,
  type WriterTally,
} from 'saguim/comments';

// What goes over the wire. A schema that does not fit its type does not compile.
const state = z.enum(commentStates as [(typeof commentStates)[number], ...(typeof commentStates)[number][]]);
const time = z.number().int().openapi({ description: 'Milliseconds since 1970.' });
const numbers = z.record(z.string(), z.number());

export const person = z
  .object({
    id: z.string().optional(),
    name: z.string().optional(),
    role: z.enum(roles as ['reader', 'writer', 'moderator', 'administrator']),
    guest: z.boolean().optional(),
  })
  .openapi('Person') satisfies z.ZodType<Person>;

const reason = z.object({ label: z.string(), message: z.string() });

export const comment = z
  .object({
    id: z.string(),
    page: z.string(),
    parent: z.string().nullable(),
    root: z.string(),
    depth: z.number().int(),
    state,
    name: z.string().nullable(),
    byModerator: z.boolean(),
    mine: z.boolean(),
    text: z.string().nullable().openapi({ description: 'As typed: show it as text, never as HTML.' }),
    created: time,
    edited: time.nullable(),
    replies: z.number().int(),
    version: z.number().int(),
    changed: z.number().int(),
    reasons: z.array(reason),
    can: z.array(z.enum(['reply', 'edit', 'delete', 'report', 'appeal'])),
  })
  .openapi('Comment') satisfies z.ZodType<CommentView>;

export const commentPage = z
  .object({ comments: z.array(comment), next: z.string().optional() })
  .openapi('CommentPage') satisfies z.ZodType<CommentPage>;

export const threadPage = z
  .object({
    entries: z.array(z.object({ comment, replies: commentPage })),
    next: z.string().optional(),
    total: z.number().int(),
    closed: z.boolean(),
    changed: z.number().int(),
  })
  .openapi('ThreadPage') satisfies z.ZodType<ThreadPage>;

export const change = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('comment'), comment, total: z.number().int() }),
    z.object({
      kind: z.literal('removed'),
      id: z.string(),
      parent: z.string().nullable(),
      changed: z.number().int(),
      total: z.number().int(),
    }),
  ])
  .openapi('CommentChange') satisfies z.ZodType<CommentChange>;

const decision = z
  .object({
    id: z.string(),
    action: z.enum(['approve', 'reject']),
    label: z.string().nullable(),
    note: z.string().nullable(),
    time,
    mine: z.boolean(),
  })
  .openapi('Decision') satisfies z.ZodType<DecisionView>;

export const writerTally = z
  .object({ id: z.string(), name: z.string().nullable(), states: z.partialRecord(state, z.number().int()), since: time.nullable() })
  .openapi('WriterTally') satisfies z.ZodType<WriterTally>;

const reportReason = z.enum(reportReasons);
const appeal = z.object({ text: z.string(), time }).nullable();

export const queueItem = z
  .object({
    id: z.string(),
    page: z.string(),
    section: z.string().nullable(),
    parent: z.string().nullable(),
    parentText: z.string().nullable(),
    state,
    text: z.string().nullable(),
    version: z.number().int(),
    created: time,
    edited: time.nullable(),
    uncertainty: z.number().openapi({ description: 'From 0 (the machine is sure) to 1.' }),
    why: z.array(
      z.object({
        kind: z.enum(['score', 'rule', 'disguise', 'error', 'name', 'reports', 'appeal']),
        label: z.string().optional(),
        score: z.number().optional(),
        threshold: z.number().optional(),
        count: z.number().int().optional(),
      }),
    ),
    scores: numbers,
    spans: z.array(
      z.object({
        start: z.number().int(),
        end: z.number().int(),
        label: z.string(),
        score: z.number().optional(),
        source: z.enum(['model', 'rule', 'disguise']),
      }),
    ),
    language: z.string(),
    sentiment: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }).optional(),
    reading: z.string().optional(),
    reports: z.array(z.object({ reason: reportReason, count: z.number().int(), notes: z.array(z.string()) })),
    appeal,
    writer: writerTally,
    decision: decision.nullable(),
    claimedUntil: time.nullable(),
  })
  .openapi('QueueItem') satisfies z.ZodType<QueueItem>;

export const itemPage = z
  .object({ items: z.array(queueItem), next: z.string().optional() })
  .openapi('ItemPage') satisfies z.ZodType<ItemPage>;

export const historyPage = z.object({ items: z.array(queueItem), next: z.string().optional(), writer: writerTally }).openapi('HistoryPage');

export const queueCounts = z
  .object({
    held: z.number().int(),
    reported: z.number().int(),
    appealed: z.number().int(),
    checking: z.number().int(),
    claimed: z.number().int(),
    decided: z.number().int(),
    decidedByMe: z.number().int(),
  })
  .openapi('QueueCounts') satisfies z.ZodType<QueueCounts>;

export const queueChange = z.object({ id: z.string(), page: z.string(), state }).openapi('QueueChange') satisfies z.ZodType<QueueChange>;

export const personalData = z
  .object({
    person: z.object({ id: z.string(), name: z.string().nullable(), since: time }),
    comments: z.array(
      z.object({
        id: z.string(),
        page: z.string(),
        parent: z.string().nullable(),
        state,
        text: z.string().nullable(),
        created: time,
        edited: time.nullable(),
        reasons: z.array(reason),
        scores: numbers,
        appeal,
      }),
    ),
    reports: z.array(z.object({ comment: z.string(), reason: reportReason, note: z.string().nullable(), time })),
    decisions: z.array(decision.omit({ mine: true }).extend({ comment: z.string() })),
  })
  .openapi('PersonalData') satisfies z.ZodType<PersonalData>;

export const auditEntries = z
  .object({
    entries: z.array(
      z.object({
        number: z.number().int(),
        time,
        event: z.string(),
        by: z.string(),
        actor: z.string().nullable(),
        comment: z.string().nullable(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        details: z.record(z.string(), z.union([z.string(), z.number()])),
        hash: z.string(),
      }) satisfies z.ZodType<AuditEntry>,
    ),
  })
  .openapi('AuditEntries');

export const draft = z
  .object({
    page: z.string(),
    text: z.string(),
    parent: z.string().optional(),
    key: z.string().openapi({ description: 'Drawn for each comment, and sent again with every try: the same comment is there once.' }),
    section: z.string().optional(),
    locale: z.string().optional(),
  })
  .openapi('CommentDraft');

export const edit = z.object({ text: z.string(), version: z.number().int(), locale: z.string().optional() }).openapi('CommentEdit');
export const report = z.object({ reason: reportReason, note: z.string().optional() }).openapi('CommentReport');
export const appealRequest = z.object({ text: z.string() }).openapi('CommentAppeal');
export const guest = z.object({ name: z.string() }).openapi('GuestName');
export const guestToken = z.object({ token: z.string(), person }).openapi('GuestToken');

const filter = z.strictObject({
  states: z.array(z.enum(['held', 'reported', 'appealed'])).optional(),
  page: z.string().optional(),
  section: z.string().optional(),
  label: z.string().optional(),
  language: z.string().optional(),
  writer: z.string().optional(),
});

const order = z.enum(['uncertain', 'oldest', 'newest']);

export const claim = z
  .object({
    filter: filter.optional(),
    order: order.optional(),
    count: z.number().int().optional(),
    lease: z.number().int().optional().openapi({ description: 'Seconds, 10 to 3600. Default: 120.' }),
  })
  .openapi('ClaimRequest');

export const claimed = z.object({ items: z.array(queueItem) }).openapi('ClaimedItems');
export const release = z.object({ ids: z.array(z.string()).optional() }).openapi('ReleaseRequest');
export const decisionRequest = z
  .object({
    action: z.enum(['approve', 'reject']),
    version: z.number().int(),
    state: state.optional().openapi({ description: 'The state that it was looked at in: in another one the decision is refused.' }),
    label: z.string().optional(),
    note: z.string().optional(),
  })
  .openapi('DecisionRequest');
export const decisionsRequest = z
  .object({ decisions: z.array(decisionRequest.extend({ id: z.string() })).max(50) })
  .openapi('DecisionsRequest');
export const decisionsAnswer = z
  .object({
    answers: z.array(z.union([z.object({ item: queueItem }), z.object({ error: z.object({ reason: z.string(), message: z.string() }) })])),
  })
  .openapi('DecisionsAnswer');
export const pageState = z.object({ page: z.string(), closed: z.boolean() }).openapi('PageState');
export const erased = z.object({ erased: z.number().int() }).openapi('Erased');
export const commentError = z
  .object({
    error: z.object({
      reason: z.string(),
      message: z.string(),
      where: z.string().optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .openapi('CommentError');

/** Parts of addresses. */
const whole = z.coerce.number().int();
const pages = { after: z.string().optional(), limit: whole.optional() };
const filters = {
  page: z.string().optional(),
  section: z.string().optional(),
  label: z.string().optional(),
  language: z.string().optional(),
  writer: z.string().optional(),
};

export const queries = {
  none: z.strictObject({}),
  pages: z.strictObject(pages),
  thread: z.strictObject({ page: z.string(), order: z.enum(['newest', 'oldest']).optional(), replies: whole.optional(), ...pages }),
  own: z.strictObject({ page: z.string().optional(), ...pages }),
  events: z.strictObject({ page: z.string(), after: whole.optional() }),
  queue: z.strictObject({
    ...filters,
    state: z.array(z.enum(['held', 'reported', 'appealed'])).optional(),
    order: order.optional(),
    ...pages,
  }),
  history: z.strictObject({ writer: z.string(), ...pages }),
  search: z.strictObject({
    query: z.string(),
    mode: z.enum(['words', 'meaning']).optional(),
    ...filters,
    state: z.array(state).optional(),
    ...pages,
  }),
  person: z.strictObject({ id: z.string() }),
  audit: z.strictObject({ after: whole.optional(), limit: whole.optional() }),
} as const;
