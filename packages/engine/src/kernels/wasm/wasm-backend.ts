import { canShareMemory, hardwareThreads, readBytes, spawnHelper } from '#platform';
import { type Backend, type CompileOptions, type Executor, type Plan, SaguimError, type WeightSource } from '../../spec/index.js';
import { dequantize, elementCount } from '../../tensors/index.js';
import { checkPlan, textRows, weightsOf } from '../check-plan.js';
import type { ByteKernels } from './byte-kernels.js';
import { CachePages, PAGE_SIZE } from './cache-pages.js';
import { instantiate, loadKernels, loadModule } from './kernel-module.js';
import { BYTE_SIGN } from './memory-words.js';
import { cacheBytes, layOutPage, OPERATION_WORDS, type PackedWeight, padTo32 } from './program.js';
import { ProgramBuffers } from './program-buffers.js';
import { ProgramBuilder } from './program-builder.js';
import type { CompiledPart } from './split-executor.js';
import { ThreadPool } from './thread-pool.js';
import { RESERVED_BYTES, WasmExecutor } from './wasm-executor.js';
import { alignTo64, MEMORY_BYTES, WasmMemory } from './wasm-memory.js';
import { packedBytes, packMatrix, stagingBytes } from './weight-packer.js';

export interface WasmBackendOptions {
  /** Folder of `plain.wasm` and `shared.wasm`, when a bundler did not copy them. Ends in a slash. */
  wasmUrl?: string | URL;
  /** The helper thread's script, likewise. */
  helperUrl?: string | URL;
  /** Helper threads of its own instead of those that all models of this process share. */
  pool?: ThreadPool;
  /** Whether plans that allow it (`Plan.eightBits`) have activations of 8 bits where this host is faster with them. Default: yes. */
  eightBits?: boolean;
  /** Bytes that one memory may have. A model that needs more lies in several. Default: what WebAssembly allows, 4 GB. */
  memoryBytes?: number;
}

/** Cache that a model must have room for beside its weights, if it asks for so much; more pages come as long as there is memory. */
const CACHE_BYTES = 2 ** 30;

const DEFAULT_ROWS = 128;
const MAX_THREADS = 16;
/** Rows whose logits are computed at a time. */
const MAX_OUTPUTS = 16;
/** Rows of a step where shared memory is missing: it runs in slices, but who comes meanwhile waits for its end. */
const ROWS_WITHOUT_CANCEL = 64;

/** Parts are not of one size: layers are not cut. */
const SHARE = 0.9;

/** One pool for all models of this process. */
let sharedPool: ThreadPool | undefined;

/** Runs plans on our own WebAssembly kernels, on as many threads as shared memory allows. */
export class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly #options: WasmBackendOptions;

  constructor(options: WasmBackendOptions = {}) {
    this.#options = options;
  }

  async compile(plan: Plan, source: WeightSource, options: CompileOptions = {}): Promise<Executor> {
    checkPlan(plan, source.tensors);
    const maxPages = mostPages(plan, options);
    const cache = Math.min(CACHE_BYTES, cacheBytes(plan.caches, maxPages, options.maxWindowPages));
    const needed = estimateBytes(plan, source) + activationBytes(plan, options.maxRows ?? DEFAULT_ROWS) + cache;
    const { memoryBytes = MEMORY_BYTES } = this.#options;
    if (plan.text || needed <= memoryBytes) return (await this.#compile(plan, source, options)).executor;
    // Most models fit one memory, and need not fetch what splits others.
    const { compileSplit } = await import('./split-executor.js');
    const count = Math.ceil(needed / (memoryBytes * SHARE));
    return compileSplit(plan, source, { ...options, maxPages }, count, (part, own) => this.#compile(part, source, own));
  }

  /** Lays a plan, or a part of one, down in a memory of its own. */
  async #compile(plan: Plan, source: WeightSource, options: CompileOptions): Promise<CompiledPart> {
    const { signal } = options;
    const wanted = Math.max(1, Math.min(options.threads ?? hardwareThreads(), MAX_THREADS));
    const maxRows = options.maxRows ?? (plan.text ? textRows(plan) : DEFAULT_ROWS);
    // A text's numbers are few beside a vocabulary's.
    const maxOutputs = plan.text ? maxRows : Math.min(MAX_OUTPUTS, maxRows);
    const { matrices, vectors } = weightNames(plan);
    const page = layOutPage(plan.caches);
    const contextPages = Math.ceil(plan.contextLength / PAGE_SIZE);
    const maxPages = mostPages(plan, options);
    const { maxWindowPages = maxPages } = options;
    const windowed = page.bytes.window > 0;
    // Sequences of a batch may share pages: each lists its own.
    const pageListWords = maxRows * Math.max(8, Math.min(maxPages, contextPages));

    const weightBytes = weightBytesOf(plan, source);
    const staging = Math.max(0, ...matrices.map((name) => stagingBytes(tensor(source, name))));
    const estimate = estimateBytes(plan, source);
    const most = estimate + activationBytes(plan, maxRows) + cacheBytes(plan.caches, maxPages, options.maxWindowPages) + (64 << 20);
    const memory = new WasmMemory(estimate, most, canShareMemory && wanted > 1, RESERVED_BYTES);
    const { shared } = memory;
    const bytes = await this.#byteKernels(plan, source, shared);
    const module = bytes?.module ?? (await loadKernels(shared ? 'shared' : 'plain', readBytes, this.#options.wasmUrl));
    signal?.throwIfAborted();
    const kernels = instantiate(module, memory.memory);
    new Int32Array(memory.memory.buffer)[BYTE_SIGN] = bytes?.sign ?? 0;

    const packed = new Map<string, PackedWeight>();
    const vectorAddresses = new Map<string, number>();
    const ropeFactors = new Map<string, Float32Array>();
    let done = 0;
    const report = (bytes: number) => {
      done += bytes;
      options.onProgress?.(Math.min(1, done / weightBytes));
    };
    for (const name of vectors) {
      const info = tensor(source, name);
      vectorAddresses.set(name, memory.allocate(elementCount(info.shape) * 4 + 32));
    }
    const matrixAddresses = new Map(matrices.map((name) => [name, memory.allocate(packedBytes(tensor(source, name)))]));
    // Where activations will lie serves as staging before there are any.
    const stagingAddress = alignTo64(memory.used);
    memory.grow(stagingAddress + staging);
    // In the order of the file, so that sources can read ahead.
    const infos = [...vectors, ...matrices].map((name) => tensor(source, name)).sort((a, b) => a.offset - b.offset);
    for (const info of infos) {
      signal?.throwIfAborted();
      const { name } = info;
      const address = matrixAddresses.get(name);
      if (address === undefined) {
        const values = dequantize(info.type, await source.read(info, 0, info.byteLength), elementCount(info.shape));
        new Float32Array(memory.memory.buffer, vectorAddresses.get(name)!, values.length).set(values);
        ropeFactors.set(name, values);
        report(info.byteLength);
      } else {
        packed.set(name, await packMatrix(info, source, kernels, memory.memory, address, stagingAddress));
        report(packedBytes(info));
      }
    }
    signal?.throwIfAborted();
    new Uint8Array(memory.memory.buffer, stagingAddress, staging).fill(0);

    const weightEnd = memory.used;
    const buffers = new ProgramBuffers(plan, memory, maxRows, maxOutputs);
    const lay = () => new ProgramBuilder(plan, packed, vectorAddresses, buffers, page.layers).build();
    let program = lay();
    for (const { address, values } of buffers.constants) new Int32Array(memory.memory.buffer, address, values.length).set(values);
    const threads = shared ? await this.#growPool(wanted) : 1;
    const shares = plan.text ? threads : 1;
    if (shares > 1) {
      // Rows of texts have nothing to do with those of others.
      buffers.firstRow = 4;
      program = { ...program, fourRows: lay().words.map((word, i) => word - program.words[i]!) };
    }
    const programAddress = memory.allocate(program.words.byteLength * shares);
    new Int32Array(memory.memory.buffer, programAddress, program.words.length).set(program.words);
    const words = (count: number) => memory.allocate(count * 4);
    const tables = {
      tokens: words(maxRows),
      positions: words(maxRows),
      rowPages: words(maxRows),
      rowTypes: plan.body.some((operation) => operation.op === 'embed' && (operation.types?.rows ?? 1) > 1) ? words(maxRows) : 0,
      rowWindowPages: windowed ? words(maxRows) : 0,
      outputs: words(maxRows),
      tiles: words(maxRows * 4),
      segments: words(maxRows * 2),
      pageLists: words(windowed ? 2 * pageListWords : pageListWords),
      pageListWords,
      counterBytes: (program.words.length / OPERATION_WORDS) * 64,
      counters: memory.allocate((program.words.length / OPERATION_WORDS) * 64 * shares),
    };
    const headSizes = plan.body.map((operation) => (operation.op === 'self-attention' ? operation.headSize : 0));
    const widest = Math.max(0, ...[...packed.values()].map(({ info }) => info.shape[0]!));
    const scratchBytes = kernels.scratchBytes(maxRows, widest, Math.max(0, ...headSizes));
    const scratch = memory.allocate(scratchBytes * threads);
    const pages = new CachePages(memory, alignTo64(memory.used), {
      full: { bytes: page.bytes.full, most: maxPages },
      window: { bytes: page.bytes.window, most: maxWindowPages },
    });

    const pool = shared ? this.#pool() : undefined;
    const model = await pool?.attach({ module, memory: memory.memory, program: programAddress, scratch, scratchBytes }, threads);
    const executor = new WasmExecutor({
      plan,
      program,
      programAddress,
      kernels,
      memory,
      tables,
      scratch,
      ropeFactors,
      pages,
      maxRows,
      maxOutputs,
      weightBytes: weightEnd,
      threads,
      preferredRows: shared ? maxRows : Math.min(maxRows, ROWS_WITHOUT_CANCEL),
      pool,
      model,
      close: () => {
        if (model !== undefined) pool!.detach(model);
      },
    });
    executor.reservePages(options.initialPages ?? 4);
    options.onProgress?.(1);
    return { executor, buffers };
  }

  /** Models that talk need none of it, so it comes with the first that does. */
  async #byteKernels(plan: Plan, source: WeightSource, shared: boolean): Promise<ByteKernels | undefined> {
    if (!plan.eightBits || this.#options.eightBits === false) return undefined;
    const { fitsBytes, loadByteKernels } = await import('./byte-kernels.js');
    if (!fitsBytes(plan, source)) return undefined;
    return loadByteKernels(shared, (url) => loadModule(url, readBytes), this.#options.wasmUrl);
  }

  async #growPool(threads: number): Promise<number> {
    const pool = this.#pool();
    await pool.grow(threads);
    return Math.min(threads, pool.threads);
  }

  #pool(): ThreadPool {
    return this.#options.pool ?? (sharedPool ??= new ThreadPool({ spawn: () => spawnHelper(this.#options.helperUrl) }));
  }
}

const sum = (names: readonly string[], bytes: (name: string) => number) => names.reduce((total, name) => total + bytes(name), 0);

const mostPages = (plan: Plan, { maxPages }: CompileOptions) => maxPages ?? Math.ceil(plan.contextLength / PAGE_SIZE) * 2;

function weightBytesOf(plan: Plan, source: WeightSource): number {
  const { matrices, vectors } = weightNames(plan);
  return (
    sum(matrices, (name) => packedBytes(tensor(source, name)) + 64) +
    sum(vectors, (name) => elementCount(tensor(source, name).shape) * 4 + 64)
  );
}

/** Weights, and what is needed to bring them there. */
function estimateBytes(plan: Plan, source: WeightSource): number {
  const staging = Math.max(0, ...weightNames(plan).matrices.map((name) => stagingBytes(tensor(source, name))));
  return RESERVED_BYTES + weightBytesOf(plan, source) + staging + (1 << 20);
}

function tensor(source: WeightSource, name: string) {
  const info = source.tensors.get(name);
  if (!info) throw new SaguimError('bad-file', 'A tensor that the model needs is not in the file', { where: name });
  return info;
}

/** What a plan's operations read: matrices to pack, vectors to keep as they are. */
function weightNames(plan: Plan): { matrices: string[]; vectors: string[] } {
  const uses = [...plan.body, ...plan.head].flatMap((operation) => weightsOf(operation, plan));
  const names = (plain: boolean) => [...new Set(uses.filter((use) => use.plain === plain).map(({ name }) => name))];
  return { matrices: names(false), vectors: names(true) };
}

/** An upper bound of what activations take: every buffer as f32 and as integers, and the queries. */
function activationBytes(plan: Plan, maxRows: number): number {
  const widths = Object.values(plan.buffers).reduce((total, width) => total + padTo32(width) * 8, 0);
  const queries = Math.max(0, ...plan.body.map((o) => (o.op === 'attention' ? o.heads * padTo32(o.headSize) * 3 : 0)));
  return (widths + queries) * maxRows;
}
