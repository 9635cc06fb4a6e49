import type { ModelLoader } from '../chat/model-loader.js';
import { Shelf, type ShelfOptions } from '../store/shelf.js';
import { BuiltInController } from './built-in-controller.js';
import { type ClassifierRecord, type ClassifierStore, type ClassifierTables, createClassifier } from './classifier.js';
import { ClassifierController } from './classifier-controller.js';
import type { ClassifyProvider } from './classify-provider.js';

/** The classifiers of a page: those that come along, and one's own. */
export class ClassifyRoom extends Shelf<ClassifierRecord, ClassifierController, ClassifyProvider, ClassifierTables> {
  readonly #options: ShelfOptions;
  readonly #builtIn = new Map<string, BuiltInController>();
  /** What needs the model, through the loader, so that people see it come. */
  readonly #provider: Pick<ClassifyProvider, 'load' | 'train'> = {
    load: async (...args) => {
      await this.loader.ensure();
      return this.loader.provider.load(...args);
    },
    train: async (examples, options) => {
      await this.loader.ensure();
      options?.signal?.throwIfAborted();
      return this.loader.provider.train(examples, options);
    },
  };

  constructor(loader: ModelLoader<ClassifyProvider>, store: ClassifierStore, options: ShelfOptions = {}) {
    super(loader, store, 'classifiers', options);
    this.#options = options;
    loader.addEventListener('change', () => {
      if (loader.state.phase === 'absent') for (const controller of this.#builtIn.values()) void controller.release();
    });
  }

  create(name: string): Promise<ClassifierController> {
    return this.keep(createClassifier(name.trim(), this.now()));
  }

  /** A classifier from its file. @throws what the provider says of a file that is none */
  async import(name: string, bytes: Uint8Array): Promise<ClassifierController> {
    const head = await this.#provider.load(bytes);
    const labels = [...head.labels];
    head.destroy();
    return this.keep({ ...createClassifier(name.trim(), this.now()), head: bytes, labels });
  }

  /** One that comes along. */
  async builtIn(name: string): Promise<BuiltInController> {
    let controller = this.#builtIn.get(name);
    if (!controller) {
      controller = new BuiltInController(name, this.#provider, this.store, this.#options.clock);
      this.#builtIn.set(name, controller);
      await controller.start();
    }
    return controller;
  }

  override async discardAll(): Promise<void> {
    await Promise.all([super.discardAll(), ...[...this.#builtIn.values()].map((controller) => controller.close())]);
    this.#builtIn.clear();
  }

  protected openRecord(record: ClassifierRecord): Promise<ClassifierController> {
    return new ClassifierController({ provider: this.#provider, store: this.store, clock: this.#options.clock }, record).start();
  }

  protected override paused(controller: ClassifierController): void {
    controller.stopTraining();
  }

  protected async forget(id: string): Promise<void> {
    const examples = (await this.store.group('examples', id)).map((example) => example.id);
    await this.store.write({ remove: { classifiers: [id], examples, drafts: [id] } });
  }
}
