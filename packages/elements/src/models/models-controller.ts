import type { Candidate, Recommendation } from 'saguim';
import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import type { FoundFile } from '../documents/dropped-files.js';
import { UNDO_TIME } from '../undo-time.js';
import { type KeptModel, type ModelsProvider, type ModelTask, modelTasks, type PullStep, type RemovalAdvice } from './models-provider.js';

/** A download or an import, as it is shown. */
export interface Transfer {
  readonly name: string;
  readonly kind: 'download' | 'import';
  readonly state: 'running' | 'paused' | 'failed';
  readonly step?: PullStep;
  readonly problem?: Problem;
}

/** A model as it is shown: of the catalogue, on the device, or both. */
export interface ModelRow {
  readonly name: string;
  readonly candidate?: Candidate;
  readonly kept?: KeptModel;
  readonly transfer?: Transfer;
}

export interface ModelSections {
  /** On this device, or on the way to it. */
  readonly here: readonly ModelRow[];
  readonly fitting: readonly ModelRow[];
  /** Slow here, or too large. */
  readonly others: readonly ModelRow[];
}

export interface ModelsFilter {
  /** All when left out. */
  readonly task?: ModelTask;
  readonly language?: string;
}

const fits = ({ candidate }: ModelRow) =>
  candidate !== undefined && !candidate.obstacles.some((obstacle) => obstacle === 'memory' || obstacle === 'room' || obstacle === 'slow');

/**
 * The models of this device and of the catalogue: what is here, what would suit, downloads with pause and cancel, removal that can be taken
 * back. Fires `change`.
 */
export class ModelsController extends EventTarget {
  readonly provider: ModelsProvider;
  #kept: readonly KeptModel[] = [];
  #advice: readonly Recommendation[] = [];
  #filter: ModelsFilter = {};
  readonly #transfers = new Map<string, Transfer & { readonly controller?: AbortController }>();
  /** Removed for the eye; really when the time to take it back is over. */
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();
  #looking: Promise<void> | undefined;
  #advising = 0;
  estimate: { readonly usage?: number; readonly quota?: number } | undefined;
  problem: Problem | undefined;
  /** What could be removed, where room is scarce or something lies here for nothing. */
  advice: readonly RemovalAdvice[] = [];
  /** Whether it is known what suits this device. */
  ready = false;

  constructor(provider: ModelsProvider) {
    super();
    this.provider = provider;
  }

  get device(): Recommendation['device'] | undefined {
    return this.#advice[0]?.device;
  }

  get speed(): Recommendation['speed'] {
    return this.#advice[0]?.speed;
  }

  get filter(): ModelsFilter {
    return this.#filter;
  }

  /** Looks at the device, what is kept and what would suit it. */
  async start(): Promise<void> {
    await Promise.all([this.look(), this.#advise()]);
  }

  async choose(filter: ModelsFilter): Promise<void> {
    this.#filter = filter;
    this.#changed();
    await this.#advise();
  }

  async #advise(): Promise<void> {
    const number = ++this.#advising;
    const { task, language } = this.#filter;
    const tasks = task ? [task] : modelTasks;
    const ask = (ownCatalogue: boolean) =>
      Promise.all(tasks.map((each) => this.provider.recommend({ task: each, ...(language && { language }), ownCatalogue })));
    let problem: Problem | undefined;
    const advice = await ask(true).catch((error) => {
      // A catalogue of one's own that cannot be had is no reason to show none.
      problem = toProblem(error);
      return ask(false).catch(() => []);
    });
    if (number !== this.#advising) return;
    this.#advice = advice;
    this.problem = problem;
    this.ready = true;
    this.#changed();
  }

  /** Looks again at what is kept. */
  look(): Promise<void> {
    const { provider } = this;
    this.#looking ??= Promise.all([
      provider.stored(),
      provider.estimate().catch(() => undefined),
      provider.suggestions().catch((): readonly RemovalAdvice[] => []),
    ])
      .then(([kept, estimate, advice]) => {
        this.#kept = kept;
        this.estimate = estimate;
        this.#suggest(advice);
      })
      .catch((error) => {
        this.problem = toProblem(error);
      })
      .finally(() => {
        this.#looking = undefined;
        this.#changed();
      });
    return this.#looking;
  }

  get sections(): ModelSections {
    const kept = new Map(this.#kept.map((model) => [model.name, model]));
    const rows: ModelRow[] = [];
    for (const { candidates } of this.#advice)
      for (const candidate of candidates) rows.push(this.#row(candidate.entry.name, kept, candidate));
    const known = new Set(rows.map(({ name }) => name));
    // What the person brought, and models of catalogues that are gone; with a filter on they are none of what is asked for.
    const filtered = this.#filter.task !== undefined || this.#filter.language !== undefined;
    const own = filtered ? [] : [...new Set([...kept.keys(), ...this.#transfers.keys()])].filter((name) => !known.has(name));
    const all = [...own.map((name) => this.#row(name, kept)), ...rows];
    const isHere = ({ kept, transfer }: ModelRow) => kept !== undefined || transfer !== undefined;
    const here = all.filter(isHere);
    const elsewhere = rows.filter((row) => !isHere(row));
    // What ran on real weights comes first.
    const ran = ({ candidate }: ModelRow) => Number(candidate?.entry.verified.what === 'weights');
    return { here, fitting: elsewhere.filter(fits).sort((a, b) => ran(b) - ran(a)), others: elsewhere.filter((row) => !fits(row)) };
  }

  /** The largest models are named only where there is little room left. */
  #suggest(advice: readonly RemovalAdvice[]): void {
    const { usage = 0, quota = Number.POSITIVE_INFINITY } = this.estimate ?? {};
    const full = [...this.#transfers.values()].some(({ problem }) => problem?.kind === 'storage');
    const scarce = full || usage > 0.8 * quota;
    this.advice = advice.filter(({ why }) => scarce || why !== 'large');
  }

  #row(name: string, kept: ReadonlyMap<string, KeptModel>, candidate?: Candidate): ModelRow {
    const model = this.#leaving.has(name) ? undefined : kept.get(name);
    const transfer = this.#transfers.get(name);
    const partial = model?.partial && !transfer;
    // What an earlier visit began waits as if it had been paused.
    const waiting: Transfer | undefined = partial
      ? { name, kind: 'download', state: 'paused', step: { state: 'downloading', bytesPerSecond: 0, ...model.partial! } }
      : transfer;
    return {
      name,
      ...(candidate && { candidate }),
      ...(model && !model.partial && { kept: model }),
      ...(waiting && { transfer: waiting }),
    };
  }

  /** Downloads a model, or goes on with it. Resolves when it is here, paused or has failed. */
  download(name: string): Promise<void> {
    return this.#transfer(name, 'download', (call) => this.provider.pull(name, call));
  }

  /** Keeps a model that the person has: a file, or those of a folder. Undefined when it could not be kept. */
  async importModel(model: File | readonly FoundFile[]): Promise<{ readonly name: string; readonly task: ModelTask } | undefined> {
    let kept: { readonly name: string; readonly task: ModelTask } | undefined;
    const title = model instanceof File ? model.name : (model[0]?.path.split('/')[0] ?? '');
    await this.#transfer(title, 'import', async (call) => {
      kept = await this.provider.importModel(model, call);
    });
    return kept;
  }

  async #transfer(
    name: string,
    kind: Transfer['kind'],
    run: (call: { signal: AbortSignal; onProgress: (step: PullStep) => void }) => Promise<unknown>,
  ) {
    if (this.#transfers.get(name)?.state === 'running') return;
    this.restore(name);
    const controller = new AbortController();
    const set = (transfer: Pick<Transfer, 'state' | 'step' | 'problem'>) => {
      if (this.#transfers.get(name)?.controller !== controller) return;
      this.#transfers.set(name, { name, kind, ...transfer, controller });
      this.#changed();
    };
    this.#transfers.set(name, { name, kind, state: 'running', controller });
    this.#changed();
    try {
      await run({ signal: controller.signal, onProgress: (step) => set({ state: 'running', step }) });
      if (this.#transfers.get(name)?.controller === controller) this.#transfers.delete(name);
    } catch (error) {
      const { step } = this.#transfers.get(name) ?? {};
      if (!isAbort(error)) set({ state: 'failed', step, problem: toProblem(error) });
      else set({ state: 'paused', step });
    }
    await this.look();
  }

  /** What has come stays, also after a reload. */
  pause(name: string): void {
    this.#transfers.get(name)?.controller?.abort();
  }

  /** Ends a download and forgets what has come. */
  async cancel(name: string): Promise<void> {
    const transfer = this.#transfers.get(name);
    this.#transfers.delete(name);
    transfer?.controller?.abort();
    this.#changed();
    await this.provider.cancel(name).catch(() => {});
    await this.look();
  }

  /** Takes a model away; until the time is over it can be brought back. */
  remove(name: string): void {
    clearTimeout(this.#leaving.get(name));
    this.#leaving.set(
      name,
      setTimeout(() => void this.#removeNow(name), UNDO_TIME),
    );
    this.#changed();
  }

  restore(name: string): void {
    clearTimeout(this.#leaving.get(name));
    if (this.#leaving.delete(name)) this.#changed();
  }

  /** Removes at once what was taken away, since nobody can take it back any more. */
  async settle(): Promise<void> {
    await Promise.all([...this.#leaving.keys()].map((name) => this.#removeNow(name)));
  }

  async #removeNow(name: string): Promise<void> {
    clearTimeout(this.#leaving.get(name));
    try {
      await this.provider.remove(name);
    } catch (error) {
      this.problem = toProblem(error);
    }
    this.#leaving.delete(name);
    await this.look();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
