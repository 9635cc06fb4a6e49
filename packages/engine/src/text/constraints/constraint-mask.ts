import { SaguimError } from '../../spec/index.js';
import type { CompiledConstraint } from './compile-constraint.js';
import type { Frame } from './machine.js';
import type { TokenMask } from './token-mask.js';
import type { TokenBits } from './token-walk.js';

export interface ConstraintMaskOptions {
  /** Tokens the answer may have. */
  readonly maxTokens: number;
  /** Tokens that end an answer; allowed where the text is complete. */
  readonly stopTokens: ReadonlySet<number>;
  /** Text that stands before the answer and counts in. */
  readonly prefix?: string;
  /** A space that the answer begins with is not part of its text. */
  readonly dropsSpace?: boolean;
}

/** Nearer to the end of the budget than this, every token is weighed before it is drawn; farther, after. */
const tight = 4;
/** Up to so many tokens are put back one by one. */
const few = 4096;

/** Keeps one answer to its constraint, and lets it end in time. */
export class ConstraintMask implements TokenMask {
  readonly #compiled: CompiledConstraint;
  readonly #options: ConstraintMaskOptions;
  readonly #ids = new Int32Array(few);
  readonly #kept = new Float32Array(few);
  #frames: readonly Frame[];
  #left: number;
  #tried: { readonly token: number; readonly frames: readonly Frame[] } | undefined;
  #complete: boolean;

  /** @throws {SaguimError} `unsupported` when the prefix does not fit, `invalid-argument` when the budget is too small for any answer */
  constructor(compiled: CompiledConstraint, options: ConstraintMaskOptions) {
    this.#compiled = compiled;
    this.#options = options;
    this.#frames = compiled.read(options.prefix ?? '', options.dropsSpace);
    if (this.#frames.length === 0) {
      throw new SaguimError('unsupported', 'What the answer begins with does not fit the constraint', { where: 'prefix' });
    }
    const needed = this.#cost(this.#frames);
    if (options.maxTokens > 0 && needed > options.maxTokens) {
      throw new SaguimError(
        'invalid-argument',
        `The shortest answer that fits takes ${needed} tokens, and there may be ${options.maxTokens}`,
        {
          where: 'maxTokens',
          hint: 'Allow more tokens, shorten the prompt, or ask for less.',
          details: { option: 'maxTokens', needed },
        },
      );
    }
    this.#left = Math.min(options.maxTokens, Math.max(compiled.settle, 2 * needed));
    this.#complete = compiled.machine.final(this.#frames);
  }

  /** Whether the text may end here. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Whether nothing but an end may come. */
  get finished(): boolean {
    return this.#complete && !this.#compiled.machine.goesOn(this.#frames);
  }

  apply(logits: Float32Array): void {
    const { walk } = this.#compiled;
    const near = this.#left - 1 < this.#cost(this.#frames) + tight;
    const bits = near ? walk.allowedWithin(this.#frames, this.#left - 1) : walk.allowed(this.#frames);
    const stops: [number, number][] = [];
    if (this.#complete) for (const token of this.#options.stopTokens) stops.push([token, logits[token]!]);
    this.#mask(logits, bits);
    for (const [token, logit] of stops) logits[token] = logit;
  }

  /** -Infinity for all tokens without a bit. */
  #mask(logits: Float32Array, bits: TokenBits): void {
    if (countBits(bits) > few) {
      for (let word = 0; word < bits.length; word++) {
        for (let left = ~bits[word]!; left !== 0; left &= left - 1) logits[(word << 5) + 31 - Math.clz32(left & -left)] = -Infinity;
      }
      logits.fill(-Infinity, bits.length << 5);
      return;
    }
    const ids = this.#ids;
    const kept = this.#kept;
    let count = 0;
    for (let word = 0; word < bits.length; word++) {
      for (let left = bits[word]!; left !== 0; left &= left - 1) {
        const token = (word << 5) + 31 - Math.clz32(left & -left);
        ids[count] = token;
        kept[count++] = logits[token]!;
      }
    }
    logits.fill(-Infinity);
    for (let i = 0; i < count; i++) logits[ids[i]!] = kept[i]!;
  }

  /** Whether a token that the mask let through cannot be taken after all: a name that is there twice, or no room left to finish. */
  refuses(token: number): boolean {
    if (this.#options.stopTokens.has(token)) return !this.#complete;
    const frames = this.#after(token);
    return frames.length === 0 || this.#cost(frames) > this.#left - 1;
  }

  accept(token: number): void {
    this.#left--;
    if (this.#options.stopTokens.has(token)) return;
    this.#frames = this.#after(token);
    this.#tried = undefined;
    this.#complete = this.#compiled.machine.final(this.#frames);
  }

  #after(token: number): readonly Frame[] {
    if (this.#tried?.token !== token) {
      let frames = this.#frames;
      for (const byte of this.#compiled.bytesOf(token)) frames = this.#compiled.machine.step(frames, byte);
      this.#tried = { token, frames };
    }
    const { frames } = this.#tried!;
    return frames;
  }

  #cost(frames: readonly Frame[]): number {
    let cost = Infinity;
    for (const frame of frames) cost = Math.min(cost, frame.cost);
    return cost;
  }
}

function countBits(bits: TokenBits): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
