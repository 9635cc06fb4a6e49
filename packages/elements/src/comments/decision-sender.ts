import type { ModerationService, QueueItem } from 'saguim/comments';
import type { DecisionOutbox, Errand } from './decision-outbox.js';
import type { Decided, Refused } from './queue-decision.js';
import { reasonOf } from './tell-error.js';
import { Turns } from './turns.js';

const mostAtOnce = 50;
/** Milliseconds until what did not get through is tried again, and at most. */
const firstPause = 2000;
const longestPause = 30_000;

/** Whether it did not get through, or not now: it will be sent again as it is. */
const waits = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === 'network' || reasonOf(error) === 'rate';

export interface SenderEvents {
  /** A decision stands, or was taken back. */
  readonly onKept: (item: QueueItem) => void;
  /** @param back whether the comment may come back to the queue */
  readonly onRefused: (refused: Refused, back: boolean) => Promise<void>;
  readonly onChange: () => void;
}

/** Sends decisions, and takes them back. What does not get through waits, over reloads where there is an outbox, and is sent when it can be. */
export class DecisionSender {
  /** Whether the last try did not get through. */
  stalled = false;
  readonly #errands = new Map<string, Errand>();
  readonly #decided = new Map<string, Decided>();
  readonly #turns = new Turns();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = firstPause;
  #retrying: Promise<void> | undefined;

  constructor(
    private readonly service: ModerationService,
    private readonly outbox: DecisionOutbox | undefined,
    private readonly events: SenderEvents,
  ) {}

  /** How many comments something is under way for. */
  get pending(): number {
    return this.#errands.size;
  }

  has(comment: string): boolean {
    return this.#errands.has(comment) || this.#turns.has(comment);
  }

  /** Takes up what an earlier page could not send. */
  async restore(): Promise<void> {
    for (const [comment, errand] of (await this.outbox?.all()) ?? []) if (!this.has(comment)) this.#errands.set(comment, errand);
    await this.retry();
  }

  /** Tries nothing more; what waits is kept. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** @returns when each of them stands, was refused, or waits for a connection */
  async send(decided: Decided): Promise<void> {
    const { items, ruling } = decided;
    const errands = new Map<string, Errand>();
    for (const { id, version, state } of items) {
      errands.set(id, { undo: this.#errands.get(id)?.undo ?? false, ruling, version, state });
      this.#decided.set(id, decided);
    }
    this.#put(errands);
    if (items.length === 1) {
      const [{ id }] = items as [QueueItem];
      await this.#turns.run(id, () => this.#deliver(id));
      return;
    }
    for (let i = 0; i < items.length; i += mostAtOnce) await this.#deliverMany(items.slice(i, i + mostAtOnce));
  }

  /** Takes back what was sent; what was not sent yet never will be. */
  async undo({ items, kept, done }: Decided): Promise<void> {
    await done;
    const each = items.map(({ id, version, state }) =>
      this.#turns.run(id, async () => {
        const errand = this.#errands.get(id);
        if (errand?.ruling && !errand.undo) this.#forget(id);
        else if (errand?.ruling) this.#put(new Map([[id, { undo: true, version, state }]]));
        else if (kept.delete(id)) {
          this.#put(new Map([[id, { undo: true, version, state }]]));
          await this.#deliver(id);
        }
        this.events.onChange();
      }),
    );
    await Promise.all(each);
  }

  /** Sends what waits, in the order in which it came, until something does not get through. */
  retry(): Promise<void> {
    this.#retrying ??= this.#retry().finally(() => {
      this.#retrying = undefined;
    });
    return this.#retrying;
  }

  async #retry(): Promise<void> {
    clearTimeout(this.#timer);
    for (const id of [...this.#errands.keys()]) if (!(await this.#turns.run(id, () => this.#deliver(id)))) return;
  }

  /** @returns whether it got through */
  async #deliver(id: string): Promise<boolean> {
    let errand = this.#errands.get(id);
    if (!errand) return true;
    const wasUndo = errand.undo;
    try {
      let item: QueueItem | undefined;
      if (errand.undo) {
        item = await this.service.undo(id);
        errand = { ...errand, undo: false, state: item.state };
        if (errand.ruling) this.#put(new Map([[id, errand]]));
      }
      const { ruling, version, state } = errand;
      if (ruling) item = await this.service.decide(id, { ...ruling, version, state });
      this.#keep(id, ruling !== undefined, item!);
      return true;
    } catch (error) {
      if (waits(error)) return this.#stall(error);
      await this.#refuse(id, errand, error, !wasUndo);
      return true;
    }
  }

  async #deliverMany(items: readonly QueueItem[]): Promise<void> {
    // What was taken back a moment ago must be back before it is decided again.
    await Promise.all(items.map(({ id }) => this.#turns.idle(id)));
    const [alone, many] = [[] as string[], [] as { id: string; errand: Errand }[]];
    for (const { id } of items) {
      const errand = this.#errands.get(id);
      if (errand?.undo) alone.push(id);
      else if (errand) many.push({ id, errand });
    }
    try {
      const answers =
        many.length > 0
          ? await this.service.decideMany(many.map(({ id, errand: { ruling, version, state } }) => ({ id, version, state, ...ruling! })))
          : [];
      for (const [place, answer] of answers.entries()) {
        const { id, errand } = many[place]!;
        if ('item' in answer) this.#keep(id, true, answer.item);
        else {
          const { message, reason } = answer.error;
          await this.#refuse(id, errand, Object.assign(new Error(message), { code: 'refused', details: { reason } }), true);
        }
      }
    } catch (error) {
      if (waits(error)) this.#stall(error);
      else for (const { id, errand } of many) await this.#refuse(id, errand, error, true);
    }
    for (const id of alone) await this.#turns.run(id, () => this.#deliver(id));
  }

  #keep(id: string, decided: boolean, item: QueueItem): void {
    if (decided) this.#decided.get(id)?.kept.add(id);
    this.#through();
    this.#forget(id);
    this.events.onKept(item);
  }

  async #refuse(id: string, { ruling }: Errand, error: unknown, back: boolean): Promise<void> {
    const item = this.#decided.get(id)?.items.find((one) => one.id === id);
    this.#through();
    this.#forget(id);
    await this.events.onRefused({ id, error, ...(item && { item }), ...(ruling && { ruling }) }, back);
  }

  #stall(error: unknown): false {
    this.stalled = true;
    clearTimeout(this.#timer);
    const { retryAfter } = (error as { details?: { retryAfter?: unknown } }).details ?? {};
    this.#timer = setTimeout(() => void this.retry(), typeof retryAfter === 'number' ? retryAfter * 1000 : this.#pause);
    this.#pause = Math.min(longestPause, this.#pause * 2);
    this.events.onChange();
    return false;
  }

  #through(): void {
    this.stalled = false;
    this.#pause = firstPause;
  }

  #put(errands: ReadonlyMap<string, Errand>): void {
    for (const [id, errand] of errands) this.#errands.set(id, errand);
    this.outbox?.put(errands);
  }

  #forget(id: string): void {
    this.#errands.delete(id);
    this.#decided.delete(id);
    this.outbox?.remove([id]);
  }
}
