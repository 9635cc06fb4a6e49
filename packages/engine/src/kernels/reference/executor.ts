import type {
  Batch,
  CompileOptions,
  Executor,
  MemoryUse,
  Operation,
  PageKind,
  Plan,
  Range,
  RunOptions,
  Segment,
} from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { checkBatch } from '../check-batch.js';
import { batchLimits, rangesOf, textRows } from '../check-plan.js';
import { kindsOf, widestWindow } from '../window-pages.js';
import { activate, gate, scale, softcap } from './activations.js';
import { attention } from './attention.js';
import { Buffers, row } from './columns.js';
import { embed, tokensBefore } from './embed.js';
import { matmul } from './matmul.js';
import { layerNorm, rmsNorm, unitNorm } from './norms.js';
import { PageCache } from './page-cache.js';
import { pool } from './pool.js';
import { rope } from './rope.js';
import { selfAttention } from './self-attention.js';

/** As in every backend: the engine counts pages before it has one. */
const PAGE_SIZE = 64;
const DEFAULT_MAX_ROWS = 512;

/** What an operation works on: the rows of a batch, or in the head those of them whose result is wanted. */
interface Rows {
  readonly buffers: Buffers;
  readonly tokens: Int32Array;
  readonly positions: Int32Array;
  readonly segments: readonly Segment[];
}

/** 1 from where the second text of a pair begins. */
function typesOf(segments: readonly Segment[], rows: number): Int32Array {
  const types = new Int32Array(rows);
  for (const { start, length, second = length } of segments) types.fill(1, start + second, start + length);
  return types;
}

/** Runs a plan one operation after the other, in one thread. */
export class ReferenceExecutor implements Executor {
  readonly backend = 'reference';
  readonly threads = 1;
  readonly pageSize = PAGE_SIZE;
  readonly maxRows: number;
  readonly preferredRows: number;
  readonly window?: number;
  readonly cancelWord?: Int32Array;
  private readonly word: Int32Array;
  private body: Buffers;
  private head: Buffers;
  private paused = false;
  private readonly cache: PageCache;
  /** Buffers that the head finds filled: their wanted rows are gathered before it runs. */
  private readonly carried: readonly Range[];
  private closed = false;

  constructor(
    private readonly plan: Plan,
    private readonly weights: Map<string, Float32Array>,
    {
      maxRows = plan.text ? textRows(plan) : DEFAULT_MAX_ROWS,
      initialPages = 0,
      maxPages = Infinity,
      maxWindowPages = maxPages,
    }: CompileOptions,
  ) {
    this.maxRows = maxRows;
    this.body = new Buffers(plan.buffers);
    this.head = new Buffers(plan.buffers);
    const window = widestWindow(plan.caches);
    if (window !== undefined) this.window = window;
    this.cache = new PageCache(plan.caches, PAGE_SIZE, { full: maxPages, window: maxWindowPages });
    this.reservePages(initialPages);
    if (typeof SharedArrayBuffer === 'function') this.cancelWord = new Int32Array(new SharedArrayBuffer(4));
    this.word = this.cancelWord ?? new Int32Array(1);
    // A step blocks its thread: without shared memory nothing reaches it, and one row is the shortest step there is.
    this.preferredRows = this.cancelWord ? maxRows : 1;

    const written = new Set(plan.body.flatMap(rangesOf).map(({ buffer }) => buffer));
    const needed = new Set([...plan.head.flatMap(rangesOf), plan.result].map(({ buffer }) => buffer));
    this.carried = [...needed].filter((name) => written.has(name)).map((buffer) => ({ buffer, start: 0, width: plan.buffers[buffer] }));
  }

  reservePages(count: number, kind?: PageKind): number {
    this.checkOpen();
    return Math.min(...kindsOf(kind, this.window).map((one) => this.cache.reserve(one, count)));
  }

  copyPage(from: number, to: number, positions: number, kind?: PageKind): void {
    this.checkOpen();
    for (const one of kindsOf(kind, this.window)) this.cache.copy(one, from, to, positions);
  }

  run(batch: Batch, { pause }: RunOptions = {}): Float32Array | Promise<Float32Array> {
    const running = this.runAll(batch, this.paused ? undefined : pause);
    const next = running.next();
    return next.done ? next.value : this.goOn(running, next.value);
  }

  /** The rest of a step that pauses. */
  private async goOn(running: Generator<Promise<void>, Float32Array>, pause: Promise<void>): Promise<Float32Array> {
    try {
      for (;;) {
        await pause;
        this.checkOpen();
        const next = running.next();
        if (next.done) return next.value;
        pause = next.value;
      }
    } finally {
      running.return(new Float32Array(0));
    }
  }

  private *runAll(batch: Batch, pause: RunOptions['pause']): Generator<Promise<void>, Float32Array> {
    this.checkOpen();
    checkBatch(batch, {
      ...batchLimits(this.plan),
      pageSize: PAGE_SIZE,
      pages: this.cache.count('full'),
      windowPages: this.cache.count('window'),
      window: this.window,
      maxRows: this.maxRows,
    });
    Atomics.store(this.word, 0, 0);
    const { tokens, segments, outputs } = batch;
    const positions = new Int32Array(tokens.length);
    for (const { start, length, position } of segments) for (let i = 0; i < length; i++) positions[start + i] = position + i;

    yield* this.operations(this.plan.body, { buffers: this.body, tokens, positions, segments }, pause);
    this.gather(outputs);
    const pick = (all: Int32Array) => Int32Array.from(outputs, (r) => all[r]);
    if (outputs.length > 0)
      yield* this.operations(this.plan.head, { buffers: this.head, tokens: pick(tokens), positions: pick(positions), segments: [] }, pause);

    const { result } = this.plan;
    const results = new Float32Array(outputs.length * result.width);
    const columns = this.head.columns(result, outputs.length);
    for (let r = 0; r < outputs.length; r++) results.set(row(columns, r), r * result.width);
    return results;
  }

  cancel(): void {
    Atomics.store(this.word, 0, 1);
  }

  memory(): MemoryUse {
    let weights = 0;
    for (const { byteLength } of this.weights.values()) weights += byteLength;
    const cache = this.cache.byteLength;
    const scratch = this.body.byteLength + this.head.byteLength;
    return { weights, cache, scratch, total: weights + cache + scratch };
  }

  close(): void {
    this.closed = true;
    this.weights.clear();
    for (const kept of [this.cache, this.body, this.head]) kept.clear();
  }

  private *operations(operations: readonly Operation[], rows: Rows, pause: RunOptions['pause']): Generator<Promise<void>> {
    for (const operation of operations) {
      const cancelled = Atomics.exchange(this.word, 0, 0) !== 0;
      if (cancelled && !pause) throw new DOMException('The step was cancelled', 'AbortError');
      if (pause) yield* this.pause(pause, cancelled);
      this.runOne(operation, rows);
    }
  }

  /** Whoever runs meanwhile has buffers of their own. */
  private *pause(pause: NonNullable<RunOptions['pause']>, cancelled: boolean): Generator<Promise<void>> {
    const { body, head } = this;
    [this.paused, this.body, this.head] = [true, new Buffers(this.plan.buffers), new Buffers(this.plan.buffers)];
    try {
      const paused = pause(cancelled);
      if (paused) yield paused;
    } finally {
      [this.paused, this.body, this.head] = [false, body, head];
    }
  }

  private runOne(operation: Operation, { buffers, tokens, positions, segments }: Rows): void {
    const rows = tokens.length;
    const columns = (range: Range) => buffers.columns(range, rows);
    const weight = (name: string) => this.weights.get(name)!;
    const optional = (name: string | undefined) => (name === undefined ? undefined : weight(name));
    switch (operation.op) {
      case 'embed':
        embed(
          weight(operation.table),
          operation.before === undefined ? tokens : tokensBefore(tokens, positions, operation.before),
          operation.scale,
          columns(operation.out),
          positions,
          optional(operation.positions?.weight),
          optional(operation.types?.weight),
          operation.types && operation.types.rows > 1 ? typesOf(segments, rows) : undefined,
        );
        break;
      case 'rms-norm':
        rmsNorm(weight(operation.weight), columns(operation.in), columns(operation.out), rows, operation.group, operation.epsilon);
        break;
      case 'layer-norm':
        layerNorm(
          weight(operation.weight),
          optional(operation.bias),
          columns(operation.in),
          columns(operation.out),
          rows,
          operation.epsilon,
          operation.group,
        );
        break;
      case 'matmul':
        matmul(weight(operation.weight), optional(operation.bias), columns(operation.in), columns(operation.out), rows, operation.add);
        break;
      case 'rope':
        rope(columns(operation.target), positions, optional(operation.factors), operation);
        break;
      case 'attention':
        attention(
          columns(operation.q),
          columns(operation.k),
          columns(operation.v),
          columns(operation.out),
          segments,
          this.cache,
          operation,
        );
        break;
      case 'self-attention':
        selfAttention(columns(operation.q), columns(operation.k), columns(operation.v), columns(operation.out), segments, operation, {
          keys: optional(operation.relative?.keys),
          queries: optional(operation.relative?.queries),
        });
        break;
      case 'activate':
        activate(operation.activation, columns(operation.in), columns(operation.out), rows);
        break;
      case 'scale':
        scale(operation.factor, operation.add, columns(operation.in), columns(operation.out), rows);
        break;
      case 'softcap':
        softcap(operation.cap, columns(operation.in), columns(operation.out), rows);
        break;
      case 'pool':
        pool(operation.kind, columns(operation.in), columns(operation.out), segments);
        break;
      case 'unit-norm':
        unitNorm(columns(operation.in), columns(operation.out), rows);
        break;
      case 'gate':
        gate(operation.activation, columns(operation.gate), columns(operation.up), columns(operation.out), rows);
        break;
      default:
        throw new SaguimError('unsupported', `The reference backend has no operation "${(operation as Operation).op}"`);
    }
  }

  private gather(outputs: Int32Array): void {
    for (const range of this.carried) {
      const from = this.body.columns(range, 0);
      const to = this.head.columns(range, outputs.length);
      for (let i = 0; i < outputs.length; i++) row(to, i).set(row(from, outputs[i]));
    }
  }

  private checkOpen(): void {
    if (this.closed) throw new SaguimError('closed', 'The model was closed');
  }
}
