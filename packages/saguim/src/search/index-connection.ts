import { SaguimError } from '@saguim/engine/spec';
import type { IndexInfo } from '../retrieval/index.js';
import type { EngineClient, EngineHandlers, OpenIndexArguments } from '../runtime/index.js';
import type { ArgumentOf, CallOptions, ResultOf } from '../runtime/rpc.js';

/** Methods whose argument names an index, which the connection fills in. */
type IndexMethod = {
  [M in keyof EngineHandlers & string]: ArgumentOf<EngineHandlers[M]> extends { readonly index: number } ? M : never;
}[keyof EngineHandlers & string];

let indexNumber = 0;
let exportNumber = 0;

/** One index in the worker, opened there again when a new worker takes the place of a dead one. */
export class IndexConnection {
  readonly #client: EngineClient;
  readonly #settings: Omit<OpenIndexArguments, 'index'>;
  #index = 0;
  #opening: Promise<IndexInfo> | undefined;
  #closed = false;

  constructor(client: EngineClient, settings: Omit<OpenIndexArguments, 'index'>) {
    this.#client = client;
    this.#settings = settings;
  }

  open(signal?: AbortSignal): Promise<IndexInfo> {
    const index = ++indexNumber;
    this.#index = index;
    // When it became open just before the abort was heard, it is closed; else closing what is not there does nothing.
    const onAbort = () => void this.#client.call('indexClose', { index }).catch(() => {});
    return this.#client.call('indexOpen', { ...this.#settings, index }, { signal, onAbort });
  }

  async call<M extends IndexMethod>(
    method: M,
    argument: Omit<ArgumentOf<EngineHandlers[M]>, 'index'>,
    options: CallOptions<never> = {},
  ): Promise<ResultOf<EngineHandlers[M]>> {
    this.#checkOpen();
    const index = this.#index;
    try {
      return await this.#client.call(method, { ...argument, index } as ArgumentOf<EngineHandlers[M]>, options as never);
    } catch (error) {
      if (!(error instanceof SaguimError) || error.details?.unknownIndex !== index) return refusedBatch(error);
    }
    // Another worker than the one in which it was opened.
    this.#checkOpen();
    if (this.#settings.name === undefined) throw new SaguimError('worker-died', 'The index was in the memory of a worker that is gone');
    if (index === this.#index) this.#opening = this.open();
    await this.#opening;
    return this.#client
      .call(method, { ...argument, index: this.#index } as ArgumentOf<EngineHandlers[M]>, options as never)
      .catch(refusedBatch);
  }

  export(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const number = ++exportNumber;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: () => this.call('indexExport', { number }),
        pull: async (controller) => {
          const piece = await this.#client.call('indexExportRead', { number });
          if (piece === undefined) controller.close();
          else controller.enqueue(piece as Uint8Array<ArrayBuffer>);
        },
        cancel: () => this.#client.call('indexExportCancel', { number }),
      },
      { highWaterMark: 1 },
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.call('indexClose', { index: this.#index }).catch((error: unknown) => {
      // With its worker everything is let go of, too.
      if (!(error instanceof SaguimError) || error.code !== 'worker-died') throw error;
    });
  }

  #checkOpen(): void {
    if (this.#closed) throw new SaguimError('closed', 'The index was closed', { where: this.#settings.name, hint: 'Open it again.' });
  }
}

/** What a worker made ready is lost with it, while somebody else made the vectors. */
function refusedBatch(error: unknown): never {
  if (!(error instanceof SaguimError) || error.details?.unknownBatch === undefined) throw error;
  throw new SaguimError('worker-died', 'The worker that made the documents ready is gone', {
    hint: 'Those that onProgress told of are kept: add the others again.',
    cause: error,
  });
}
