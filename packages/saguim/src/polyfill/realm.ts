import { exception, toStandardError } from '../web/exceptions.js';
import { type HostRules, hostRules } from '../web/host-rules.js';

type Global = typeof globalThis;

/** Ours throw no others; a plain `Error` is somebody's own. */
const plainErrors = ['TypeError', 'RangeError'] as const;

/**
 * A window that the interfaces are made for: what they give and throw is of its classes, what they are asked is checked against its
 * document. https://html.spec.whatwg.org/multipage/webappapis.html#realms-settings-objects-global-objects
 */
export class Realm {
  readonly global: Global;
  readonly #rules: HostRules;
  readonly #defaults: object;

  /** @param defaults members of `saguim` that hold where a call does not say otherwise */
  constructor(global: Global, rules: HostRules, defaults: object) {
    this.global = global;
    this.#rules = rules;
    this.#defaults = defaults;
  }

  /** Ours, and not another window's. */
  get #own(): boolean {
    return this.global === globalThis;
  }

  /** @throws {DOMException} `InvalidStateError` where the window's document is gone */
  checkActive(): void {
    const { document } = this.global;
    // Hosts without documents have nothing that could go.
    if (document === undefined || (document !== null && document.defaultView !== null)) return;
    throw exception('InvalidStateError', 'The document of this window is not there any more.');
  }

  /** A promise of the window, with its errors. `work` begins at once; what it throws is a rejection, too. */
  promise<T>(work: (call: Call) => Promise<T>): Promise<T> {
    const call = new Call(this.#rules, this.#defaults);
    const { Promise: WindowPromise } = this.global;
    const settled = run(work, call).catch((error: unknown) => {
      throw this.error(error, call);
    });
    if (this.#own) return settled;
    // Handlers of our own: those of a window that is gone are not called any more.
    return new WindowPromise((resolve, reject) => {
      settled.then(
        (value) => resolve(value),
        (error) => reject(error),
      );
    });
  }

  /** What `work` gives, or throws, with the window's errors. */
  sync<T>(work: (call: Call) => T): T {
    const call = new Call(this.#rules, this.#defaults);
    try {
      return work(call);
    } catch (error) {
      throw this.error(error, call);
    }
  }

  /** A stream of the window that gives what another one gives. */
  stream<T>(source: ReadableStream<T>, call: Call): ReadableStream<T> {
    const reader = source.getReader();
    const { ReadableStream: WindowStream } = this.global;
    return new WindowStream<T>(
      {
        // An error is told at once, also to who does not read.
        start: (controller) => void reader.closed.catch((error) => controller.error(this.error(error, call))),
        pull: async (controller) => {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  /** An error as the standard names it and of the window's classes. What the caller gave, such as a signal's reason, stays what it is. */
  error(error: unknown, call: Call): unknown {
    if (call.gave(error)) return error;
    const named = toStandardError(error);
    if (this.#own) return named;
    if (typeof DOMException !== 'undefined' && named instanceof DOMException) return this.#exception(named);
    if (!(named instanceof Error)) return named;
    const name = plainErrors.find((each) => named.constructor === globalThis[each]);
    return name ? new this.global[name](named.message, { cause: named.cause }) : named;
  }

  #exception(error: DOMException): DOMException {
    const { name, message, cause } = error as DOMException & { cause?: unknown };
    const { DOMException: WindowException, QuotaExceededError } = this.global as Global & { QuotaExceededError?: QuotaClass };
    const { quota, requested } = error as { quota?: number; requested?: number };
    const made =
      name === 'QuotaExceededError' && QuotaExceededError
        ? new QuotaExceededError(message, { quota, requested })
        : new WindowException(message, name);
    if (cause !== undefined) Object.defineProperty(made, 'cause', { value: cause, configurable: true, writable: true });
    return made;
  }
}

type QuotaClass = new (message: string, options: { quota?: number; requested?: number }) => DOMException;

/** Runs at once, and never throws. */
async function run<T>(work: (call: Call) => Promise<T>, call: Call): Promise<T> {
  return work(call);
}

/** One call, with what its caller may find again in its errors. */
export class Call {
  readonly #rules: HostRules;
  readonly #defaults: object;
  #signal: AbortSignal | undefined;
  readonly #thrown: unknown[] = [];

  constructor(rules: HostRules, defaults: object) {
    this.#rules = rules;
    this.#defaults = defaults;
  }

  /** Whether an error is the caller's own. */
  gave(error: unknown): boolean {
    return this.#thrown.includes(error) || (this.#signal?.aborted === true && this.#signal.reason === error);
  }

  /**
   * The options of `create()` and `availability()` as given, read no sooner and no more often than the standard says, with what this window
   * adds. What is no object is left to be refused.
   */
  options<T extends object>(given: T | null | undefined, defaults = this.#defaults): T {
    if (given !== undefined && given !== null && typeof given !== 'object' && typeof given !== 'function') return given;
    const source = (given ?? {}) as { signal?: unknown; saguim?: object; monitor?: unknown };
    return Object.create(source, {
      [hostRules]: { value: this.#rules },
      signal: { get: () => (this.#signal = this.#read(() => source.signal) as AbortSignal) },
      monitor: { get: () => this.#monitor(this.#read(() => source.monitor)) },
      saguim: { get: () => ({ ...defaults, ...(this.#read(() => source.saguim) as object) }) },
    }) as T;
  }

  /** As `options`, of a call on what was created: what holds for it was said then. */
  ownOptions<T extends object>(given: T | null | undefined): T {
    return this.options(given, {});
  }

  #read<T>(get: () => T): T {
    try {
      return get();
    } catch (error) {
      this.#thrown.push(error);
      throw error;
    }
  }

  #monitor(monitor: unknown): unknown {
    if (typeof monitor !== 'function') return monitor;
    return (target: unknown) => this.#read(() => monitor(target) as unknown);
  }
}
