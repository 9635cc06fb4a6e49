import { SaguimError } from '@saguim/engine/spec';
import { hubEnvironment } from '#platform';
import { openCatalogue } from './catalogue/index.js';
import type { Catalogue, CatalogueEntry } from './catalogue-entry.js';
import type { Hub, HubOptions, PullOptions, ResolvedModel, StoredModel, Suggestion, VerifyResult } from './hub-contract.js';
import type { HubAccess } from './hugging-face.js';
import { type ImportOptions, importModel } from './import-model.js';
import type { ModelFolder } from './model-folder.js';
import { isSource } from './model-key.js';
import { type Network, network } from './network.js';
import { openShelf } from './open-shelf.js';
import { pullModel } from './pull-model.js';
import { parseReference } from './reference.js';
import { type ResolveContext, type Resolved, resolveModel } from './resolve-model.js';
import type { Shelf } from './shelf.js';
import { type Found, findStored } from './stored-marker.js';
import { describeFound, listStored, removeStored } from './stored-model.js';
import { suggest } from './suggestions.js';
import { verifyModel } from './verify-model.js';

/** What a test brings in place of the world's. */
export interface HubWorld {
  readonly shelf?: Shelf;
  readonly network?: Network;
}

function endpointOf(endpoint: string | URL | undefined): string {
  const text = String(endpoint ?? 'https://huggingface.co');
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new SaguimError('invalid-argument', 'The address of the Hugging Face hub must begin with https:', {
      where: text,
      hint: 'Check HF_ENDPOINT, or leave it out.',
    });
  }
  return text.replace(/\/+$/, '');
}

/** The hub in the thread that may write files: downloads, and what they are kept in. */
export class LocalHub implements Hub {
  readonly #shelf: Shelf;
  readonly #context: ResolveContext;
  readonly #access: HubAccess;
  readonly #running = new Map<string, Set<{ controller: AbortController; done: Promise<unknown> }>>();

  private constructor(shelf: Shelf, context: ResolveContext) {
    this.#shelf = shelf;
    this.#context = context;
    this.#access = context.access;
  }

  /** @throws {SaguimError} `invalid-argument` */
  static async open(options: HubOptions = {}, world: HubWorld = {}): Promise<LocalHub> {
    const environment = hubEnvironment();
    const access: HubAccess = {
      endpoint: endpointOf(options.endpoint ?? environment.endpoint),
      token: options.token ?? environment.token,
      network: world.network ?? network,
    };
    let catalogue: Promise<Catalogue> | undefined;
    return new LocalHub(world.shelf ?? (await openShelf(options.store)), {
      access,
      base: options.base,
      offline: environment.offline,
      catalogue: () => {
        catalogue ??= openCatalogue(options.catalogue);
        catalogue.catch(() => (catalogue = undefined)); // the next call tries again
        return catalogue;
      },
    });
  }

  async catalogue(): Promise<readonly CatalogueEntry[]> {
    return (await this.#context.catalogue()).entries;
  }

  resolve(nameOrSource: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ResolvedModel> {
    return this.#resolve(nameOrSource, signal);
  }

  #resolve(nameOrSource: string, signal?: AbortSignal): Promise<Resolved> {
    return resolveModel(this.#context, nameOrSource, signal);
  }

  async pull(nameOrSource: string, options: PullOptions = {}): Promise<StoredModel> {
    return describeFound(this.#shelf, await this.bring(nameOrSource, options));
  }

  /** As `pull`, for who goes on to open the files. */
  async bring(nameOrSource: string, { signal, onProgress }: PullOptions = {}): Promise<Found> {
    signal?.throwIfAborted();
    const here = await findStored(this.#shelf, isSource(nameOrSource) ? parseReference(nameOrSource).source : nameOrSource);
    if (here) return here;
    const controller = new AbortController();
    const abort = () => controller.abort(signal!.reason);
    signal?.addEventListener('abort', abort);
    const work = async (): Promise<Found> => {
      onProgress?.({ state: 'resolving', loaded: 0, total: 0, from: 0, bytesPerSecond: 0 });
      const resolved = await this.#resolve(nameOrSource, controller.signal);
      return (
        (await findStored(this.#shelf, resolved.source)) ??
        pullModel(resolved, { shelf: this.#shelf, access: this.#access, signal: controller.signal, onProgress })
      );
    };
    const run = { controller, done: Promise.resolve() as Promise<unknown> };
    const runs = this.#running.get(nameOrSource) ?? new Set();
    this.#running.set(nameOrSource, runs.add(run));
    try {
      const done = work();
      run.done = done.catch(() => {});
      return await done;
    } finally {
      signal?.removeEventListener('abort', abort);
      runs.delete(run);
    }
  }

  async pause(nameOrSource: string): Promise<void> {
    const runs = [...(this.#running.get(nameOrSource) ?? [])];
    for (const { controller } of runs) controller.abort(new DOMException('The download was paused.', 'AbortError'));
    await Promise.all(runs.map(({ done }) => done));
  }

  async cancel(nameOrSource: string): Promise<void> {
    await this.pause(nameOrSource);
    const begun = (await listStored(this.#shelf)).find((model) => model.partial && [model.name, model.source].includes(nameOrSource));
    if (begun) await removeStored(this.#shelf, begun.source);
  }

  stored(): Promise<StoredModel[]> {
    return listStored(this.#shelf);
  }

  async verify(name: string, options: PullOptions = {}): Promise<VerifyResult> {
    const found = await findStored(this.#shelf, isSource(name) ? parseReference(name).source : name);
    if (found) return verifyModel(this.#shelf, found, options);
    throw new SaguimError('not-found', `There is no stored model "${name}"`, {
      hint: `There are: ${(await this.stored()).map((model) => model.name).join(', ') || 'none'}.`,
    });
  }

  remove(name: string): Promise<boolean> {
    return removeStored(this.#shelf, name);
  }

  async suggestions({ needed = 0 }: { readonly needed?: number } = {}): Promise<Suggestion[]> {
    return suggest(await this.stored(), needed, this.#access.network.now());
  }

  importFile(file: Blob | ArrayLike<File> | ModelFolder, options: ImportOptions = {}): Promise<StoredModel> {
    return importModel(this.#shelf, file, options);
  }
}
