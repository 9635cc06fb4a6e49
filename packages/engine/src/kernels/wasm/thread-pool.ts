import type { HostWorker } from '../../platform/host-worker.js';
import { SaguimError } from '../../spec/index.js';
import { CONTROL_WORDS, EPOCH, FROM, MAX_THREADS, MESSAGES, MODEL, STEP, THREADS, TO, type ToHelper } from './helper-loop.js';

export interface PoolHost {
  spawn(): HostWorker;
}

interface Helper {
  readonly worker: HostWorker;
  readonly index: number;
  readonly ready: Promise<void>;
  attached: Map<number, () => void>;
}

type Attachment = Extract<ToHelper, { type: 'attach' }>;

/**
 * The helper threads of this process, shared by all loaded models; a step belongs to one model at a time, since whoever begins one takes
 * part in it and cannot begin another. A helper that dies is replaced, and the models it served are given to its successor.
 */
export class ThreadPool {
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  readonly #host: PoolHost;
  readonly #models = new Map<number, Attachment>();
  readonly #onDeath = new Set<() => void>();
  #helpers: Helper[] = [];
  #nextModel = 1;
  #broken = false;

  constructor(host: PoolHost) {
    this.#host = host;
  }

  /** Threads of a step, the calling one included, that are ready. While a helper is being replaced there is one. */
  get threads(): number {
    return this.#broken ? 1 : this.#helpers.length + 1;
  }

  /** Makes sure of `threads - 1` helpers. */
  async grow(threads: number): Promise<void> {
    const wanted = Math.min(threads, MAX_THREADS) - 1;
    while (this.#helpers.length < wanted) this.#add(this.#helpers.length + 1);
    await Promise.all(this.#helpers.map((helper) => helper.ready));
  }

  /** Gives a model's memory and program to every helper; `died` is called when one is lost. */
  async attach(attachment: Omit<Attachment, 'type' | 'model'>, died: () => void): Promise<number> {
    const message: Attachment = { type: 'attach', model: this.#nextModel++, ...attachment };
    this.#models.set(message.model, message);
    this.#onDeath.add(died);
    await Promise.all(this.#helpers.map((helper) => this.#send(helper, message)));
    return message.model;
  }

  detach(model: number, died: () => void): void {
    this.#onDeath.delete(died);
    if (!this.#models.delete(model)) return;
    for (const helper of this.#helpers) this.#tell(helper, { type: 'detach', model });
  }

  /** Begins operations `from … to - 1` of a model's program on `threads` threads; the caller then runs its own part. */
  begin(model: number, from: number, to: number, threads: number): void {
    const control = this.#control;
    Atomics.store(control, MODEL, model);
    Atomics.store(control, FROM, from);
    Atomics.store(control, TO, to);
    Atomics.store(control, THREADS, threads);
    Atomics.add(control, STEP, 1);
    this.#wake();
  }

  /** Ends every helper, for instance when one did not come to a barrier; new ones are started in their place. */
  restart(): void {
    const count = this.#helpers.length;
    for (const helper of this.#helpers) helper.worker.terminate();
    this.#helpers = [];
    this.#broken = true;
    const start = async () => {
      while (this.#helpers.length < count) this.#add(this.#helpers.length + 1);
      await Promise.all(this.#helpers.map((helper) => helper.ready));
      for (const message of this.#models.values()) await Promise.all(this.#helpers.map((helper) => this.#send(helper, message)));
      this.#broken = false;
    };
    // If the threads cannot be had again, the pool goes on with the one it has.
    start().catch(() => {});
  }

  /** Ends all helpers for good. */
  close(): void {
    for (const helper of this.#helpers) helper.worker.terminate();
    this.#helpers = [];
  }

  #add(index: number): void {
    const worker = this.#host.spawn();
    const attached = new Map<number, () => void>();
    let started = () => {};
    let failed: (error: Error) => void = () => {};
    const ready = new Promise<void>((resolve, reject) => {
      started = resolve;
      failed = reject;
    });
    ready.catch(() => {});
    const helper: Helper = { worker, index, ready, attached };
    worker.onMessage((message) => {
      const { type, model } = message as { type: string; model: number };
      if (type === 'started') started();
      else if (type === 'attached') attached.get(model)?.();
      worker.unref();
    });
    worker.onDeath((reason) => {
      failed(new SaguimError('worker-died', `A helper thread could not be used: ${reason}`, { where: `helper ${index}` }));
      if (!this.#helpers.includes(helper)) return;
      for (const listener of this.#onDeath) listener();
      this.restart();
    });
    this.#helpers.push(helper);
    Atomics.store(this.#control, MESSAGES + index, 0);
    worker.post({ type: 'start', control: this.#control.buffer, index });
  }

  async #send(helper: Helper, message: Attachment): Promise<void> {
    await helper.ready;
    helper.worker.ref();
    const done = new Promise<void>((resolve) => helper.attached.set(message.model, resolve));
    this.#tell(helper, message);
    await done;
  }

  /** A helper waits on memory, not on its event loop: a word says that a message is there for it. */
  #tell(helper: Helper, message: ToHelper): void {
    helper.worker.post(message);
    Atomics.add(this.#control, MESSAGES + helper.index, 1);
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#control, EPOCH, 1);
    Atomics.notify(this.#control, EPOCH);
  }
}
