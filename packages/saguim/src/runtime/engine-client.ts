import type { GenerationResult, ModelInfo, SamplingOptions } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import { startTimer } from '#platform';
import type { Configuration } from '../hub/configuration.js';
import type { ModelLocation } from '../hub/location.js';
import type { ModelProgress, OnProgress } from '../hub/progress.js';
import { continuedCall, LostEngine } from './continued-call.js';
import type { EngineHandlers } from './engine-host.js';
import { type EngineLink, type Loss, startOwnEngine } from './engine-link.js';
import type { GenerateArguments, GenerationItem, LoadSettings, OpenedModel } from './engine-messages.js';
import { type ArgumentOf, type CallOptions, type ItemOf, type ResultOf, RpcClient } from './rpc.js';
import { SharedEngine } from './tabs/shared-engine.js';

/** A model that nobody uses is kept loaded for so long, since the next use often follows. */
const graceMilliseconds = 10_000;
/** Milliseconds; longer, timers do not wait. */
const longestTimer = 2 ** 31;

interface Connection {
  readonly client: RpcClient<EngineHandlers>;
  /** Absent where the engine runs in the calling thread. */
  readonly link?: EngineLink;
  dead: boolean;
}

/** A model as all its users of this process share it. */
interface SharedModel {
  readonly key: string;
  readonly location: ModelLocation;
  readonly settings: LoadSettings;
  uses: number;
  /** Calls under way. */
  running: number;
  opening?: {
    readonly connection: Connection;
    readonly promise: Promise<OpenedModel>;
    readonly controller: AbortController;
    waiting: number;
  };
  readonly listeners: Set<OnProgress>;
  /** Told when it is in memory, and when it gave its memory back. */
  readonly watchers: Set<(loaded: boolean) => void>;
  stopTimer?: () => void;
  stopIdle?: () => void;
}

export interface AcquireOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

type Methods = EngineHandlers;
/** Methods whose argument names a model, which the handle fills in. */
type ModelMethod = { [M in keyof Methods & string]: ArgumentOf<Methods[M]> extends { model: number } ? M : never }[keyof Methods & string];

type Place = Pick<Configuration, 'runtime' | 'workerUrl' | 'tabs'>;

/** Methods whose answer is drawn at random, unless a seed is given. */
const drawn: readonly string[] = ['generate', 'chat'];

/** One engine host and what is loaded in it; all sessions of a process share it, and in browsers all tabs of an origin. */
export class EngineClient {
  readonly #configuration: Place;
  readonly #shared: SharedEngine | undefined;
  readonly #models = new Map<string, SharedModel>();
  #connection: Promise<Connection> | undefined;
  /** Milliseconds after its last call in which a model gives its memory back. */
  idleTime: number | undefined;

  /** @param configuration default: in a worker of this page's or process's own */
  constructor(configuration: Place) {
    this.#configuration = configuration;
    if (configuration.tabs === 'shared') this.#shared = new SharedEngine(configuration.workerUrl);
  }

  /** Whether another tab's engine may take this one's place in mid-answer. */
  get isShared(): boolean {
    return this.#shared !== undefined;
  }

  #connect(): Promise<Connection> {
    if (!this.#connection) {
      const connection = this.#start();
      this.#connection = connection;
      connection.catch(() => {
        if (this.#connection === connection) this.#connection = undefined;
      });
    }
    return this.#connection;
  }

  async #start(): Promise<Connection> {
    const { runtime } = this.#configuration;
    if (typeof runtime === 'object') return { client: new RpcClient<EngineHandlers>(runtime.start()), dead: false };
    if (runtime === 'inline') {
      // Loaded only here, so that pages with a worker do not fetch the engine twice.
      const { startInlineHost } = await import('./inline-host.js');
      return { client: new RpcClient<EngineHandlers>(startInlineHost()), dead: false };
    }
    const link = (await this.#shared?.connect().catch(refusedLocks)) ?? startOwnEngine(this.#configuration.workerUrl);
    const connection: Connection = { client: new RpcClient<EngineHandlers>(link.port, (busy) => link.busy(busy)), link, dead: false };
    link.onLoss((loss) => this.#lose(connection, loss));
    return connection;
  }

  /** What was pending is rejected; the next call starts anew. */
  #lose(connection: Connection, loss: Loss): void {
    if (connection.dead) return;
    connection.dead = true;
    this.#connection = undefined;
    connection.client.fail(() => new LostEngine(loss));
  }

  /** Ends the worker now, or leaves that of another tab. Everything pending is rejected; a later call starts a new one. */
  async terminate(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    if (!connection || connection.dead) return;
    connection.link?.end();
    if (!connection.link) await connection.client.call('closeAll', undefined);
    this.#lose(connection, { reason: 'it was ended on purpose', again: false });
  }

  /** Calls a method that needs no model. */
  call<M extends keyof Methods & string>(method: M, argument: ArgumentOf<Methods[M]>, options: CallOptions<ItemOf<Methods[M]>> = {}) {
    return continuedCall(method, options, async (own) => (await orAborted(this.#connect(), own.signal)).client.call(method, argument, own));
  }

  /**
   * A model, loaded if it is not, for one more user.
   * @throws {SaguimError} as `loadEngine` and the hub; the signal's reason
   */
  async acquire(location: ModelLocation, settings: LoadSettings, options: AcquireOptions = {}): Promise<ModelHandle> {
    options.signal?.throwIfAborted();
    const blob = location.kind === 'blob' ? blobNumber(location.blob) : undefined;
    const key = JSON.stringify([blob ?? location, settings]);
    let model = this.#models.get(key);
    if (!model)
      this.#models.set(key, (model = { key, location, settings, uses: 0, running: 0, listeners: new Set(), watchers: new Set() }));
    model.uses++;
    model.stopTimer?.();
    try {
      const { info } = await continuedCall('open', options, (own) => this.opened(model, { ...options, ...own }));
      return new ModelHandle(this, model, info);
    } catch (error) {
      this.release(model);
      throw error;
    }
  }

  /** The model in the worker that runs now; opens it there (again, after a worker died). */
  async opened(model: SharedModel, { signal, onProgress }: AcquireOptions = {}): Promise<OpenedModel & { connection: Connection }> {
    const connection = await orAborted(this.#connect(), signal);
    signal?.throwIfAborted();
    if (model.opening?.connection !== connection || model.opening.controller.signal.aborted) {
      model.opening = undefined;
      await this.#closeUnused(connection);
    }
    if (model.opening === undefined) this.#open(model, connection);
    const opening = model.opening!;
    if (onProgress) model.listeners.add(onProgress);
    opening.waiting++;
    try {
      return { ...(await orAborted(opening.promise, signal)), connection };
    } finally {
      if (onProgress) model.listeners.delete(onProgress);
      // When the last one who waits gives up, so does the loading.
      if (--opening.waiting === 0 && signal?.aborted) opening.controller.abort();
    }
  }

  #open(model: SharedModel, connection: Connection): void {
    const controller = new AbortController();
    const { location, settings } = model;
    const onItem = (progress: ModelProgress) => {
      for (const listener of model.listeners) listener(progress);
    };
    const number = ++modelNumber;
    // If it became open just before this was heard, it is closed; else closing what is not there does nothing.
    const onAbort = () => void connection.client.call('close', { model: number }).catch(() => {});
    const promise = connection.client.call('open', { model: number, location, settings }, { signal: controller.signal, onItem, onAbort });
    const opening = { connection, promise, controller, waiting: 0 };
    model.opening = opening;
    promise.then(
      () => {
        if (controller.signal.aborted && model.opening === opening) model.opening = undefined;
        else for (const watcher of model.watchers) watcher(true);
      },
      () => {
        if (model.opening === opening) model.opening = undefined;
      },
    );
  }

  /** Tells the worker something about a model, if it is there now: it is not loaded for that. */
  async tell<M extends ModelMethod>(model: SharedModel, method: M, argument: Omit<ArgumentOf<Methods[M]>, 'model'>): Promise<void> {
    const { opening } = model;
    const opened = await opening?.promise.catch(() => undefined);
    if (!opened || opening!.connection.dead) return;
    await opening!.connection.client.call(method, { ...argument, model: opened.model } as ArgumentOf<Methods[M]>);
  }

  /** Gives back one use of a model. The last one closes it, after a while. */
  release(model: SharedModel): void {
    if (--model.uses > 0) return;
    model.stopTimer = startTimer(graceMilliseconds, () => void this.#close(model).catch(() => {}));
  }

  /** Runs one call of a model, after which it may give its memory back for lack of others. */
  async using<T>(model: SharedModel, call: () => Promise<T>): Promise<T> {
    model.stopIdle?.();
    model.running++;
    try {
      return await call();
    } finally {
      const { idleTime } = this;
      if (--model.running === 0 && idleTime && idleTime < longestTimer)
        model.stopIdle = startTimer(idleTime, () => void this.#free(model).catch(() => {}));
    }
  }

  async #close(model: SharedModel): Promise<void> {
    if (model.uses > 0) return;
    model.stopTimer?.();
    model.stopIdle?.();
    this.#models.delete(model.key);
    await this.#free(model);
  }

  /** Gives a model's memory back; who calls it next loads it again. */
  async #free(model: SharedModel): Promise<void> {
    const { opening } = model;
    model.opening = undefined;
    if (!opening || opening.connection.dead) return;
    const opened = await opening.promise.catch(() => undefined);
    if (!opened || opening.connection.dead) return;
    await opening.connection.client.call('close', { model: opened.model });
    for (const watcher of model.watchers) watcher(false);
  }

  /** Memory is for the model that is wanted now. */
  async #closeUnused(connection?: Connection): Promise<void> {
    for (const model of [...this.#models.values()]) {
      if (model.uses > 0 || (connection && model.opening?.connection !== connection)) continue;
      await this.#close(model).catch(() => {});
    }
  }

  /** Closes what nobody uses, at once. */
  closeUnused(): Promise<void> {
    return this.#closeUnused();
  }
}

/** Browsers refuse locks and channels where they keep nothing: then the page has its own engine. */
function refusedLocks(error: unknown): undefined {
  if (!(error instanceof DOMException) || error.name !== 'SecurityError') throw error;
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it is aborted. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The same request with a seed, so that the next engine draws the same answer. */
function seeded<A extends object>(argument: A): A {
  const { sampling } = argument as { sampling?: SamplingOptions };
  return { ...argument, sampling: { seed: Math.floor(Math.random() * 2 ** 32), ...withoutUndefined(sampling) } };
}

const withoutUndefined = (members: object = {}) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

let modelNumber = 0;
let blobs = 0;
const blobNumbers = new WeakMap<object, number>();

function blobNumber(blob: object): number {
  let number = blobNumbers.get(blob);
  if (number === undefined) blobNumbers.set(blob, (number = ++blobs));
  return number;
}

/** One user's hold on a loaded model. */
export class ModelHandle {
  readonly info: ModelInfo;
  readonly #client: EngineClient;
  readonly #model: SharedModel;
  #released = false;

  constructor(client: EngineClient, model: SharedModel, info: ModelInfo) {
    this.#client = client;
    this.#model = model;
    this.info = info;
  }

  /** Where it was loaded from. */
  get location(): ModelLocation {
    return this.#model.location;
  }

  /** Calls back when the model is in memory again, and when it has given its memory back for lack of questions. @returns what ends that */
  onMemory(listener: (loaded: boolean) => void): () => void {
    const { watchers } = this.#model;
    watchers.add(listener);
    return () => void watchers.delete(listener);
  }

  /** A second hold on the same model. */
  share(): ModelHandle {
    this.#check();
    this.#model.uses++;
    return new ModelHandle(this.#client, this.#model, this.info);
  }

  /** Calls a method for this model. Abort also ends the engine's running step at once, where memory is shared. */
  async call<M extends ModelMethod>(
    method: M,
    argument: Omit<ArgumentOf<Methods[M]>, 'model'>,
    options: CallOptions<ItemOf<Methods[M]>> = {},
  ): Promise<ResultOf<Methods[M]>> {
    this.#check();
    const given = this.#client.isShared && drawn.includes(method) ? seeded(argument) : argument;
    return this.#client.using(this.#model, () =>
      continuedCall(method, options, async (own) => {
        const { connection, model, cancelWord } = await this.#client.opened(this.#model, { signal: own.signal });
        const onAbort = () => {
          if (cancelWord) Atomics.store(cancelWord, 0, 1);
          options.onAbort?.();
        };
        return connection.client.call(method, { ...given, model } as ArgumentOf<Methods[M]>, { ...own, onAbort });
      }),
    );
  }

  /** Tells what may as well get lost. */
  tell<M extends ModelMethod>(method: M, argument: Omit<ArgumentOf<Methods[M]>, 'model'>): void {
    this.#client.tell(this.#model, method, argument).catch(() => {});
  }

  generate(request: GenerateArguments, options: CallOptions<GenerationItem> = {}): Promise<GenerationResult> {
    return this.call('generate', request, options);
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#client.release(this.#model);
  }

  #check(): void {
    if (this.#released) throw new SaguimError('closed', 'The model was given back', { hint: 'Create a new session.' });
  }
}
