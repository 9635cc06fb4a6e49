import type { ModerationService, QueueChange, QueueCounts, QueueFilter, QueueItem } from 'saguim/comments';
import type { DecisionOutbox } from './decision-outbox.js';
import { DecisionSender } from './decision-sender.js';
import { type Decided, inOrder, type QueueOrder, type Refused, type Ruling } from './queue-decision.js';
import { reasonOf } from './tell-error.js';
import { WriterHistory } from './writer-history.js';

export type { QueueOrder, Refused, Ruling } from './queue-decision.js';

/** Comments that are held ready, so that the next one is there at once; and renewed before their claims end. */
const ahead = 8;
const mostClaimed = 50;
const renewal = 60_000;
const queued: readonly string[] = ['held', 'reported', 'appealed'];

/**
 * A moderator's queue: the next comments are claimed ahead, decisions show their effect at once and are kept behind it; what does not get through is sent
 * again, and what is refused comes back. Fires `change`, and `refused` (`CustomEvent<Refused>`).
 */
export class ModerationQueue extends EventTarget {
  phase: 'loading' | 'ready' | 'failed' = 'loading';
  error: unknown;
  connected = true;
  /** Comments that are this moderator's now, or what was found. */
  items: QueueItem[] = [];
  /** The place of the one that is looked at. */
  at = 0;
  counts: QueueCounts | undefined;
  filter: QueueFilter = {};
  order: QueueOrder = 'uncertain';
  readonly selected = new Set<string>();
  /** What was searched for; nothing in the queue itself. */
  found: { readonly query: string; readonly mode: 'words' | 'meaning'; next?: string } | undefined;
  readonly history: WriterHistory;
  /** Decisions, the newest last. */
  readonly decided: Decided[] = [];
  #life = new AbortController();
  #filling: Promise<void> | undefined;
  #wanted = ahead;
  readonly #sender: DecisionSender;
  #recount: ReturnType<typeof setTimeout> | undefined;
  /** Those under way are not given back by a claim that began before. */
  readonly #leaving = new Set<string>();

  /** @param outbox where decisions wait that do not get through; without it they do as long as the page lives */
  constructor(
    readonly service: ModerationService,
    outbox?: DecisionOutbox,
  ) {
    super();
    this.#sender = new DecisionSender(service, outbox, {
      onKept: (item) => this.#replace(item),
      onRefused: (refused, back) => this.#refuse(refused, back),
      onChange: () => this.#changed(),
    });
    this.history = new WriterHistory(service, () => this.#changed());
  }

  /** Comments that a decision is on its way for. */
  get pending(): number {
    return this.#sender.pending;
  }

  /** Whether decisions wait for a connection. */
  get stalled(): boolean {
    return this.#sender.stalled && this.pending > 0;
  }

  get current(): QueueItem | undefined {
    return this.items[this.at];
  }

  /** How many wait in all. */
  get waiting(): number | undefined {
    return this.counts && this.counts.held + this.counts.reported + this.counts.appealed;
  }

  async start(): Promise<void> {
    this.#life.abort();
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.phase = 'loading';
    this.error = undefined;
    this.#changed();
    try {
      // What an earlier page decided comes before what is decided here.
      await this.#sender.restore();
      await Promise.all([this.#fill(), this.#count()]);
      signal.throwIfAborted();
      this.phase = 'ready';
      this.#changed();
      const timer = setInterval(() => void this.#fill().catch(() => {}), renewal);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      await this.service.watchQueue(this.#onChange, {
        signal,
        onConnection: (connected) => {
          this.connected = connected;
          if (connected) {
            void this.#sender.retry();
            void this.#fill().catch(() => {});
          }
          this.#changed();
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      if (this.phase === 'ready') this.connected = false;
      else this.phase = 'failed';
      this.error = error;
      this.#changed();
    }
  }

  /** Tries again at once: the connection may be back. */
  async retry(): Promise<void> {
    if (this.phase === 'failed' && !this.found) await this.start();
    else if (this.phase === 'ready') await this.#sender.retry();
  }

  /** Ends; what is not decided is given back to others once decisions under way are kept. */
  async stop(): Promise<void> {
    const life = this.#life;
    life.abort();
    this.#sender.stop();
    clearTimeout(this.#recount);
    await Promise.allSettled(this.decided.map(({ done }) => done));
    // It may have begun again meanwhile.
    if (this.#life === life) await this.service.release().catch(() => {});
  }

  go(to: number): void {
    this.at = Math.max(0, Math.min(to, this.items.length - 1));
    this.history.hide();
    this.#changed();
    void this.#refill();
  }

  next = () => this.go(this.at + 1);
  previous = () => this.go(this.at - 1);

  select(id: string, selected = !this.selected.has(id)): void {
    if (selected) this.selected.add(id);
    else this.selected.delete(id);
    this.#changed();
  }

  selectAll(selected: boolean): void {
    this.selected.clear();
    if (selected) for (const { id } of this.items) this.selected.add(id);
    this.#changed();
  }

  /** Claims more, to choose among; or more of what was found. */
  async more(): Promise<void> {
    if (this.found?.next !== undefined) return this.#search(this.found.next);
    this.#wanted = Math.min(mostClaimed, this.items.length + 10);
    await this.#fill();
  }

  get hasMore(): boolean {
    if (this.found) return this.found.next !== undefined;
    return this.items.length < Math.min(mostClaimed, this.waiting ?? 0);
  }

  async setFilter(filter: QueueFilter, order: QueueOrder = this.order): Promise<void> {
    this.filter = filter;
    this.order = order;
    if (this.found) return this.search(this.found.query, this.found.mode);
    this.#clear();
    // Others may have what this filter leaves out.
    await this.#try(async () => {
      await this.#filling?.catch(() => {});
      await this.service.release(undefined, this.#call);
      await this.#fill();
    });
  }

  /** Finds comments whatever became of them; nothing leads back to the queue. */
  async search(query: string, mode: 'words' | 'meaning' = 'words'): Promise<void> {
    this.#clear();
    if (query.trim() === '') {
      this.found = undefined;
      await this.#try(() => this.#fill());
    } else {
      this.found = { query, mode };
      await this.#try(() => this.#search());
    }
  }

  showHistory(writer: string): Promise<void> {
    return this.history.show(writer, this.#life.signal);
  }

  /** Decides the comments that are selected, or the one that is looked at. The next one is there before this returns. @returns how many */
  decide(ruling: Ruling): number {
    const chosen = this.selected.size > 0 ? this.items.filter(({ id }) => this.selected.has(id)) : this.current ? [this.current] : [];
    if (chosen.length === 0) return 0;
    const at = this.at;
    const ids = new Set(chosen.map(({ id }) => id));
    if (!this.found) {
      const before = this.items.slice(0, at).filter(({ id }) => ids.has(id)).length;
      for (const id of ids) this.#leaving.add(id);
      this.items = this.items.filter(({ id }) => !ids.has(id));
      this.at = Math.max(0, Math.min(at - before, this.items.length - 1));
    }
    this.selected.clear();
    this.history.hide();
    const decided: Decided = { items: chosen, ruling, kept: new Set(), at, done: Promise.resolve() };
    this.decided.push(decided);
    decided.done = this.#sender.send(decided).finally(() => {
      // A claim that began before would bring them back.
      const leave = () => {
        for (const id of ids) this.#leaving.delete(id);
      };
      void (this.#filling ?? Promise.resolve()).then(leave, leave);
      this.#changed();
      void this.#refill();
      this.#countSoon();
    });
    this.#changed();
    return chosen.length;
  }

  /** Takes the latest decision back: its comments are there again at once. @returns how many */
  undo(): number {
    const decided = this.decided.pop();
    if (!decided) return 0;
    const { items } = decided;
    if (!this.found) {
      const known = new Set(this.items.map(({ id }) => id));
      const back = items.filter(({ id }) => !known.has(id));
      this.at = Math.min(decided.at, this.items.length);
      this.items.splice(this.at, 0, ...back);
    }
    this.history.hide();
    this.#changed();
    void this.#sender.undo(decided).finally(() => this.#countSoon());
    return items.length;
  }

  get #call() {
    return { signal: this.#life.signal };
  }

  /** What was not kept comes back, as it is now; unless another moderator has it. */
  async #refuse(refused: Refused, back: boolean): Promise<void> {
    const { id, error } = refused;
    const reason = reasonOf(error);
    let { item } = refused;
    if (reason !== undefined || !item) item = await this.service.item(id).catch(() => undefined);
    const isThere = this.items.some((one) => one.id === id);
    if (this.found) {
      if (item) this.#replace(item);
    } else if (back && item && !isThere && queued.includes(item.state) && reason !== 'claimed' && reason !== 'own') {
      this.items.splice(this.at, 0, item);
    } else if (isThere && item && !queued.includes(item.state)) this.#remove(id);
    this.dispatchEvent(new CustomEvent<Refused>('refused', { detail: { ...refused, item } }));
    this.#changed();
  }

  #replace(item: QueueItem): void {
    const at = this.items.findIndex(({ id }) => id === item.id);
    if (at >= 0) this.items[at] = item;
    this.#changed();
  }

  #remove(id: string): void {
    const at = this.items.findIndex((one) => one.id === id);
    if (at < 0) return;
    this.items.splice(at, 1);
    this.selected.delete(id);
    if (at < this.at || this.at >= this.items.length) this.at = Math.max(0, this.at - 1);
  }

  #clear(): void {
    this.items = [];
    this.at = 0;
    this.selected.clear();
    this.history.hide();
    this.#wanted = ahead;
    this.error = undefined;
    this.#changed();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.phase = 'loading';
    this.#changed();
    try {
      await work();
      this.phase = 'ready';
    } catch (error) {
      if (this.#life.signal.aborted) return;
      this.error = error;
      this.phase = 'failed';
    }
    this.#changed();
  }

  async #search(after?: string): Promise<void> {
    const asked = this.found!;
    const { states: _, ...filter } = this.filter;
    const page = await this.service.search({ query: asked.query, mode: asked.mode, filter }, { after, limit: 20, ...this.#call });
    if (this.found !== asked) return;
    this.items.push(...page.items);
    asked.next = page.next;
    this.#changed();
  }

  async #refill(): Promise<void> {
    if (this.found || this.phase !== 'ready' || this.items.length - this.at > ahead / 2) return;
    await this.#fill().catch(() => {});
  }

  /** Claims so many that the next ones are there, and renews what is claimed; what is gone leaves. One at a time. */
  #fill(): Promise<void> {
    this.#filling ??= this.#claim().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #claim(): Promise<void> {
    if (this.found) return;
    const count = Math.min(mostClaimed, Math.max(this.#wanted, this.at + ahead));
    const { filter, order } = this;
    const claimed = await this.service.claim({ count, filter, order, ...this.#call });
    if (this.found || this.filter !== filter || this.order !== order) return;
    const underWay = (id: string) => this.#leaving.has(id) || this.#sender.has(id);
    const fresh = new Map(claimed.filter(({ id }) => !underWay(id)).map((item) => [item.id, item]));
    const now = this.current?.id;
    const known = this.items.flatMap((item) => fresh.get(item.id) ?? (underWay(item.id) ? item : []));
    for (const { id } of known) fresh.delete(id);
    const all = [...known, ...fresh.values()];
    const at = all.findIndex(({ id }) => id === now);
    this.at = at >= 0 ? at : Math.max(0, Math.min(this.at, all.length - 1));
    // What was passed, and what is looked at, stays where it is.
    const passed = all.length > known.length ? at + 1 : all.length;
    this.items = [...all.slice(0, passed), ...all.slice(passed).sort(inOrder[order])];
    for (const id of this.selected) if (!this.items.some((one) => one.id === id)) this.selected.delete(id);
    this.#changed();
  }

  async #count(): Promise<void> {
    this.counts = await this.service.counts(this.#call);
    this.#changed();
  }

  #countSoon(): void {
    clearTimeout(this.#recount);
    this.#recount = setTimeout(() => void this.#count().catch(() => {}), 250);
  }

  readonly #onChange = ({ id, state }: QueueChange): void => {
    this.#countSoon();
    if (this.#leaving.has(id) || this.#sender.has(id)) return;
    const known = this.items.some((item) => item.id === id);
    if (known && !this.found && !queued.includes(state)) {
      // Its writer edited or deleted it, or somebody else decided.
      this.#remove(id);
      this.#changed();
    } else if (!known && !this.found && queued.includes(state)) void this.#refill();
  };

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
