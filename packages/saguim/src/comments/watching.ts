import { SaguimError } from '@saguim/engine/spec';
import { checkLabel, checkWhole } from './check-text.js';
import type { CommentContext } from './comment-context.js';
import type { CommentChange, QueueChange, WatchOptions } from './comment-service.js';
import type { StoreChange, StoredComment } from './comment-store.js';
import { moderator } from './people.js';
import type { Person } from './person.js';
import { viewOf } from './views.js';

const stretch = 200;

type Listener = (change: StoreChange) => void;

/** Changes of the store, shared by all who watch: the store is asked for them once. */
export class Watching {
  readonly #listeners = new Set<{ readonly onChange: Listener; readonly onConnection?: (connected: boolean) => void }>();
  #end: Promise<() => void> | undefined;

  constructor(private readonly context: CommentContext) {}

  /** Who watches now. */
  get watchers(): number {
    return this.#listeners.size;
  }

  async page(page: string, onChange: (change: CommentChange) => void, options: WatchOptions, person: Person): Promise<void> {
    checkLabel(page, 'page');
    const { store } = this.context;
    let after = checkWhole(options.after, 0, Number.MAX_SAFE_INTEGER, -1, 'after');
    if (after < 0) after = await store.read((reader) => reader.lastEntry());
    // Read from the log on, one look after the other: what came while one was read is in the next, and none is told twice.
    let running: Promise<void> | undefined;
    let again = false;
    const look = async () => {
      do {
        again = false;
        const { changes, total, closed } = await store.read(async (reader) => {
          const found = await reader.changesOf(page, after, stretch);
          const { visible = 0, closed: shut = false } = (await reader.page(page)) ?? {};
          return { changes: found, total: visible, closed: shut };
        });
        if (options.signal.aborted) return;
        for (const comment of changes) {
          after = Math.max(after, comment.changed);
          const change = this.#told(comment, person, total, closed);
          if (change) onChange(change);
        }
        again ||= changes.length === stretch;
      } while (again && !options.signal.aborted);
    };
    const next = () => {
      if (running) again = true;
      else
        running = look()
          .catch(this.context.onError)
          .finally(() => {
            running = undefined;
            if (again) next();
          });
    };
    await this.#listen(
      {
        onChange: (change) => {
          if (change.page === page && change.kind === 'comment') next();
        },
        onConnection: (connected) => {
          options.onConnection?.(connected);
          // What happened meanwhile was told to nobody.
          if (connected) next();
        },
      },
      options.signal,
    );
    next();
  }

  #told(comment: StoredComment, person: Person, total: number, closed: boolean): CommentChange | undefined {
    const mine = comment.writer !== null && comment.writer === person.id;
    const { id, parent, changed } = comment;
    if (comment.shown || mine) return { kind: 'comment', comment: viewOf(comment, person, this.context, closed), total };
    // Of what nobody saw nobody need know that it is gone.
    return comment.seen ? { kind: 'removed', id, parent, changed, total } : undefined;
  }

  async queue(onChange: (change: QueueChange) => void, options: Omit<WatchOptions, 'after'>, person: Person): Promise<void> {
    moderator(person);
    await this.#listen(
      { onChange: ({ id, page, state }) => onChange({ id, page, state }), onConnection: options.onConnection },
      options.signal,
    );
  }

  async #listen(listener: { onChange: Listener; onConnection?: (connected: boolean) => void }, signal: AbortSignal): Promise<void> {
    if (!signal) throw new SaguimError('invalid-argument', 'Watching has no end', { where: 'signal', hint: 'Give an AbortSignal.' });
    signal.throwIfAborted();
    this.#listeners.add(listener);
    signal.addEventListener(
      'abort',
      () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) void this.close();
      },
      { once: true },
    );
    this.#end ??= this.context.store.watch(
      (change) => {
        for (const { onChange } of this.#listeners) onChange(change);
      },
      (connected) => {
        for (const { onConnection } of this.#listeners) onConnection?.(connected);
      },
    );
    await this.#end;
  }

  async close(): Promise<void> {
    const end = this.#end;
    this.#end = undefined;
    (await end)?.();
  }
}
