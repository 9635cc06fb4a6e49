import { SaguimError } from '@saguim/engine/spec';
import { type PackedError, packError, unpackError } from './packed-error.js';

/** One end of a pair that messages go between: a worker, or the same thread. */
export interface Port {
  post(message: unknown, transfer?: Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

type ToServer =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly argument: unknown }
  | { readonly type: 'abort'; readonly id: number };

type ToClient =
  | { readonly type: 'item'; readonly id: number; readonly value: unknown }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: PackedError };

/** What a handler is given beside its argument. */
export interface CallContext<Item = unknown> {
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
  /** Sends one item ahead of the result. */
  emit(item: Item): void;
}

/** Methods by name: one argument, any number of items, one result. */
// biome-ignore lint/suspicious/noExplicitAny: the methods of a table differ; each one's own signature is checked where it is written
export type Handlers = Record<string, (argument: any, context: CallContext<any>) => unknown>;

/** Tables that are fetched when the first of their methods is called, by the word that these methods' names begin with. */
export type LaterHandlers = Readonly<Record<string, () => Promise<Handlers>>>;

/** Types of a method, read off its handler. */
export type ArgumentOf<H> = H extends (argument: infer A, ...rest: never[]) => unknown ? A : never;
export type ItemOf<H> = H extends (argument: never, context: CallContext<infer I>) => unknown ? I : never;
export type ResultOf<H> = H extends (...all: never[]) => infer R ? Awaited<R> : never;

export interface Serving {
  /** Calls that are being answered. */
  readonly running: number;
  /** Ends what runs; it rejects with `reason`, where that can be cloned. */
  abortAll(reason?: unknown): void;
}

/** Answers calls that come through `port`. */
export function serve(port: Port, handlers: Handlers, later: LaterHandlers = {}): Serving {
  const running = new Map<number, AbortController>();
  const send = (message: ToClient) => port.post(message);
  const fetched = new Map<string, Promise<Handlers>>();

  /** The table that a method is in, if it is in one that comes later. */
  function tableOf(method: string): Promise<Handlers> | undefined {
    const word = Object.keys(later).find((beginning) => method.startsWith(beginning));
    if (word === undefined) return undefined;
    let table = fetched.get(word);
    if (!table) {
      table = later[word]!().catch((cause) => {
        fetched.delete(word); // the next call tries again
        throw new SaguimError('network', 'A part of the engine could not be loaded', {
          hint: 'Try again when the server of the page can be reached.',
          cause,
        });
      });
      fetched.set(word, table);
    }
    return table;
  }

  async function answer(id: number, method: string, argument: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const table = Object.hasOwn(handlers, method) ? handlers : await tableOf(method);
      if (!table || !Object.hasOwn(table, method)) throw new SaguimError('internal', `There is no method "${method}"`);
      const context: CallContext = {
        signal: controller.signal,
        emit: (value) => {
          if (!controller.signal.aborted) send({ type: 'item', id, value });
        },
      };
      const value = await table[method]!(argument, context);
      send({ type: 'done', id, value });
    } catch (error) {
      send({ type: 'failed', id, error: packError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.onMessage((message) => {
    const received = message as ToServer;
    if (received.type === 'call') void answer(received.id, received.method, received.argument);
    else if (received.type === 'abort') running.get(received.id)?.abort();
  });
  return {
    get running() {
      return running.size;
    },
    abortAll(reason) {
      for (const controller of running.values()) controller.abort(reason);
    },
  };
}

interface Pending {
  settle(): void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  item?(value: unknown): void;
}

export interface CallOptions<Item> {
  /** Its abort rejects the call at once with the signal's reason and tells the other side. */
  readonly signal?: AbortSignal;
  /** Runs when the call is given up, after the other side was told. */
  onAbort?(): void;
  onItem?(item: Item): void;
}

/** The calling end. */
export class RpcClient<H extends Handlers> {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  readonly #onBusy: (busy: boolean) => void;
  #next = 1;
  #dead: (() => Error) | undefined;

  /** @param onBusy told when the first call begins and when the last one ends */
  constructor(port: Port, onBusy: (busy: boolean) => void = () => {}) {
    this.#port = port;
    this.#onBusy = onBusy;
    port.onMessage((message) => this.#receive(message as ToClient));
  }

  /** Calls under way. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Calls a method of the other side.
   * @throws what the method threw; the signal's reason; the error given to `fail`
   */
  call<M extends keyof H & string>(
    method: M,
    argument: ArgumentOf<H[M]>,
    options: CallOptions<ItemOf<H[M]>> = {},
  ): Promise<ResultOf<H[M]>> {
    const { signal, onItem, onAbort } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#dead) return reject(this.#dead());
      const id = this.#next++;
      const abort = () => {
        this.#settle(id)?.reject(signal!.reason);
        this.#port.post({ type: 'abort', id } satisfies ToServer);
        onAbort?.();
      };
      this.#pending.set(id, {
        settle: () => signal?.removeEventListener('abort', abort),
        resolve: resolve as (value: unknown) => void,
        reject,
        item: onItem as ((value: unknown) => void) | undefined,
      });
      if (this.#pending.size === 1) this.#onBusy(true);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        this.#port.post({ type: 'call', id, method, argument } satisfies ToServer);
      } catch (error) {
        this.#settle(id)?.reject(error); // an argument that cannot be cloned
      }
    });
  }

  /** The other side is gone: rejects all that is pending, and every later call. */
  fail(makeError: () => Error): void {
    this.#dead = makeError;
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(makeError());
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    pending.settle();
    if (this.#pending.size === 0) this.#onBusy(false);
    return pending;
  }

  #receive(message: ToClient): void {
    if (message.type === 'item') this.#pending.get(message.id)?.item?.(message.value);
    else if (message.type === 'done') this.#settle(message.id)?.resolve(message.value);
    else if (message.type === 'failed') this.#settle(message.id)?.reject(unpackError(message.error));
  }
}

/** Two ends in one thread. Messages arrive in order, in later turns, as between threads; they are not copied. */
export function portPair(): [Port, Port] {
  const make = () => {
    const waiting: unknown[] = [];
    let listener: ((message: unknown) => void) | undefined;
    return {
      deliver: (message: unknown) => {
        queueMicrotask(() => {
          if (listener) listener(message);
          else waiting.push(message);
        });
      },
      onMessage: (heard: (message: unknown) => void) => {
        listener = heard;
        for (const message of waiting.splice(0)) heard(message);
      },
    };
  };
  const [left, right] = [make(), make()];
  return [
    { post: right.deliver, onMessage: left.onMessage },
    { post: left.deliver, onMessage: right.onMessage },
  ];
}
