import { affordablePages } from './kernels/window-pages.js';
import { outOfRange, type Plan, SaguimError } from './spec/index.js';

/** Positions of a page in every backend; pages are counted before the executor is there. */
export const PAGE_SIZE = 64;
/** Cache that is planned for where nobody says how much. */
export const CACHE_BYTES = 2 ** 30;

export interface LoadOptions {
  /** `auto` takes WASM. */
  backend?: 'auto' | 'wasm' | 'reference';
  /** Threads at most, the engine's own included; `auto` follows the machine. */
  threads?: number | 'auto';
  /** Positions one generation may have at most; default: the model's own context length, as far as the cache holds it. */
  contextLength?: number;
  /**
   * Positions the KV cache may hold over all generations together; memory is taken as they come. Default: twice the context length,
   * but no more than about 1 GB.
   */
  cacheLength?: number;
  /** Where the engine's `.wasm` files and helper script lie, for bundlers that copy nothing. */
  wasmUrl?: string | URL;
  helperUrl?: string | URL;
  onProgress?(loaded: number): void;
  signal?: AbortSignal;
}

/** @throws {SaguimError} `invalid-argument` naming the option and its range */
export function checkOptions({ backend, threads, contextLength, cacheLength }: LoadOptions): void {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;
  if (backend !== undefined && !['auto', 'wasm', 'reference'].includes(backend))
    throw outOfRange('backend', '"auto", "wasm" or "reference"');
  if (threads !== undefined && threads !== 'auto' && !isCount(threads))
    throw outOfRange('threads', 'a whole number of at least 1, or "auto"');
  if (contextLength !== undefined && !isCount(contextLength)) throw outOfRange('contextLength', 'a whole number of at least 1');
  if (cacheLength !== undefined && !isCount(cacheLength)) throw outOfRange('cacheLength', 'a whole number of at least 1');
}

/** How many positions one generation and all together may have. */
export function chooseLengths(plan: Plan, options: LoadOptions): { contextLength: number; cacheLength: number } {
  const wanted = options.contextLength ?? plan.contextLength;
  if (wanted > plan.contextLength) {
    throw new SaguimError('invalid-argument', `\`contextLength\` is ${wanted}`, {
      where: 'contextLength',
      hint: `The model was made for ${plan.contextLength} positions at most.`,
      details: { option: 'contextLength', limit: plan.contextLength },
    });
  }
  const affordable = Math.max(PAGE_SIZE, affordablePages(plan.caches, CACHE_BYTES, PAGE_SIZE) * PAGE_SIZE);
  const cacheLength = options.cacheLength ?? Math.max(options.contextLength ?? 0, Math.min(2 * wanted, affordable));
  return { contextLength: Math.min(wanted, cacheLength), cacheLength };
}
