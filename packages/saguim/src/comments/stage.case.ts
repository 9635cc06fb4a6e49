// What cases about comments stand on: a system on some store, people, and a few assertions that work in browsers too.
import { auditStore } from './audit-store.js';
import type { CommentOptions } from './comment-context.js';
import type { CommentView } from './comment-service.js';
import type { CommentStore } from './comment-store.js';
import { CommentSystem, type PersonalComments } from './comment-system.js';
import type { Person } from './person.js';
import { refusalReason } from './refusal.js';
import { WordJudge } from './word-judge.case.js';

export interface StoreStage {
  readonly store: CommentStore;
  /** Default: `system.as()`. */
  readonly reach?: Reach;
  /** Moves the store's clock. */
  advance(milliseconds: number): void;
  /** Ends it, with all that it kept. */
  end(): Promise<void>;
}

export type MakeStore = () => Promise<StoreStage>;

/** How people reach a system; over HTTP, for one. */
export type Reach = (system: CommentSystem, person: Person) => PersonalComments;

export interface Case {
  readonly name: string;
  readonly run: (makeStore: MakeStore) => Promise<void>;
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;

/** @throws {Error} where two values are not equal as JSON */
export function same(actual: unknown, expected: unknown, what = ''): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(sorted(value)));
  if (is !== should) throw new Error(`${what}\nexpected ${should}\nbut it is ${is}`);
}

/** @throws {Error} where it was not refused for this reason */
export async function refused(work: Promise<unknown>, reason: string): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  same(error && (refusalReason(error) ?? String(error)), reason, 'refused');
  return error!;
}

/** Resolves when something holds, however long that takes. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

export class Stage {
  readonly judge = new WordJudge();
  readonly errors: unknown[] = [];
  system!: CommentSystem;
  #keys = 0;

  private constructor(readonly at: StoreStage) {}

  /** Sets the stage, runs, and clears it. */
  static async play(makeStore: MakeStore, work: (stage: Stage) => Promise<void>, options: Partial<CommentOptions> = {}): Promise<void> {
    const stage = new Stage(await makeStore());
    try {
      stage.system = await stage.open(options);
      await work(stage);
      same(stage.errors.map(String), [], 'what failed in the background');
      const { valid, astray, problem = null } = await auditStore(stage.at.store);
      same([valid, astray, problem], [true, [], null], 'the log');
    } finally {
      await stage.system?.close();
      await stage.at.end();
    }
  }

  /** Another system on the same store. */
  open(options: Partial<CommentOptions> = {}): Promise<CommentSystem> {
    const { judge, errors } = this;
    return CommentSystem.open({
      store: this.at.store,
      moderator: judge,
      limits: { submit: { most: 0, seconds: 1 }, edit: { most: 0, seconds: 1 } },
      onError: (error) => errors.push(error),
      ...options,
    });
  }

  as(person: Person, system = this.system): PersonalComments {
    return this.at.reach?.(system, person) ?? system.as(person);
  }

  writer(name: string, system = this.system): PersonalComments {
    return this.as({ id: name.toLowerCase(), name, role: 'writer' }, system);
  }

  moderator(name = 'Marta', system = this.system): PersonalComments {
    return this.as({ id: `moderator-${name.toLowerCase()}`, name, role: 'moderator' }, system);
  }

  get administrator(): PersonalComments {
    return this.as({ id: 'root', name: 'Rita', role: 'administrator' });
  }

  get reader(): PersonalComments {
    return this.as({ role: 'reader' });
  }

  key(): string {
    return `key-${String(++this.#keys).padStart(8, '0')}`;
  }

  say(who: PersonalComments, text: string, parent?: string, page = 'article'): Promise<CommentView> {
    return who.submit({ page, text, key: this.key(), ...(parent !== undefined && { parent }) });
  }

  async texts(page = 'article'): Promise<(string | null)[]> {
    return (await this.reader.thread(page, { order: 'oldest' })).entries.map(({ comment }) => comment.text);
  }
}
