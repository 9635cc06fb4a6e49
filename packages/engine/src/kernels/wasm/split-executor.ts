import type { Batch, CompileOptions, Executor, MemoryUse, Operation, PageKind, Plan, Range, WeightSource } from '../../spec/index.js';
import { weightsOf } from '../check-plan.js';
import { splitPlan } from '../split-plan.js';
import { cacheBytes } from './program.js';
import type { ProgramBuffers } from './program-buffers.js';
import type { WasmExecutor } from './wasm-executor.js';
import { packedBytes } from './weight-packer.js';

/** One of several memories that hold a model together. */
export interface CompiledPart {
  readonly executor: WasmExecutor;
  readonly buffers: ProgramBuffers;
}

/** Where rows go from one part to the next. */
interface Crossing {
  readonly from: CompiledPart & { readonly out: Range };
  readonly to: CompiledPart & { readonly in: Range };
}

const NO_ROWS = new Int32Array(0);

/**
 * Compiles a plan in `count` parts.
 * @throws as `compile`; nothing is left behind
 */
export async function compileSplit(
  plan: Plan,
  source: WeightSource,
  options: CompileOptions & { maxPages: number },
  count: number,
  compile: (plan: Plan, options: CompileOptions) => Promise<CompiledPart>,
): Promise<SplitExecutor> {
  const bytesOf = (operation: Operation) => {
    const weights = weightsOf(operation, plan).filter(({ plain }) => !plain);
    const cache = operation.op === 'attention' ? cacheBytes([plan.caches[operation.layer]!], options.maxPages, options.maxWindowPages) : 0;
    return weights.reduce((sum, { name }) => sum + packedBytes(source.tensors.get(name)!), cache);
  };
  const parts = splitPlan(plan, bytesOf, count);
  const sizes = parts.map(({ plan: { body, head } }) => [...body, ...head].reduce((sum, operation) => sum + bytesOf(operation), 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const compiled: CompiledPart[] = [];
  try {
    let done = 0;
    for (const [i, part] of parts.entries()) {
      const onProgress = (loaded: number) => options.onProgress?.(Math.min(1, (done + loaded * sizes[i]!) / total));
      compiled.push(await compile(part.plan, { ...options, onProgress }));
      done += sizes[i]!;
    }
  } catch (error) {
    for (const { executor } of compiled) executor.close();
    throw error;
  }
  const crossings = parts.slice(1).map(({ input }, i) => ({
    from: { ...compiled[i]!, out: parts[i]!.plan.result },
    to: { ...compiled[i + 1]!, in: input! },
  }));
  return new SplitExecutor(
    compiled.map(({ executor }) => executor),
    crossings,
  );
}

/**
 * A model whose layers lie in several memories, since one holds 4 GB at most: its parts run one after the other, and the rows of the
 * residual stream are copied from each to the next. Pages have the same number in all of them.
 */
class SplitExecutor implements Executor {
  readonly backend: string;
  readonly pageSize: number;
  readonly maxRows: number;
  readonly preferredRows: number;
  readonly window?: number;
  /** Heard while the first part runs, and between two. */
  readonly cancelWord?: Int32Array;
  readonly #parts: readonly WasmExecutor[];
  readonly #crossings: readonly Crossing[];
  #cancelled = false;

  constructor(parts: readonly WasmExecutor[], crossings: readonly Crossing[]) {
    const first = parts[0]!;
    this.#parts = parts;
    this.#crossings = crossings;
    this.backend = first.backend;
    this.pageSize = first.pageSize;
    this.maxRows = first.maxRows;
    this.preferredRows = first.preferredRows;
    const window = Math.max(0, ...parts.map((part) => part.window ?? 0));
    if (window > 0) this.window = window;
    if (first.cancelWord) this.cancelWord = first.cancelWord;
  }

  get threads(): number {
    return Math.min(...this.#parts.map(({ threads }) => threads));
  }

  reservePages(count: number, kind?: PageKind): number {
    return Math.min(...this.#parts.map((part) => part.reservePages(count, kind)));
  }

  copyPage(from: number, to: number, positions: number, kind?: PageKind): void {
    for (const part of this.#parts) part.copyPage(from, to, positions, kind);
  }

  /** Only models of whole texts pause, and those are never so large. */
  run(batch: Batch): Float32Array | Promise<Float32Array> {
    this.#cancelled = false;
    return this.#runFrom(0, batch);
  }

  #runFrom(first: number, batch: Batch): Float32Array | Promise<Float32Array> {
    const last = this.#parts.length - 1;
    for (let i = first; i < last; i++) {
      if (i > 0) this.#cross(this.#crossings[i - 1]!, batch.tokens.length);
      const done = this.#parts[i]!.run({ ...batch, outputs: NO_ROWS });
      if (!(done instanceof Float32Array)) return done.then(() => this.#runFrom(i + 1, batch));
    }
    this.#cross(this.#crossings[last - 1]!, batch.tokens.length);
    return this.#parts[last]!.run(batch);
  }

  /** @throws {DOMException} `AbortError` when the step was cancelled meanwhile */
  #cross({ from, to }: Crossing, rows: number): void {
    if (this.#cancelled || (this.cancelWord && Atomics.load(this.cancelWord, 0) !== 0)) {
      throw new DOMException('The step was cancelled', 'AbortError');
    }
    const [out, into] = [from.buffers.float(from.out), to.buffers.float(to.in)];
    const { width } = from.out;
    const [source, target] = [from.executor.floats, to.executor.floats];
    for (let row = 0; row < rows; row++) {
      const start = (out.address + row * out.stride) / 4;
      target.set(source.subarray(start, start + width), (into.address + row * into.stride) / 4);
    }
  }

  cancel(): void {
    this.#cancelled = true;
    for (const part of this.#parts) part.cancel();
  }

  memory(): MemoryUse {
    const uses = this.#parts.map((part) => part.memory());
    const sum = (name: keyof MemoryUse) => uses.reduce((total, use) => total + use[name], 0);
    return { weights: sum('weights'), cache: sum('cache'), scratch: sum('scratch'), total: sum('total') };
  }

  close(): void {
    for (const part of this.#parts) part.close();
  }
}
