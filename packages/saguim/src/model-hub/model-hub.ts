import { SaguimError } from '@saguim/engine/spec';
import { persistStorage, resolveAddress } from '#platform';
import type { Catalogue, CatalogueEntry } from '../hub/catalogue-entry.js';
import type {
  Hub,
  HubOptions,
  PullOptions,
  PullProgress,
  ResolvedModel,
  StoredModel,
  Suggestion,
  VerifyResult,
} from '../hub/hub-contract.js';
import { type Configuration, configured, locateModel } from '../hub/index.js';
import type { ModelFolder } from '../hub/model-folder.js';
import { whileSeen } from '../hub/while-seen.js';
import { allClients, type EngineClient, engineClient } from '../runtime/index.js';

export interface ModelHubOptions extends HubOptions {
  /** Where the engine's thread runs, which does the work. */
  readonly saguim?: Pick<Configuration, 'runtime' | 'workerUrl' | 'tabs'>;
}

const illegal = Symbol('illegal constructor');

const text = (value: unknown, what: string): string => {
  if (typeof value === 'string' && value.length > 0 && value.length <= 4096) return value;
  if (value instanceof URL) return value.href;
  throw new SaguimError('invalid-argument', `${what} must be a text`, {
    hint: 'Give a name, hf:owner/repository/file.gguf, or an address.',
  });
};

/** A catalogue as a list: what has methods does not go to another thread. */
const entriesOf = (catalogue: Catalogue | readonly CatalogueEntry[] | undefined): readonly CatalogueEntry[] | undefined =>
  catalogue && 'find' in catalogue && !Array.isArray(catalogue)
    ? (catalogue as Catalogue).entries
    : (catalogue as readonly CatalogueEntry[] | undefined);

/**
 * Brings models to this device and keeps them there: by name, from the Hugging Face hub, from any address, or from a file. Downloads go on
 * where they stopped, are verified, and are made once for all tabs and processes. The work is done in the engine's thread.
 */
export class ModelHub implements Hub {
  readonly #client: EngineClient;
  readonly #options: HubOptions;
  readonly #running = new Map<string, Set<{ controller: AbortController; done: Promise<unknown> }>>();

  private constructor(key: symbol, client: EngineClient, options: HubOptions) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use ModelHub.open().');
    this.#client = client;
    this.#options = options;
  }

  static async open({ saguim, ...options }: ModelHubOptions = {}): Promise<ModelHub> {
    const configuration = configured(saguim);
    const { catalogue, base = configuration.models, store, endpoint, token } = options;
    const address = (value: string | URL | undefined) => (value === undefined ? undefined : (resolveAddress(value) ?? String(value)));
    const given = {
      catalogue: typeof catalogue === 'string' || catalogue instanceof URL ? address(catalogue) : entriesOf(catalogue),
      base: address(base),
      store: store === undefined ? undefined : String(store),
      endpoint: address(endpoint),
      token,
    };
    const members = Object.entries(given).filter(([, value]) => value !== undefined);
    return new ModelHub(illegal, engineClient(configuration), Object.fromEntries(members) as HubOptions);
  }

  catalogue(): Promise<readonly CatalogueEntry[]> {
    return this.#client.call('hubCatalogue', { hub: this.#options });
  }

  resolve(nameOrSource: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ResolvedModel> {
    return this.#client.call('hubResolve', { hub: this.#options, name: text(nameOrSource, 'What to resolve') }, { signal });
  }

  async pull(nameOrSource: string, { signal, onProgress, whenHidden }: PullOptions = {}): Promise<StoredModel> {
    const name = text(nameOrSource, 'What to pull');
    signal?.throwIfAborted();
    persistStorage();
    const controller = new AbortController();
    const abort = () => controller.abort(signal!.reason);
    signal?.addEventListener('abort', abort);
    const fetchIt = (own: AbortSignal | undefined, pausing: (now: boolean) => void) => {
      const onItem = (progress: PullProgress) => {
        onProgress?.(progress);
        pausing(whenHidden === 'pause');
      };
      return this.#client.call('hubPull', { hub: this.#options, name }, { signal: own, onItem });
    };
    const done = whenHidden === 'pause' ? whileSeen(fetchIt, controller.signal) : fetchIt(controller.signal, () => {});
    const run = { controller, done: done.catch(() => {}) };
    const runs = this.#running.get(name) ?? new Set();
    this.#running.set(name, runs.add(run));
    try {
      return await done;
    } finally {
      signal?.removeEventListener('abort', abort);
      runs.delete(run);
    }
  }

  async pause(nameOrSource: string): Promise<void> {
    const runs = [...(this.#running.get(text(nameOrSource, 'What to pause')) ?? [])];
    for (const { controller } of runs) controller.abort(new DOMException('The download was paused.', 'AbortError'));
    await Promise.all(runs.map(({ done }) => done));
  }

  async cancel(nameOrSource: string): Promise<void> {
    await this.pause(nameOrSource);
    await this.#client.call('hubCancel', { hub: this.#options, name: nameOrSource });
  }

  stored(): Promise<StoredModel[]> {
    return this.#client.call('hubStored', { hub: this.#options });
  }

  verify(name: string, { signal, onProgress }: PullOptions = {}): Promise<VerifyResult> {
    return this.#client.call(
      'hubVerify',
      { hub: this.#options, name: text(name, 'The name') },
      { signal, onItem: (item) => onProgress?.(item) },
    );
  }

  async remove(name: string): Promise<boolean> {
    const checked = text(name, 'The name');
    // What nobody uses leaves the memory too: when it is wanted again it must come back to the device.
    await Promise.all(allClients().map((client) => client.closeUnused()));
    return this.#client.call('hubRemove', { hub: this.#options, name: checked });
  }

  suggestions({ needed }: { readonly needed?: number } = {}): Promise<Suggestion[]> {
    return this.#client.call('hubSuggestions', { hub: this.#options, needed });
  }

  async importFile(
    model: Blob | ArrayLike<File> | ModelFolder,
    { signal, onProgress, name }: PullOptions & { readonly name?: string } = {},
  ): Promise<StoredModel> {
    if (typeof model !== 'object' || model === null) {
      throw new SaguimError('invalid-argument', 'The model must be a File or Blob, or the files or the handle of a folder');
    }
    const location = locateModel(model);
    if (location.kind !== 'blob') throw new SaguimError('invalid-argument', 'An address is pulled, and not imported');
    persistStorage();
    return this.#client.call(
      'hubImport',
      { hub: this.#options, file: location.blob, name: name ?? location.name },
      { signal, onItem: (item) => onProgress?.(item) },
    );
  }
}
