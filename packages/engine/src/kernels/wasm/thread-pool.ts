import type { HostWorker } from '../../platform/host-worker.js';
import { SaguimError } from '../../spec/index.js';
import {
  CONTROL_WORDS,
  EPOCH,
  FROM,
  type FromHelper,
  MAX_THREADS,
  MESSAGES,
  MODEL,
  STEP,
  THREADS,
  TO,
  type ToHelper,
} from './helper-loop.js';

export interface PoolHost {
  spawn(): HostWorker;
}

/**
 * A helper that waits does not collect its garbage, and so keeps the memory of models that were closed. After so many bytes of it, helpers
 * are replaced.
 */
const MOST_FORGOTTEN_BYTES = 64 << 20;

type Attachment = Extract<ToHelper, { type: 'attach' }>;

interface Sending {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function makeSending(): Sending {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((...settle) => {
    [resolve, reject] = settle;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** One helper thread as the pool sees it. */
class Helper {
  readonly index: number;
  readonly #ready = makeSending();
  /** Models that it can run. */
  readonly models = new Set<number>();
  isReady = false;
  readonly #worker: HostWorker;
  readonly #control: Int32Array;
  readonly #sending = new Map<number, Sending>();

  constructor(worker: HostWorker, index: number, control: Int32Array, died: (helper: Helper, reason: string) => void) {
    this.#worker = worker;
    this.index = index;
    this.#control = control;
    worker.onMessage((message) => this.#hear(message as FromHelper));
    worker.onDeath((reason) => died(this, reason));
    worker.post({ type: 'start', control: control.buffer, index });
  }

  /** Rejects when it cannot begin. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Gives it a model; keeps a Node script running until it has it. Resolves too when it is ended meanwhile: its successor gets the model. */
  attach(message: Attachment): Promise<void> {
    const { model } = message;
    if (this.models.has(model)) return Promise.resolve();
    let sending = this.#sending.get(model);
    if (!sending) {
      sending = makeSending();
      this.#sending.set(model, sending);
      this.#worker.ref();
      this.#tell(message);
    }
    return sending.promise;
  }

  detach(model: number): void {
    this.models.delete(model);
    this.#tell({ type: 'detach', model });
  }

  /**
   * Ends the thread; those who wait for it get the error, or nothing when it has a successor. Resolves when it does nothing any more, where
   * the host can tell.
   */
  async end(error?: Error): Promise<void> {
    this.models.clear();
    for (const waiting of [this.#ready, ...this.#sending.values()]) error ? waiting.reject(error) : waiting.resolve();
    this.#sending.clear();
    await this.#worker.terminate();
  }

  #hear(message: FromHelper): void {
    if (message.type === 'started') {
      this.isReady = true;
      this.#ready.resolve();
    } else {
      const { model } = message;
      const sending = this.#sending.get(model);
      this.#sending.delete(model);
      if (message.type === 'attached') {
        if (sending) this.models.add(model);
        sending?.resolve();
      } else {
        sending?.reject(new SaguimError('out-of-memory', `A helper thread could not take the model: ${message.reason}`));
      }
    }
    if (this.#sending.size === 0) this.#worker.unref();
  }

  /** A helper waits on memory, not on its event loop: a word says that a message is there for it. */
  #tell(message: ToHelper): void {
    this.#worker.post(message);
    Atomics.add(this.#control, MESSAGES + this.index, 1);
    wake(this.#control);
  }
}

/**
 * The helper threads of this process, shared by all loaded models; a step belongs to one model at a time, since whoever begins one takes
 * part in it and cannot begin another. A helper that dies is replaced, and the models it served are given to its successor.
 */
export class ThreadPool {
  readonly #host: PoolHost;
  readonly #models = new Map<number, Attachment>();
  /** Helpers 1, 2, …; all on the same control words. Those of an earlier set have words of their own and hear of no new step. */
  #helpers: Helper[] = [];
  #control = newControl();
  #nextModel = 1;
  #ending: Promise<unknown> | undefined;
  #restarting: Promise<void> | undefined;
  #growing = 0;
  #forgottenBytes = 0;
  #closed = false;

  constructor(host: PoolHost) {
    this.#host = host;
  }

  /** Threads that are there, the calling one included. */
  get threads(): number {
    const waited = this.#helpers.findIndex(({ isReady }) => !isReady);
    return 1 + (waited < 0 ? this.#helpers.length : waited);
  }

  /** Models that are attached. */
  get models(): number {
    return this.#models.size;
  }

  /** While ended helpers may still be writing to memory: resolves when they do no more. */
  get ending(): Promise<unknown> | undefined {
    return this.#ending;
  }

  /** Threads that can run a model's steps now, the calling one included. While helpers are being replaced there is one. */
  threadsOf(model: number): number {
    let threads = 1;
    for (const helper of this.#helpers) {
      if (!helper.models.has(model)) break;
      threads++;
    }
    return threads;
  }

  /** Makes sure of `threads - 1` helpers. @throws {SaguimError} `worker-died` when one cannot be started, `closed` */
  async grow(threads: number): Promise<void> {
    const wanted = Math.min(threads, MAX_THREADS);
    this.#growing++;
    try {
      for (;;) {
        while (this.#restarting) await this.#restarting;
        this.#open();
        if (this.threads >= wanted) return;
        this.#add(wanted - 1);
        await Promise.all(this.#helpers.map(({ ready }) => ready));
      }
    } finally {
      this.#growing--;
    }
  }

  /**
   * Gives a model's memory and program to every helper, `threads - 1` at least.
   * @throws {SaguimError} `out-of-memory` when a helper cannot take it, `worker-died` when one cannot be started, `closed`
   */
  async attach(attachment: Omit<Attachment, 'type' | 'model'>, threads: number): Promise<number> {
    this.#open();
    const message: Attachment = { type: 'attach', model: this.#nextModel++, ...attachment };
    this.#models.set(message.model, message);
    try {
      await this.grow(threads);
      await Promise.all(this.#helpers.map((helper) => helper.attach(message)));
    } catch (error) {
      this.detach(message.model);
      throw error;
    }
    // If a helper died meanwhile, its successor has the model then.
    while (this.#restarting) await this.#restarting;
    return message.model;
  }

  detach(model: number): void {
    const attachment = this.#models.get(model);
    if (!attachment) return;
    this.#models.delete(model);
    for (const helper of this.#helpers) helper.detach(model);
    this.#forgottenBytes += attachment.memory.buffer.byteLength;
    if (this.#models.size === 0 && this.#growing === 0) this.#endAll();
    else if (this.#forgottenBytes >= MOST_FORGOTTEN_BYTES) this.restart();
  }

  /** Begins operations `from … to - 1` of a model's program on `threads` threads, at most `threadsOf`; the caller then runs its own part. */
  begin(model: number, from: number, to: number, threads: number): void {
    const control = this.#control;
    Atomics.add(control, STEP, 1);
    Atomics.store(control, MODEL, model);
    Atomics.store(control, FROM, from);
    Atomics.store(control, TO, to);
    Atomics.store(control, THREADS, threads);
    Atomics.add(control, STEP, 1);
    wake(control);
  }

  /** Ends every helper, for instance when one did not come to a barrier; new ones are started in their place and given the models. */
  restart(): void {
    const count = this.#helpers.length;
    this.#endAll();
    const restarting = this.#startAgain(count).finally(() => {
      if (this.#restarting === restarting) this.#restarting = undefined;
    });
    this.#restarting = restarting;
  }

  /** Ends all helpers for good. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#models.clear();
    this.#endAll(closedError());
    await this.#ending;
  }

  async #startAgain(count: number): Promise<void> {
    try {
      await this.#ending;
      if (this.#closed) return;
      this.#add(count);
      await Promise.all(this.#helpers.map(({ ready }) => ready));
    } catch {
      // If the threads cannot be had again, the pool goes on with those that it has.
    }
    for (const message of this.#models.values()) {
      await Promise.allSettled(this.#helpers.map((helper) => helper.attach(message)));
    }
  }

  #add(helpers: number): void {
    this.#open();
    while (this.#helpers.length < Math.min(helpers, MAX_THREADS - 1)) {
      const index = this.#helpers.length + 1;
      this.#helpers.push(new Helper(this.#host.spawn(), index, this.#control, (helper, reason) => this.#lose(helper, reason)));
    }
  }

  #lose(helper: Helper, reason: string): void {
    const at = this.#helpers.indexOf(helper);
    if (at < 0) return;
    if (helper.isReady) {
      this.restart();
      return;
    }
    // One that does not start would not start again. Those after it have no place without it.
    const error = new SaguimError('worker-died', `A helper thread could not be used: ${reason}`, { where: `helper ${helper.index}` });
    for (const lost of this.#helpers.splice(at)) void lost.end(error);
  }

  #endAll(error?: Error): void {
    const ended = this.#helpers;
    this.#forgottenBytes = 0;
    this.#helpers = [];
    this.#control = newControl();
    const ending = Promise.allSettled([this.#ending, ...ended.map((helper) => helper.end(error))]).then(() => {
      if (this.#ending === ending) this.#ending = undefined;
    });
    this.#ending = ending;
  }

  #open(): void {
    if (this.#closed) throw closedError();
  }
}

const closedError = () => new SaguimError('closed', 'The helper threads were ended');

const newControl = () => new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));

function wake(control: Int32Array): void {
  Atomics.add(control, EPOCH, 1);
  Atomics.notify(control, EPOCH);
}
