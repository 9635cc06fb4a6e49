import { ModelLoader, openTables, PageModerator, SaguimMeaning, type TableStore } from '@saguim/elements/comments';
import { CommentSystem, IndexedDbCommentStore, MemoryCommentStore, type Person, type PersonalComments } from 'saguim/comments';
import { type SampleComment, sampleComments } from './sample-article.js';

const database = 'saguim-studio-comments';
const learningDatabase = 'saguim-studio-comments-learning';
const writerKey = 'saguim-studio-writer';
/** The page that comments belong to. */
export const articlePage = 'studio-article';

type LearningTables = { learning: { readonly id: string; readonly bytes: Uint8Array } };

function readWriter(): Person | undefined {
  try {
    const { id, name } = JSON.parse(localStorage.getItem(writerKey) ?? '{}') as Partial<Person>;
    return typeof id === 'string' && typeof name === 'string' ? { id, name, role: 'writer', guest: true } : undefined;
  } catch {
    return undefined;
  }
}

function writeWriter(person: Person | undefined): void {
  try {
    if (person) localStorage.setItem(writerKey, JSON.stringify({ id: person.id, name: person.name }));
    else localStorage.removeItem(writerKey);
  } catch {
    // This browser keeps nothing: the writer is one as long as the page lives.
  }
}

/** Comments that are kept, judged and moderated in this browser alone: Studio is the site, its reader and its moderator. */
export class CommentsRoom extends EventTarget {
  /** Whoever reads and writes at this browser; another one once they erased all that was theirs, which fires `change`. */
  writer: PersonalComments;
  /** The same person as the site's moderator: somebody else to the comments, who may decide about them. */
  readonly moderator: PersonalComments;
  readonly #channel = new BroadcastChannel('saguim-studio-comments');

  private constructor(
    readonly loader: ModelLoader<PageModerator>,
    private readonly system: CommentSystem,
    private readonly store: IndexedDbCommentStore | MemoryCommentStore,
    private readonly learning: TableStore<LearningTables>,
    /** What searches by meaning; it comes with the first such search. */
    readonly searcher: ModelLoader<SaguimMeaning>,
  ) {
    super();
    this.writer = this.#as(readWriter() ?? { role: 'reader' });
    this.moderator = system.as({ id: 'studio-moderator', name: 'Studio', role: 'moderator' });
    this.#channel.onmessage = () => void this.#close();
  }

  static async open(): Promise<CommentsRoom> {
    const learning = await openTables<LearningTables>(learningDatabase, { learning: '' });
    const kept = await learning.get('learning', 'site');
    const model = new PageModerator({
      ...(kept && { learning: kept.bytes }),
      onLearned: (bytes) => void learning.write({ put: { learning: [{ id: 'site', bytes }] } }).catch(() => {}),
    });
    const loader = new ModelLoader(model);
    // The first text loads the model, with its progress shown.
    const ready = <A extends unknown[], R>(work: (...given: A) => Promise<R>) => {
      return async (...given: A): Promise<R> => {
        await loader.ensure();
        return work(...given);
      };
    };
    const { policy } = model;
    const judge = {
      policy,
      get labels() {
        return model.labels;
      },
      checkMany: ready(model.checkMany),
      learn: ready(model.learn),
    };
    let store: IndexedDbCommentStore | MemoryCommentStore = new IndexedDbCommentStore(database);
    await store.open().catch(() => {
      store = new MemoryCommentStore();
    });
    const searcher = new ModelLoader(new SaguimMeaning());
    const embedder = async () => {
      await searcher.ensure();
      return searcher.provider.textEmbedder();
    };
    const system = await CommentSystem.open({ store, moderator: judge, embedder, limits: { submit: { most: 0, seconds: 1 } } });
    return new CommentsRoom(loader, system, store, learning, searcher);
  }

  /** Advises while one types. */
  readonly adviser = async (): Promise<PageModerator> => {
    await this.loader.ensure();
    return this.loader.provider;
  };

  /** Has people who are not there say something about the article. */
  async addSamples(language: string): Promise<void> {
    const ids = new Map<string, string>();
    const all = sampleComments(language);
    for (const { name, text, answers } of all satisfies readonly SampleComment[]) {
      const person = this.system.as({ id: `sample-${name}`, name, role: 'writer' });
      const parent = answers === undefined ? undefined : ids.get(answers);
      // The same sample twice is one comment.
      const key = `sample-${language}-${all.findIndex((one) => one.text === text)}-comment`;
      const sent = await person
        .submit({ page: articlePage, text, key, locale: language, ...(parent && { parent }) })
        .catch(() => undefined);
      if (sent) ids.set(name, sent.id);
    }
  }

  /** A writer who is remembered. */
  #as(person: Person): PersonalComments {
    const writer = this.system.as(person);
    const [enter, eraseOwn] = [writer.enter.bind(writer), writer.eraseOwn.bind(writer)];
    writer.enter = async (...given) => {
      const entered = await enter(...given);
      writeWriter(entered);
      return entered;
    };
    writer.eraseOwn = async (...given) => {
      const erased = await eraseOwn(...given);
      writeWriter(undefined);
      this.writer = this.#as({ role: 'reader' });
      this.dispatchEvent(new Event('change'));
      return erased;
    };
    return writer;
  }

  /** Ends what runs and forgets everything, in other tabs too. */
  async erase(): Promise<void> {
    this.#channel.postMessage('erased');
    await this.#close();
    await this.learning.erase();
    writeWriter(undefined);
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(database);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
  }

  async #close(): Promise<void> {
    this.loader.release();
    this.searcher.release();
    await this.system.close();
    if ('close' in this.store) await this.store.close();
  }
}
