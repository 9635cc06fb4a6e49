import { type CommentRoute, route } from './comment-route.js';
import * as schemas from './schemas.js';

const { queries } = schemas;
/** Without members that are undefined: what is absent is not there. */
const given = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const filterOf = ({ state, page, section, label, language, writer }: Record<string, unknown>) =>
  given({ states: state, page, section, label, language, writer }) as object;

/** For everybody who reads and writes. What streams is not here: see `comment-events.ts`. */
const open: readonly CommentRoute[] = [
  route('get', '/v1/comments/me', 'whoami', 'Who calls', {
    query: queries.none,
    answer: schemas.person,
    run: ({ comments }) => comments.person(),
  }),
  route('get', '/v1/comments/threads', 'readThread', 'Comments of a page, from the top', {
    query: queries.thread,
    answer: schemas.threadPage,
    run: ({ comments, query: { page, ...options } }) => comments.thread(page, given(options)) as never,
  }),
  route('get', '/v1/comments/own', 'readOwn', "The caller's own comments, the newest first", {
    query: queries.own,
    answer: schemas.commentPage,
    run: ({ comments, query }) => comments.own(given(query)) as never,
  }),
  route('get', '/v1/comments/own/data', 'exportOwn', 'All that is kept about the caller', {
    query: queries.none,
    answer: schemas.personalData,
    run: ({ comments }) => comments.exportOwn() as never,
  }),
  route('delete', '/v1/comments/own/data', 'eraseOwn', "Erases all of the caller's words and names, for good", {
    query: queries.none,
    answer: schemas.erased,
    run: async ({ comments }) => ({ erased: await comments.eraseOwn() }),
  }),
  route('post', '/v1/comments', 'submitComment', 'Keeps a comment and has it judged', {
    query: queries.none,
    body: schemas.draft,
    answer: schemas.comment,
    run: ({ comments, body, signal }) => comments.submit(given(body) as never, { signal }) as never,
  }),
  route('get', '/v1/comments/{id}', 'readComment', 'One comment', {
    query: queries.none,
    answer: schemas.comment,
    run: ({ comments, id }) => comments.comment(id) as never,
  }),
  route('get', '/v1/comments/{id}/replies', 'readReplies', 'Direct replies, in the order in which they were written', {
    query: queries.pages,
    answer: schemas.commentPage,
    run: ({ comments, id, query }) => comments.replies(id, given(query)) as never,
  }),
  route('patch', '/v1/comments/{id}', 'editComment', 'Another text, which is judged again', {
    query: queries.none,
    body: schemas.edit,
    answer: schemas.comment,
    run: ({ comments, id, body, signal }) => comments.edit(id, given(body) as never, { signal }) as never,
  }),
  route('delete', '/v1/comments/{id}', 'removeComment', 'Takes a comment back', {
    query: queries.none,
    answer: schemas.comment,
    run: ({ comments, id }) => comments.remove(id) as never,
  }),
  route('post', '/v1/comments/{id}/reports', 'reportComment', 'Asks moderators to look', {
    query: queries.none,
    body: schemas.report,
    run: ({ comments, id, body }) => comments.report(id, given(body) as never),
  }),
  route('post', '/v1/comments/{id}/appeals', 'appeal', "Asks moderators to look at one's own comment", {
    query: queries.none,
    body: schemas.appealRequest,
    answer: schemas.comment,
    run: ({ comments, id, body }) => comments.appeal(id, body) as never,
  }),
];

const moderation: readonly CommentRoute[] = [
  route('get', '/v1/moderation/queue', 'readQueue', 'What waits for moderators, without claiming', {
    query: queries.queue,
    answer: schemas.itemPage,
    run: ({ comments, query }) => {
      const { order, after, limit } = query;
      return comments.queue({ filter: filterOf(query), ...given({ order, after, limit }) }) as never;
    },
  }),
  route('post', '/v1/moderation/claims', 'claimItems', 'Takes the next comments for the caller', {
    query: queries.none,
    body: schemas.claim,
    answer: schemas.claimed,
    run: async ({ comments, body: { filter, ...options } }) =>
      ({ items: await comments.claim({ ...given(options), ...(filter && { filter: given(filter) as object }) }) }) as never,
  }),
  route('post', '/v1/moderation/releases', 'releaseItems', 'Gives claimed comments back', {
    query: queries.none,
    body: schemas.release,
    run: ({ comments, body }) => comments.release(body.ids),
  }),
  route('get', '/v1/moderation/items/{id}', 'readItem', 'A comment as moderators see it', {
    query: queries.none,
    answer: schemas.queueItem,
    run: ({ comments, id }) => comments.item(id) as never,
  }),
  route('post', '/v1/moderation/items/{id}/decisions', 'decide', 'Approves or rejects a comment', {
    query: queries.none,
    body: schemas.decisionRequest,
    answer: schemas.queueItem,
    run: ({ comments, id, body }) => comments.decide(id, given(body) as never) as never,
  }),
  route('delete', '/v1/moderation/items/{id}/decisions', 'undoDecision', "Takes the caller's latest decision on a comment back", {
    query: queries.none,
    answer: schemas.queueItem,
    run: ({ comments, id }) => comments.undo(id) as never,
  }),
  route('post', '/v1/moderation/decisions', 'decideMany', 'Several decisions, each on its own', {
    query: queries.none,
    body: schemas.decisionsRequest,
    answer: schemas.decisionsAnswer,
    run: async ({ comments, body }) => ({ answers: await comments.decideMany(body.decisions.map(given) as never) }) as never,
  }),
  route('get', '/v1/moderation/counts', 'readCounts', 'How much waits, and how much was decided', {
    query: queries.none,
    answer: schemas.queueCounts,
    run: ({ comments }) => comments.counts(),
  }),
  route('get', '/v1/moderation/history', 'readHistory', "A writer's comments, the newest first", {
    query: queries.history,
    answer: schemas.historyPage,
    run: ({ comments, query: { writer, ...options } }) => comments.history(writer, given(options)) as never,
  }),
  route('get', '/v1/moderation/search', 'searchComments', 'Comments by their words, or by what they mean', {
    query: queries.search,
    answer: schemas.itemPage,
    run: ({ comments, query, signal }) => {
      const { query: words, mode, after, limit } = query;
      return comments.search(
        { query: words, filter: filterOf(query), ...given({ mode }) },
        { ...given({ after, limit }), signal },
      ) as never;
    },
  }),
  route('put', '/v1/moderation/pages', 'closePage', 'No new comments on a page, or again', {
    query: queries.none,
    body: schemas.pageState,
    run: ({ comments, body: { page, closed } }) => comments.closePage(page, closed),
  }),
];

const administration: readonly CommentRoute[] = [
  route('get', '/v1/administration/people', 'exportPerson', 'All that is kept about a person', {
    query: queries.person,
    answer: schemas.personalData,
    run: ({ comments, query: { id } }) => comments.exportPerson(id) as never,
  }),
  route('delete', '/v1/administration/people', 'erasePerson', "Erases all of a person's words and names, for good", {
    query: queries.person,
    answer: schemas.erased,
    run: async ({ comments, query: { id } }) => ({ erased: await comments.erasePerson(id) }),
  }),
  route('get', '/v1/administration/audit', 'readAudit', 'The log, in order', {
    query: queries.audit,
    answer: schemas.auditEntries,
    run: async ({ comments, query }) => ({ entries: await comments.audit(given(query)) }) as never,
  }),
];

/** All routes of comments that answer at once. The more particular path comes first. */
export const commentRoutes: readonly CommentRoute[] = [...open, ...moderation, ...administration];
