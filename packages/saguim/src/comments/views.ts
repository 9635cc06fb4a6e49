import type { CommentContext } from './comment-context.js';
import type { CommentAction, CommentView, DecisionView, QueueItem, QueueReason, WriterTally } from './comment-service.js';
import type { StoredComment, StoredReport, StoredRuling, StoreReader } from './comment-store.js';
import { reasonsFor } from './messages.js';
import { mayModerate, type Person } from './person.js';
import { isVisible, nextState } from './states.js';

type ViewContext = Pick<CommentContext, 'policy' | 'deepest'>;

const mayWrite = ({ id, role }: Person): boolean => id !== undefined && role !== 'reader';

function actionsOf(comment: StoredComment, person: Person, { deepest }: ViewContext, closed: boolean): CommentAction[] {
  const mine = comment.writer !== null && comment.writer === person.id;
  const may: Record<CommentAction, boolean> = {
    reply: isVisible(comment.state) && mayWrite(person) && !closed && comment.depth < deepest,
    edit: mine && nextState('edit', comment.state, 'writer') !== undefined,
    delete: mine && nextState('delete', comment.state, 'writer') !== undefined,
    report: !mine && person.id !== undefined && nextState('report', comment.state, 'reader') !== undefined,
    appeal: mine && comment.appeal === null && nextState('appeal', comment.state, 'writer') !== undefined,
  };
  return (Object.keys(may) as CommentAction[]).filter((action) => may[action]);
}

/** A comment as a person sees it: what others may not see is a place in the thread, without words and names. */
export function viewOf(comment: StoredComment, person: Person, context: ViewContext, closed = false): CommentView {
  const { id, page, parent, root, depth, created, edited, replies, version, changed } = comment;
  const mine = comment.writer !== null && comment.writer === person.id;
  const open = isVisible(comment.state) || mine;
  return {
    id,
    page,
    parent,
    root,
    depth,
    state: mine ? comment.state : open ? 'published' : 'deleted',
    name: open ? comment.name : null,
    byModerator: open && comment.byModerator,
    mine,
    text: open ? comment.text : null,
    created,
    edited: open ? edited : null,
    replies,
    version,
    changed,
    reasons: mine ? reasonsFor(comment, context.policy) : [],
    can: actionsOf(comment, person, context, closed),
  };
}

function whyOf(comment: StoredComment): QueueReason[] {
  const why: QueueReason[] = [];
  if (comment.appeal) why.push({ kind: 'appeal' });
  if (comment.reports > 0) why.push({ kind: 'reports', count: comment.reports });
  for (const { kind, label, score, threshold } of comment.verdict?.reasons ?? [])
    why.push({
      kind: kind === 'model' ? 'score' : kind,
      label,
      ...(score !== undefined && { score }),
      ...(threshold !== undefined && { threshold }),
    });
  if (comment.nameDoubt) why.push({ kind: 'name', label: comment.nameDoubt });
  return why;
}

function reportsOf(reports: readonly StoredReport[]): QueueItem['reports'] {
  const groups = new Map<StoredReport['reason'], StoredReport[]>();
  for (const report of reports) groups.set(report.reason, [...(groups.get(report.reason) ?? []), report]);
  return [...groups].map(([reason, all]) => ({
    reason,
    count: all.length,
    notes: all.flatMap(({ note }) => (note === null ? [] : [note])).slice(0, 10),
  }));
}

export const decisionView = (ruling: StoredRuling | null, moderator: string | undefined): DecisionView | null =>
  ruling && {
    id: ruling.decision,
    action: ruling.action,
    label: ruling.label,
    note: ruling.note,
    time: ruling.time,
    mine: ruling.moderator === moderator,
  };

/** What is known of a writer; nothing of one who is erased. */
export async function tallyOf(reader: StoreReader, id: string | null): Promise<WriterTally> {
  if (id === null) return { id: '', name: null, states: {}, since: null };
  const [person, states] = [await reader.person(id), await reader.tally(id)];
  return { id, name: person?.name ?? null, states, since: person?.since ?? null };
}

/** Comments as a moderator sees them. */
export async function itemsOf(reader: StoreReader, comments: readonly StoredComment[], person: Person): Promise<QueueItem[]> {
  const now = await reader.now();
  const tallies = new Map<string | null, WriterTally>();
  const items: QueueItem[] = [];
  for (const comment of comments) {
    const { verdict, claimedBy, claimedUntil } = comment;
    if (!tallies.has(comment.writer)) tallies.set(comment.writer, await tallyOf(reader, comment.writer));
    const parent = comment.parent === null ? undefined : await reader.comment(comment.parent);
    items.push({
      id: comment.id,
      page: comment.page,
      section: comment.section,
      parent: comment.parent,
      parentText: parent?.text ?? null,
      state: comment.state,
      text: comment.text,
      version: comment.version,
      created: comment.created,
      edited: comment.edited,
      uncertainty: comment.uncertainty / 1000,
      why: whyOf(comment),
      scores: verdict?.scores ?? {},
      spans: verdict?.spans ?? [],
      language: comment.language,
      ...(verdict?.sentiment && { sentiment: verdict.sentiment }),
      ...(verdict?.reading !== undefined && { reading: verdict.reading }),
      reports: comment.reports > 0 ? reportsOf(await reader.reportsOf(comment.id)) : [],
      appeal: comment.appeal,
      writer: tallies.get(comment.writer)!,
      decision: decisionView(comment.ruling, person.id),
      claimedUntil: claimedBy === person.id && mayModerate(person) && claimedUntil !== null && claimedUntil > now ? claimedUntil : null,
    });
  }
  return items;
}
