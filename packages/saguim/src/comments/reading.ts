import { checkLabel, checkWhole } from './check-text.js';
import type { CommentContext } from './comment-context.js';
import type { CommentPage, CommentView, PageOptions, ThreadOptions, ThreadPage } from './comment-service.js';
import type { StoredComment, StoreReader } from './comment-store.js';
import { cut, fromCursor, toCursor } from './cursor.js';
import { known } from './people.js';
import type { Person } from './person.js';
import { refusal } from './refusal.js';
import { viewOf } from './views.js';

/** What people see. */
export class Reading {
  constructor(private readonly context: CommentContext) {}

  async thread(page: string, { order = 'newest', after, limit, replies }: ThreadOptions, person: Person): Promise<ThreadPage> {
    checkLabel(page, 'page');
    if (order !== 'newest' && order !== 'oldest')
      throw refusal('invalid', 'There is no such order', { where: 'order', hint: 'Give "newest" or "oldest".' });
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const first = checkWhole(replies, 0, 10, 3, 'replies');
    const place = fromCursor(after, order, 1);
    return this.context.store.read(async (reader) => {
      const { visible = 0, closed = false } = (await reader.page(page)) ?? {};
      const newest = await reader.lastEntry();
      const stretch = { limit: many + 1, descending: order === 'newest', ...(place && { after: place[0]! }) };
      const { shown, next } = cut(await reader.children(page, null, stretch), many, ({ sequence }) => toCursor(order, sequence));
      const answered = shown.filter((one) => one.replies > 0).map(({ id }) => id);
      const below = first > 0 && answered.length > 0 ? await reader.firstReplies(answered, first + 1) : [];
      const entries = shown.map((comment) => {
        const own = cut(
          below.filter(({ parent }) => parent === comment.id),
          first,
          ({ sequence }) => toCursor('replies', sequence),
        );
        const page = {
          comments: own.shown.map((one) => viewOf(one, person, this.context, closed)),
          next: first === 0 && comment.replies > 0 ? toCursor('replies', 0) : own.next,
        };
        return { comment: viewOf(comment, person, this.context, closed), replies: page };
      });
      return { entries, next, total: visible, closed, changed: newest };
    });
  }

  async replies(id: string, { after, limit }: PageOptions, person: Person): Promise<CommentPage> {
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const place = fromCursor(after, 'replies', 1);
    return this.context.store.read(async (reader) => {
      const parent = await this.#seen(reader, id, person);
      const stretch = { limit: many + 1, ...(place && { after: place[0]! }) };
      const found = await reader.children(parent.page, id, stretch);
      return this.#page(reader, found, many, 'replies', person);
    });
  }

  async comment(id: string, person: Person): Promise<CommentView> {
    return this.context.store.read(async (reader) => {
      const comment = await this.#seen(reader, id, person);
      return viewOf(comment, person, this.context, (await reader.page(comment.page))?.closed);
    });
  }

  async own({ page, after, limit }: PageOptions & { readonly page?: string }, person: Person): Promise<CommentPage> {
    const { id } = known(person);
    const many = checkWhole(limit, 1, 100, 20, 'limit');
    const place = fromCursor(after, 'own', 1);
    if (page !== undefined) checkLabel(page, 'page');
    return this.context.store.read(async (reader) => {
      const found = await reader.commentsBy(id, { limit: many + 1, page, ...(place && { after: place[0]! }) });
      return this.#page(reader, found, many, 'own', person);
    });
  }

  async #page(reader: StoreReader, found: readonly StoredComment[], many: number, kind: string, person: Person): Promise<CommentPage> {
    const { shown, next } = cut(found, many, ({ sequence }) => toCursor(kind, sequence));
    const closed = new Map<string, boolean>();
    for (const { page } of shown) if (!closed.has(page)) closed.set(page, (await reader.page(page))?.closed ?? false);
    return { comments: shown.map((one) => viewOf(one, person, this.context, closed.get(one.page))), next };
  }

  /** One that has a place for this person. @throws {SaguimError} refused: `not-found` */
  async #seen(reader: StoreReader, id: string, person: Person): Promise<StoredComment> {
    const comment = typeof id === 'string' && id.length <= 100 ? await reader.comment(id) : undefined;
    if (!comment || !(comment.shown || (comment.writer !== null && comment.writer === person.id)))
      throw refusal('not-found', 'There is no such comment');
    return comment;
  }
}
