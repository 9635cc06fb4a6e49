import type { ModelLoader, ModelSource } from '../chat/model-loader.js';
import { UNDO_TIME } from '../undo-time.js';
import { hostClock, type SaverClock } from './saver.js';
import type { TableStore, Tables } from './table-store.js';

/** Something a person makes, names and deletes: a library, a classifier. */
export interface ShelfRecord {
  readonly id: string;
  readonly name: string;
  /** When it was looked at last, in milliseconds since 1970. */
  readonly usedAt: number;
  /** Deleted, and still to be brought back for a moment. */
  readonly removedAt?: number;
}

/** What is open of it. */
export interface ShelfController<R extends ShelfRecord> extends EventTarget {
  readonly record: R;
  update(change: Partial<R>): Promise<void>;
  /** Takes what another tab changed. */
  refresh(): Promise<void>;
  /** The model is gone: what stands on it is made anew when it is needed. */
  release(): Promise<void>;
  /** Ends what runs and writes nothing more. */
  close(): Promise<void>;
}

export interface ShelfOptions {
  readonly clock?: SaverClock;
  readonly now?: () => number;
}

/** The libraries or classifiers of a page, and those of them that are open. What one of them does goes on while another is looked at. Fires `change`. */
export abstract class Shelf<
  R extends ShelfRecord,
  C extends ShelfController<R>,
  P extends ModelSource,
  T extends Tables,
> extends EventTarget {
  readonly loader: ModelLoader<P>;
  readonly store: TableStore<T>;
  readonly #table: keyof T & string;
  readonly #clock: SaverClock;
  protected readonly now: () => number;
  readonly #open = new Map<string, Promise<C | undefined>>();
  readonly #controllers = new Map<string, C>();
  #records: readonly R[] = [];
  #started: Promise<void> | undefined;
  #stopPurge: (() => void) | undefined;
  #discarded = false;

  /** @param table where the records are */
  constructor(
    loader: ModelLoader<P>,
    store: TableStore<T>,
    table: keyof T & string,
    { clock = hostClock, now = Date.now }: ShelfOptions = {},
  ) {
    super();
    this.loader = loader;
    this.store = store;
    this.#table = table;
    this.#clock = clock;
    this.now = now;
    loader.addEventListener('change', () => {
      if (loader.state.phase === 'absent') for (const controller of this.#controllers.values()) void controller.release();
    });
    store.subscribe((event) => {
      if (event.type === 'erased') void this.discardAll();
      else if (!event.own) void this.#refresh();
    });
  }

  /** Those that were not deleted, the one used last first. */
  get records(): readonly R[] {
    return this.#records.filter(({ removedAt }) => !removedAt);
  }

  /** Reads what is stored, once. */
  start(): Promise<void> {
    this.#started ??= this.#read().then(() => void this.#purge());
    return this.#started;
  }

  async rename(id: string, name: string): Promise<void> {
    const trimmed = name.trim();
    if (trimmed) await this.#update(id, { name: trimmed } as Partial<R>);
  }

  /** Deletes one; for a while it can be brought back. */
  async remove(id: string): Promise<void> {
    const controller = this.#controllers.get(id);
    if (controller) this.paused(controller);
    await this.#update(id, { removedAt: this.now() } as Partial<R>);
    this.#purgeLater();
  }

  async restore(id: string): Promise<void> {
    await this.#update(id, { removedAt: undefined } as Partial<R>);
    const controller = this.#controllers.get(id);
    if (controller) this.resumed(controller);
  }

  /** One that is open, or undefined when there is none of this id. */
  open(id: string): Promise<C | undefined> {
    const opening = this.#open.get(id) ?? this.#openNew(id);
    this.#open.set(id, opening);
    void opening.then(
      (controller) => controller ?? this.#open.delete(id),
      () => this.#open.delete(id),
    );
    return opening;
  }

  /** Ends what runs and writes nothing more: everything was erased. */
  async discardAll(): Promise<void> {
    this.#discarded = true;
    this.#stopPurge?.();
    this.#records = [];
    const closing = [...this.#controllers.values()].map((controller) => controller.close());
    this.#controllers.clear();
    this.#open.clear();
    this.dispatchEvent(new Event('change'));
    await Promise.all(closing);
  }

  /** Makes what stands behind a record. */
  protected abstract openRecord(record: R): Promise<C>;
  /** Deletes everything that belongs to a record, and the record. */
  protected abstract forget(id: string): Promise<void>;
  /** It was deleted, and may be brought back. */
  protected paused(_controller: C): void {}
  protected resumed(_controller: C): void {}

  protected async keep(record: R): Promise<C> {
    await this.start();
    await this.#put(record);
    await this.#read();
    return (await this.open(record.id))!;
  }

  async #openNew(id: string): Promise<C | undefined> {
    await this.start();
    const record = this.records.find((candidate) => candidate.id === id);
    if (!record || this.#discarded) return undefined;
    const controller = await this.openRecord(record);
    this.#controllers.set(id, controller);
    await this.#update(id, { usedAt: this.now() } as Partial<R>);
    return controller;
  }

  async #update(id: string, change: Partial<R>): Promise<void> {
    const controller = this.#controllers.get(id);
    const record = controller?.record ?? this.#records.find((candidate) => candidate.id === id);
    if (!record || this.#discarded) return;
    if (controller) await controller.update(change);
    else await this.#put({ ...record, ...change });
    await this.#read();
  }

  #put(record: R): Promise<void> {
    return this.store.write({ put: { [this.#table]: [record] } as never });
  }

  async #read(): Promise<void> {
    const records = (await this.store.all(this.#table)) as unknown as R[];
    this.#records = records.sort((a, b) => b.usedAt - a.usedAt || (a.id < b.id ? -1 : 1));
    this.dispatchEvent(new Event('change'));
  }

  async #refresh(): Promise<void> {
    if (this.#discarded) return;
    await this.#read().catch(() => {});
    await Promise.all([...this.#controllers.values()].map((controller) => controller.refresh().catch(() => {})));
  }

  #purgeLater(): void {
    this.#stopPurge?.();
    this.#stopPurge = this.#clock.start(UNDO_TIME, () => void this.#purge());
  }

  /** Deletes for good what can no longer be brought back. */
  async #purge(): Promise<void> {
    for (const { id, removedAt } of this.#records) {
      if (!removedAt || removedAt > this.now() - UNDO_TIME || this.#discarded) continue;
      try {
        await this.#controllers.get(id)?.close();
        this.#controllers.delete(id);
        this.#open.delete(id);
        await this.forget(id);
        await this.#read();
      } catch {
        // It stays out of sight, and is deleted when the page is opened next.
      }
    }
    if (this.#records.some(({ removedAt }) => removedAt && removedAt > this.now() - UNDO_TIME)) this.#purgeLater();
  }
}
