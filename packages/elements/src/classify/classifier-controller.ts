import { createId } from '../chat/conversation.js';
import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import { hostClock, Saver, type SaverClock } from '../store/saver.js';
import type { ShelfController } from '../store/shelf.js';
import type { ClassifierRecord, ClassifierStore, Example } from './classifier.js';
import type { ClassifyProvider, Head } from './classify-provider.js';
import { LiveText } from './live-text.js';
import type { ParsedExample } from './parse-examples.js';

export interface ClassifierParts {
  readonly provider: Pick<ClassifyProvider, 'load' | 'train'>;
  readonly store: ClassifierStore;
  readonly clock?: SaverClock;
}

/** Examples that a label needs before it can be learnt. */
export const FEWEST = 2;
const DRAFT_INTERVAL = 200;
const LABELLED_KEPT = 100;

/** One classifier of one's own: its examples, its training, and what is tried with it. Fires `change`. */
export class ClassifierController extends EventTarget implements ShelfController<ClassifierRecord> {
  readonly #parts: ClassifierParts;
  readonly #examples = new Map<string, Example>();
  /** Ids of examples that were labelled one by one, the last one last. */
  readonly #labelled: string[] = [];
  readonly live: LiveText;
  #record: ClassifierRecord;
  #head: Promise<Head> | undefined;
  #training: AbortController | undefined;
  #fraction = 0;
  #problem: Problem | undefined;
  #closed = false;
  readonly #draftSaver: Saver;

  constructor(parts: ClassifierParts, record: ClassifierRecord) {
    super();
    this.#parts = parts;
    this.#record = record;
    this.#draftSaver = new Saver(() => this.#saveDraft(), DRAFT_INTERVAL, parts.clock ?? hostClock);
    this.live = new LiveText(
      () => this.#open(),
      () => this.#tell(),
      () => this.#draftSaver.touch(),
    );
  }

  async start(): Promise<this> {
    await this.#readExamples();
    const draft = await this.#parts.store.get('drafts', this.#record.id);
    if (draft) this.live.restore(draft.text);
    return this;
  }

  get record(): ClassifierRecord {
    return this.#record;
  }
  /** In the order in which they came. */
  get examples(): Example[] {
    return [...this.#examples.values()].sort((a, b) => a.order - b.order);
  }
  get labels(): readonly string[] {
    return this.#record.labels;
  }
  /** How many examples each label has, in the order of the labels. */
  get counts(): readonly { readonly label: string; readonly count: number }[] {
    const counts = new Map(this.labels.map((label) => [label, 0]));
    for (const { label } of this.#examples.values()) if (label) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts].map(([label, count]) => ({ label, count }));
  }
  /** Texts that wait for a label; those that were passed over come last. */
  get unlabelled(): Example[] {
    const waiting = this.examples.filter(({ label }) => label === '');
    return [...waiting.filter(({ skipped }) => !skipped), ...waiting.filter(({ skipped }) => skipped)];
  }
  get trained(): boolean {
    return this.#record.head !== undefined;
  }
  get training(): boolean {
    return this.#training !== undefined;
  }
  /** How far training is, 0 … 1. */
  get fraction(): number {
    return this.#fraction;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  /** Why it cannot be trained yet; undefined when it can. */
  get lacking(): 'labels' | 'examples' | undefined {
    const enough = this.counts.filter(({ count }) => count > 0);
    if (enough.length < 2) return 'labels';
    return enough.every(({ count }) => count >= FEWEST) ? undefined : 'examples';
  }
  get canUndoLabel(): boolean {
    return this.#labelled.length > 0;
  }

  example(id: string): Example | undefined {
    return this.#examples.get(id);
  }

  /**
   * Adds examples; one whose text is there already gives it its label.
   * @returns how many texts were new or changed, and those that had another label before
   */
  async add(parsed: readonly ParsedExample[]): Promise<{ count: number; relabelled: readonly string[] }> {
    const known = new Map([...this.#examples.values()].map((example) => [example.text, example]));
    let order = 0;
    for (const { order: other } of this.#examples.values()) order = Math.max(order, other);
    const changed = new Map<string, Example>();
    const relabelled = new Set<string>();
    for (const { text, label } of parsed) {
      const before = known.get(text);
      if (before && (label === '' || before.label === label)) continue;
      const example: Example = before ? { ...before, label } : { id: createId(), classifier: this.#record.id, text, label, order: ++order };
      if (before?.label) relabelled.add(text);
      known.set(text, example);
      changed.set(text, example);
    }
    await this.#put([...changed.values()]);
    return { count: changed.size, relabelled: [...relabelled] };
  }

  /** Gives an example a label; an empty one takes it away. */
  async label(id: string, label: string): Promise<void> {
    const example = this.#examples.get(id);
    if (!example || example.label === label.trim()) return;
    if (example.label === '') {
      this.#labelled.push(id);
      if (this.#labelled.length > LABELLED_KEPT) this.#labelled.shift();
    }
    await this.#put([{ ...example, label: label.trim() }]);
  }

  /** Takes the last label that was given one by one away again. */
  async undoLabel(): Promise<void> {
    const example = this.#examples.get(this.#labelled.pop() ?? '');
    if (example) await this.#put([{ ...example, label: '', skipped: false }]);
  }

  /** Passes a text over: it comes again when the others are done. */
  async skip(id: string): Promise<void> {
    const example = this.#examples.get(id);
    if (!example) return;
    let order = example.order;
    for (const { order: other } of this.#examples.values()) order = Math.max(order, other);
    this.#examples.set(id, { ...example, skipped: true, order: order + 1 });
    this.#tell();
    await this.#parts.store.write({ put: { examples: [this.#examples.get(id)!] } });
  }

  /** @returns a function that brings them back */
  async removeExamples(ids: readonly string[]): Promise<() => Promise<void>> {
    const gone = ids.map((id) => this.#examples.get(id)).filter((example) => example !== undefined);
    for (const { id } of gone) this.#examples.delete(id);
    await this.#write([], ids, gone.some(({ label }) => label !== '') ? gone.length : 0);
    return () => this.#put(gone);
  }

  async renameLabel(label: string, name: string): Promise<void> {
    const renamed = name.trim();
    if (!renamed || renamed === label) return;
    const changed = [...this.#examples.values()]
      .filter((example) => example.label === label)
      .map((example) => ({ ...example, label: renamed }));
    this.#record = { ...this.#record, labels: [...new Set(this.labels.map((each) => (each === label ? renamed : each)))] };
    await this.#put(changed);
  }

  /** Learns from the examples. What was learnt before stays until this is done, and when it is stopped or fails. */
  async train(): Promise<void> {
    if (this.#training || this.lacking) return;
    const abort = new AbortController();
    this.#training = abort;
    this.#fraction = 0;
    this.#problem = undefined;
    this.#tell();
    try {
      const used = this.examples.filter(({ label }) => label !== '');
      const before = this.#record.changes;
      const { head, report } = await this.#parts.provider.train(
        used.map(({ text, label }) => ({ text, label })),
        {
          signal: abort.signal,
          onProgress: (fraction) => {
            this.#fraction = fraction;
            this.#tell();
          },
        },
      );
      if (abort.signal.aborted || this.#closed) return head.destroy();
      const bytes = await head.save();
      await this.#release();
      this.#head = Promise.resolve(head);
      const changes = Math.max(0, this.#record.changes - before);
      await this.update({ head: bytes, report, trainedOn: used.map(({ id }) => id), changes });
      this.live.again();
    } catch (error) {
      if (!abort.signal.aborted && !isAbort(error)) this.#problem = toProblem(error);
    } finally {
      if (this.#training === abort) this.#training = undefined;
      this.#tell();
    }
  }

  stopTraining(): void {
    this.#training?.abort();
    this.#training = undefined;
    this.#tell();
  }

  async update(change: Partial<ClassifierRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    this.#tell();
    if (!this.#closed) await this.#parts.store.write({ put: { classifiers: [this.#record] } });
  }

  async refresh(): Promise<void> {
    const stored = await this.#parts.store.get('classifiers', this.#record.id);
    if (stored) {
      const retrained = stored.head !== undefined && stored.head.length !== this.#record.head?.length;
      this.#record = stored;
      if (retrained) {
        await this.#release();
        this.live.again();
      }
    }
    await this.#readExamples();
  }

  async release(): Promise<void> {
    this.stopTraining();
    await this.#release();
  }

  async close(): Promise<void> {
    if (!this.#closed) await this.#draftSaver.flush();
    this.#closed = true;
    await this.release();
  }

  /** Writes what is not written yet. */
  flush(): Promise<void> {
    return this.#draftSaver.flush();
  }

  /** The head, once it is trained. */
  head(): Promise<Head> {
    return this.#open();
  }

  #open(): Promise<Head> {
    const { head } = this.#record;
    if (!head) return Promise.reject(new DOMException('It is not trained yet', 'InvalidStateError'));
    const opened = (this.#head ??= this.#parts.provider.load(head));
    opened.catch(() => {
      if (this.#head === opened) this.#head = undefined;
    });
    return opened;
  }

  async #release(): Promise<void> {
    const head = this.#head;
    this.#head = undefined;
    await head?.then(
      (loaded) => loaded.destroy(),
      () => {},
    );
  }

  async #readExamples(): Promise<void> {
    const stored = await this.#parts.store.group('examples', this.#record.id);
    this.#examples.clear();
    for (const example of stored) this.#examples.set(example.id, example);
    this.#tell();
  }

  async #put(examples: readonly Example[]): Promise<void> {
    for (const example of examples) this.#examples.set(example.id, example);
    await this.#write(examples, [], examples.length);
  }

  async #write(put: readonly Example[], remove: readonly string[], changes: number): Promise<void> {
    const used = [...this.labels, ...[...this.#examples.values()].map(({ label }) => label).filter(Boolean)];
    const present = new Set([...this.#examples.values()].map(({ label }) => label));
    const labels = [...new Set(used)].filter((label) => present.has(label));
    this.#record = { ...this.#record, labels, changes: this.#record.changes + changes };
    this.#tell();
    await this.#parts.store.write({ put: { classifiers: [this.#record], examples: put }, remove: { examples: remove } });
  }

  async #saveDraft(): Promise<void> {
    if (this.#closed) return;
    await this.#parts.store.write({ put: { drafts: [{ id: this.#record.id, text: this.live.text }] } });
  }

  #tell(): void {
    if (!this.#closed) this.dispatchEvent(new Event('change'));
  }
}
