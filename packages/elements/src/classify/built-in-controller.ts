import { hostClock, Saver, type SaverClock } from '../store/saver.js';
import type { ClassifierStore } from './classifier.js';
import type { ClassifyProvider, Head } from './classify-provider.js';
import { LiveText } from './live-text.js';

const DRAFT_INTERVAL = 200;

/** A classifier that comes along: a text to try it with. Fires `change`. */
export class BuiltInController extends EventTarget {
  readonly name: string;
  readonly live: LiveText;
  readonly #provider: Pick<ClassifyProvider, 'load'>;
  readonly #store: ClassifierStore;
  readonly #draftSaver: Saver;
  #head: Promise<Head> | undefined;
  #closed = false;

  constructor(name: string, provider: Pick<ClassifyProvider, 'load'>, store: ClassifierStore, clock: SaverClock = hostClock) {
    super();
    this.name = name;
    this.#provider = provider;
    this.#store = store;
    this.#draftSaver = new Saver(() => this.#saveDraft(), DRAFT_INTERVAL, clock);
    this.live = new LiveText(
      () => this.head(),
      () => this.dispatchEvent(new Event('change')),
      () => this.#draftSaver.touch(),
    );
  }

  async start(): Promise<this> {
    const draft = await this.#store.get('drafts', this.name).catch(() => undefined);
    if (draft && this.live.text === '') this.live.restore(draft.text);
    return this;
  }

  head(): Promise<Head> {
    const head = (this.#head ??= this.#provider.load(this.name));
    head.catch(() => {
      if (this.#head === head) this.#head = undefined;
    });
    return head;
  }

  async release(): Promise<void> {
    const head = this.#head;
    this.#head = undefined;
    await head?.then(
      (loaded) => loaded.destroy(),
      () => {},
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.release();
  }

  flush(): Promise<void> {
    return this.#draftSaver.flush();
  }

  async #saveDraft(): Promise<void> {
    if (!this.#closed) await this.#store.write({ put: { drafts: [{ id: this.name, text: this.live.text }] } });
  }
}
