import type { CommentChange, CommentService, CommentView, Person, ReportReason, ThreadPage } from 'saguim/comments';
import { isVisible, refusalReason } from 'saguim/comments';
import { CommentDrafts } from './drafts.js';
import { ShownPart } from './shown-part.js';
import { newNode, type ThreadNode } from './thread-node.js';
import type { CommentThreadOptions, ThreadOrder } from './thread-options.js';
import { soon } from './turns.js';

export type { ThreadNode } from './thread-node.js';
export type { CommentThreadOptions, ThreadOrder } from './thread-options.js';

const gone = new Set(['deleted', 'erased']);

/** The comments of a page as one person has them, kept up to date. Fires `change`, and `news` for what others said meanwhile. */
export class CommentThread extends EventTarget {
  readonly drafts: CommentDrafts;
  person: Person | undefined;
  phase: 'loading' | 'ready' | 'failed' = 'loading';
  /** Why nothing is there, or why no more came. */
  error: unknown;
  roots: ThreadNode[] = [];
  /** Which of the comments at the top stand in the page. */
  readonly shown = new ShownPart();
  next: string | undefined;
  total = 0;
  closed = false;
  connected = true;
  loading = false;
  /** Comments of others at the top that came meanwhile: shown when the person asks, so that nothing moves while one reads. */
  fresh: CommentView[] = [];
  /** The person's own comments that others do not see, and which stand nowhere in what is loaded. */
  waiting: ThreadNode[] = [];
  /** The comment whose replies are shown alone. */
  focused: ThreadNode | undefined;
  order: ThreadOrder = 'newest';
  /** What language the writer is told in. */
  locale: string | undefined;
  readonly #nodes = new Map<string, ThreadNode>();
  readonly #reported = new Set<string>();
  #life = new AbortController();
  #watching = new AbortController();
  /** Others may have done thousands of things at once: they are drawn together. */
  readonly #changedSoon = soon(() => this.#changed());
  /** The latest change that is known. */
  #latest = 0;

  constructor(
    readonly service: CommentService,
    readonly page: string,
    readonly options: CommentThreadOptions = {},
  ) {
    super();
    this.drafts = options.drafts ?? new CommentDrafts(page);
  }

  /** Reads the first page, and goes on to follow what changes. */
  async start(): Promise<void> {
    this.stop();
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.phase = 'loading';
    this.error = undefined;
    this.#changed();
    try {
      this.person = await this.service.person({ signal });
      const first = await this.#read();
      await this.#readOwn();
      signal.throwIfAborted();
      this.phase = 'ready';
      this.#changed();
      this.#latest = first.changed;
      await this.#follow();
    } catch (error) {
      if (signal.aborted) return;
      // A page that cannot be followed can still be read.
      if (this.phase === 'ready') this.connected = false;
      else this.phase = 'failed';
      this.error = error;
      this.#changed();
    }
  }

  stop(): void {
    this.#life.abort();
    this.#watching.abort();
  }

  node(id: string): ThreadNode | undefined {
    return this.#nodes.get(id);
  }

  /** Whether this person reported it, as far as this page knows. */
  isReported = (id: string): boolean => this.#reported.has(id);

  async setOrder(order: ThreadOrder): Promise<void> {
    if (order === this.order) return;
    this.order = order;
    await this.#busy(async () => {
      await this.#read();
      await this.#readOwn();
    });
  }

  /** The next page of comments at the top. */
  async more(): Promise<void> {
    const after = this.next;
    if (!this.shown.hasLater(this.roots)) {
      if (after === undefined || this.loading) return;
      await this.#busy(async () => void this.#take(await this.#page(after)));
    }
    this.#forward({ shown: this.shown, children: this.roots });
  }

  /** Shows what others said at the top meanwhile. @returns the first of it */
  showFresh(): string | undefined {
    const fresh = this.fresh.filter(({ id }) => !this.#nodes.has(id)).map((comment) => this.#add(comment));
    this.fresh = [];
    if (this.order === 'newest') this.roots.unshift(...fresh.reverse());
    else if (this.next === undefined) this.roots.push(...fresh);
    if (fresh[0]) this.shown.reveal(this.roots.indexOf(fresh[0]));
    this.#changed();
    return fresh[0]?.comment.id;
  }

  /** Further direct replies. */
  async moreReplies(id: string): Promise<void> {
    const node = this.#nodes.get(id);
    if (!node || node.loading) return;
    if (node.shown.hasLater(node.children)) return this.#forward(node);
    node.loading = true;
    this.#changed();
    try {
      const after = node.next ?? node.last;
      const { comments, next } = await this.service.replies(id, { after, limit: 20, signal: this.#life.signal });
      node.last = after;
      node.asked = true;
      node.next = next;
      for (const comment of comments) if (!this.#update(comment)) node.children.push(this.#add(comment));
      node.children.sort((a, b) => a.comment.created - b.comment.created);
      node.shown.forward(node.children);
      this.#settle();
    } finally {
      node.loading = false;
      this.#changed();
    }
  }

  /** Shows a comment alone with its replies; nothing shows all again. @throws {SaguimError} refused: `not-found` */
  async focus(id: string | undefined): Promise<void> {
    if (id === undefined) this.focused = undefined;
    else {
      const node = this.#nodes.get(id) ?? this.#add(await this.service.comment(id, { signal: this.#life.signal }));
      this.focused = node;
      if (!node.asked && node.comment.replies > node.children.length) await this.moreReplies(id);
    }
    this.#changed();
  }

  #forward({ shown, children }: Pick<ThreadNode, 'shown' | 'children'>): void {
    shown.forward(children);
    this.#changed();
  }

  async enter(name: string): Promise<void> {
    const before = this.person?.id;
    this.person = await this.service.enter(name);
    this.#changed();
    // What changes is told as this person sees it from now on.
    if (this.person.id !== before) await this.#follow().catch(() => {});
  }

  /** Sends a new comment, or a reply. The draft is kept until it arrived. @throws {SaguimError} */
  async submit(text: string, parent?: string): Promise<CommentView> {
    const slot = parent === undefined ? 'new' : `reply ${parent}`;
    const key = this.drafts.begin(slot, text);
    const { section } = this.options;
    try {
      const comment = await this.service.submit({
        page: this.page,
        text,
        key,
        ...(parent !== undefined && { parent }),
        ...(section !== undefined && { section }),
        ...(this.locale !== undefined && { locale: this.locale }),
      });
      this.drafts.remove(slot);
      this.#mine(comment);
      return comment;
    } catch (error) {
      const reason = refusalReason(error);
      if (reason !== undefined) this.drafts.renew(slot);
      // Another text arrived with this key before: now it is seen.
      if (reason === 'replayed') await this.#readOwn().catch(() => {});
      throw error;
    }
  }

  /** @throws {SaguimError} */
  async edit(id: string, text: string): Promise<CommentView> {
    const { version } = this.#nodes.get(id)!.comment;
    const comment = await this.service.edit(id, { text, version, ...(this.locale !== undefined && { locale: this.locale }) });
    this.drafts.remove(`edit ${id}`);
    this.#mine(comment);
    return comment;
  }

  remove = async (id: string): Promise<void> => this.#mine(await this.service.remove(id));

  /** Twice counts once. @throws {SaguimError} */
  async report(id: string, report: { readonly reason: ReportReason; readonly note?: string }): Promise<void> {
    try {
      await this.service.report(id, report);
    } catch (error) {
      if (refusalReason(error) !== 'already') throw error;
    }
    this.#reported.add(id);
    this.drafts.remove(`report ${id}`);
    this.#changed();
  }

  async appeal(id: string, text: string): Promise<void> {
    const comment = await this.service.appeal(id, { text });
    this.drafts.remove(`appeal ${id}`);
    this.#mine(comment);
  }

  /** Reads a comment again: somebody changed it. */
  async refresh(id: string): Promise<void> {
    this.#mine(await this.service.comment(id));
  }

  async #follow(): Promise<void> {
    this.#watching.abort();
    this.#watching = new AbortController();
    await this.service.watch(this.page, this.#onChange, {
      signal: this.#watching.signal,
      after: this.#latest,
      onConnection: (connected) => {
        this.connected = connected;
        this.#changed();
      },
    });
  }

  #page(after?: string): Promise<ThreadPage> {
    return this.service.thread(this.page, { order: this.order, limit: this.options.limit ?? 20, after, signal: this.#life.signal });
  }

  /** The first page, in the place of all there was. */
  async #read(): Promise<ThreadPage> {
    const page = await this.#page();
    this.#nodes.clear();
    this.roots = [];
    this.shown.from = 0;
    this.fresh = [];
    this.waiting = [];
    this.focused = undefined;
    this.#take(page);
    return page;
  }

  #take({ entries, next, total, closed }: ThreadPage): void {
    for (const { comment, replies } of entries) {
      if (this.#update(comment)) continue;
      const node = this.#add(comment);
      node.children.push(...replies.comments.map((one) => this.#add(one)));
      node.next = replies.next;
      node.asked = true;
      this.roots.push(node);
    }
    this.next = next;
    this.total = total;
    this.closed = closed;
    this.#settle();
  }

  async #readOwn(): Promise<void> {
    if (this.person?.id === undefined) return;
    const { comments } = await this.service.own({ page: this.page, limit: 100, signal: this.#life.signal });
    for (const comment of comments) if (!isVisible(comment.state) && !gone.has(comment.state)) this.#place(comment);
    this.#changed();
  }

  #add(comment: CommentView): ThreadNode {
    const node = newNode(comment, this.person?.id === undefined);
    this.#nodes.set(comment.id, node);
    return node;
  }

  /** @returns whether it is known */
  #update(comment: CommentView): boolean {
    const node = this.#nodes.get(comment.id);
    if (node && comment.changed >= node.comment.changed) {
      node.comment = comment;
      node.anonymous = this.person?.id === undefined;
    }
    return node !== undefined;
  }

  /** Puts a comment of the person's own where it belongs. */
  #place(comment: CommentView): void {
    if (this.#update(comment)) return;
    const parent = comment.parent === null ? undefined : this.#nodes.get(comment.parent);
    const node = this.#add(comment);
    if (parent) parent.shown.reveal(parent.children.push(node) - 1);
    else this.waiting.push(node);
  }

  /** What waited stands in its place once that is loaded. */
  #settle(): void {
    this.waiting = this.waiting.filter((node) => {
      const { id, parent } = node.comment;
      const above = parent === null ? undefined : this.#nodes.get(parent);
      if (above && !above.children.includes(node)) above.children.push(node);
      return !above && !this.roots.some((root) => root.comment.id === id);
    });
  }

  #mine(comment: CommentView): void {
    const isNew = !this.#nodes.has(comment.id);
    this.#place(comment);
    if (gone.has(comment.state) && comment.replies === 0) this.#drop(comment.id);
    else if (isVisible(comment.state)) this.#publish(comment.id);
    if (isNew && isVisible(comment.state)) this.total++;
    this.#changed();
  }

  /** A comment of the person's own at the top, which everybody sees now. */
  #publish(id: string): void {
    const at = this.waiting.findIndex(({ comment }) => comment.id === id);
    if (at < 0 || this.waiting[at]!.comment.parent !== null) return;
    this.roots.unshift(...this.waiting.splice(at, 1));
    this.shown.reveal(0);
  }

  #drop(id: string): void {
    const node = this.#nodes.get(id);
    if (!node || node.children.length > 0) return;
    this.#nodes.delete(id);
    const without = (nodes: ThreadNode[]) => nodes.filter((one) => one !== node);
    this.roots = without(this.roots);
    this.waiting = without(this.waiting);
    this.fresh = this.fresh.filter((one) => one.id !== id);
    const parent = node.comment.parent === null ? undefined : this.#nodes.get(node.comment.parent);
    const at = parent?.children.indexOf(node) ?? -1;
    if (at >= 0) parent!.children.splice(at, 1);
    if (this.focused === node) this.focused = undefined;
  }

  readonly #onChange = (change: CommentChange): void => {
    this.total = change.total;
    this.#latest = Math.max(this.#latest, change.kind === 'removed' ? change.changed : change.comment.changed);
    if (change.kind === 'removed') {
      this.fresh = this.fresh.filter(({ id }) => id !== change.id);
      const node = this.#nodes.get(change.id);
      // Somebody may be answering it: the place stays, its words go.
      if (node && this.drafts.text(`reply ${change.id}`) !== '')
        node.comment = { ...node.comment, state: 'deleted', text: null, name: null, byModerator: false, can: [], changed: change.changed };
      else this.#drop(change.id);
    } else this.#hear(change.comment);
    this.#changedSoon();
  };

  #hear(comment: CommentView): void {
    if (comment.mine) {
      this.#mine(comment);
      return;
    }
    const known = this.#update(comment);
    const at = this.fresh.findIndex(({ id }) => id === comment.id);
    if (at >= 0) this.fresh[at] = comment;
    if (known || at >= 0 || comment.parent !== null || comment.text === null) return;
    // Without an end in sight, what is new at the end is not news.
    if (this.order === 'oldest' && this.next !== undefined) return;
    // What was read on an earlier page, and not loaded here, changed: it is no news either.
    if (this.roots.some((root) => root.comment.created > comment.created)) return;
    this.fresh.push(comment);
    this.dispatchEvent(new Event('news'));
  }

  async #busy(work: () => Promise<unknown>): Promise<void> {
    this.loading = true;
    this.error = undefined;
    this.#changed();
    try {
      await work();
    } catch (error) {
      if (!this.#life.signal.aborted) this.error = error;
    } finally {
      this.loading = false;
      this.#changed();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
