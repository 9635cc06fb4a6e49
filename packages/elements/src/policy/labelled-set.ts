import type { Policy } from 'saguim';
import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import { type Judged, rulesOf, toJudged } from './outcome.js';
import type { Judge } from './policy-provider.js';
import type { LabelledComment, PolicyStore, SetRecord } from './policy-record.js';
import type { MeasuredComment } from './set-figures.js';

/** Comments that are judged together; between them a person may stop. */
const BATCH = 16;
/** Batches after which what there is is stored. */
const STORED_EVERY = 20;

/** The labelled comments of a page, and what was said of them: the same for every policy whose rules are the same. Fires `change`. */
export class LabelledSet extends EventTarget {
  readonly #store: PolicyStore;
  readonly #judge: Judge;
  #record: SetRecord | undefined;
  #running: AbortController | undefined;
  #problem: Problem | undefined;
  #measured: { readonly record: SetRecord; readonly comments: readonly (MeasuredComment & LabelledComment)[] } | undefined;
  #closed = false;

  constructor(store: PolicyStore, judge: Judge) {
    super();
    this.#store = store;
    this.#judge = judge;
  }

  get record(): SetRecord | undefined {
    return this.#record;
  }
  get running(): boolean {
    return this.#running !== undefined;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  /** How much of it is judged, 0 … 1. */
  get fraction(): number {
    return this.#record ? this.#record.judged.length / this.#record.comments.length : 0;
  }

  /** Comments that are judged; those alone whose scores hold under this policy. */
  measured(policy: Policy): readonly (MeasuredComment & LabelledComment)[] {
    const record = this.#record;
    if (!record || record.rules !== rulesOf(policy)) return [];
    if (this.#measured?.record !== record)
      this.#measured = { record, comments: record.judged.map((judged, at) => ({ ...record.comments[at]!, judged })) };
    return this.#measured.comments;
  }

  async read(): Promise<void> {
    if (this.#running) return;
    this.#record = await this.#store.get('sets', 'set');
    this.#tell();
  }

  /** Takes other comments in the place of those there were. */
  async take(name: string, comments: readonly LabelledComment[], left = 0): Promise<void> {
    this.stop();
    await this.#put({ id: 'set', name, comments, left, judged: [], rules: '' });
  }

  /** Forgets it. @returns what brings it back */
  async remove(): Promise<() => Promise<void>> {
    this.stop();
    const before = this.#record;
    this.#record = undefined;
    await this.#store.write({ remove: { sets: ['set'] } });
    this.#tell();
    return async () => {
      if (before) await this.#put(before);
    };
  }

  /** Judges what is not judged yet under this policy. */
  async run(policy: Policy): Promise<void> {
    if (!this.#record || this.#running) return;
    const abort = new AbortController();
    this.#running = abort;
    this.#problem = undefined;
    const rules = rulesOf(policy);
    const record = this.#record;
    const judged: Judged[] = record.rules === rules ? [...record.judged] : [];
    try {
      for (let batch = 0; judged.length < record.comments.length; batch++) {
        this.#record = { ...record, judged: [...judged], rules };
        this.#tell();
        if (batch % STORED_EVERY === STORED_EVERY - 1) await this.#put(this.#record);
        const texts = record.comments.slice(judged.length, judged.length + BATCH).map(({ text }) => text);
        const verdicts = await this.#judge(texts, { policy, signal: abort.signal, priority: 'background' });
        abort.signal.throwIfAborted();
        judged.push(...verdicts.map(toJudged));
      }
    } catch (error) {
      if (!abort.signal.aborted && !isAbort(error)) this.#problem = toProblem(error);
    }
    if (this.#running !== abort) return;
    this.#running = undefined;
    await this.#put({ ...record, judged, rules });
  }

  stop(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.abort();
    if (running && this.#record) void this.#put(this.#record);
  }

  close(): void {
    this.#closed = true;
    this.#running?.abort();
    this.#record = undefined;
  }

  async #put(record: SetRecord): Promise<void> {
    this.#record = record;
    this.#tell();
    if (!this.#closed) await this.#store.write({ put: { sets: [record] } }).catch(() => {});
  }

  #tell(): void {
    if (!this.#closed) this.dispatchEvent(new Event('change'));
  }
}
