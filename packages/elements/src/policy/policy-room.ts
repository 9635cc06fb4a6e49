import { checkPolicy, type Policy, type PolicyPreset, presetPolicy } from 'saguim';
import type { ModelLoader } from '../chat/model-loader.js';
import { Shelf, type ShelfOptions } from '../store/shelf.js';
import { LabelledSet } from './labelled-set.js';
import { PolicyController } from './policy-controller.js';
import type { Explain, Judge, PolicyProvider } from './policy-provider.js';
import { createPolicyRecord, type PolicyRecord, type PolicyStore, type PolicyTables } from './policy-record.js';

/** The policies of a page, and the labelled comments that they are measured on. */
export class PolicyRoom extends Shelf<PolicyRecord, PolicyController, PolicyProvider, PolicyTables> {
  readonly set: LabelledSet;
  readonly #options: ShelfOptions;
  readonly #judge: Judge;
  readonly #explain: Explain;

  constructor(loader: ModelLoader<PolicyProvider>, store: PolicyStore, options: ShelfOptions = {}) {
    super(loader, store, 'policies', options);
    this.#options = options;
    // The first comment loads the model, with its progress shown.
    this.#judge = async (texts, judging) => {
      await loader.ensure();
      judging.signal?.throwIfAborted();
      return loader.provider.judge(texts, judging);
    };
    this.#explain = async (...asked) => {
      await loader.ensure();
      return loader.provider.explain(...asked);
    };
    this.set = new LabelledSet(store, this.#judge);
    this.set.addEventListener('change', () => this.dispatchEvent(new Event('change')));
    store.subscribe((event) => {
      if (event.type === 'changed' && !event.own) void this.set.read().catch(() => {});
    });
  }

  override async start(): Promise<void> {
    await super.start();
    if (!this.set.record) await this.set.read().catch(() => {});
  }

  create(name: string, policy: Policy | PolicyPreset = 'default'): Promise<PolicyController> {
    const given = typeof policy === 'string' ? presetPolicy(policy) : policy;
    return this.keep(createPolicyRecord(name.trim(), given, this.now()));
  }

  /** The policy that is there before anybody made one; two pages make the same. */
  first(name: string): Promise<PolicyController> {
    return this.keep(createPolicyRecord(name, presetPolicy('default'), this.now(), 'default'));
  }

  /** A policy from its file. @throws {SaguimError} as `checkPolicy()` */
  async import(name: string, json: string): Promise<PolicyController> {
    return this.create(name, checkPolicy(json));
  }

  override async discardAll(): Promise<void> {
    this.set.close();
    await super.discardAll();
  }

  protected openRecord(record: PolicyRecord): Promise<PolicyController> {
    return new PolicyController(
      { judge: this.#judge, explain: this.#explain, store: this.store, clock: this.#options.clock },
      record,
    ).start();
  }

  protected async forget(id: string): Promise<void> {
    await this.store.write({ remove: { policies: [id], drafts: [id] } });
  }
}
