import { SaguimError } from '../spec/index.js';
import { indexOfLargest, logSumExp, selectLargest } from './candidate-list.js';
import type { TokenMask } from './constraints/token-mask.js';
import { Random, randomSeed } from './random.js';
import type { CheckedSampling } from './sampling-options.js';

export interface TokenLogprob {
  readonly token: number;
  /** Natural logarithm of the probability that the model gives it, before any sampling option. */
  readonly logprob: number;
}

/** Room to work in, one for all samplers of a model: they work one after the other. Made when first used. */
export class SamplerScratch {
  #logits: Float32Array | undefined;
  #weights: Float64Array | undefined;

  constructor(readonly vocabularySize: number) {}

  get logits(): Float32Array {
    return (this.#logits ??= new Float32Array(this.vocabularySize));
  }

  get weights(): Float64Array {
    return (this.#weights ??= new Float64Array(this.vocabularySize));
  }
}

/** How many candidates top-p looks at first, and by how much more each time that they do not reach p. */
const FIRST_CANDIDATES = 64;
const MORE_CANDIDATES = 8;
/** Tokens that are drawn and refused one by one. */
const MOST_TRIES = 16;

/**
 * Draws the tokens of one answer. Steps, in the order of llama.cpp's default chain (`common/sampling.cpp`): logit bias; repetition,
 * frequency and presence penalty; mask; top-k; top-p; min-p; temperature; draw. Temperature comes last, so that what top-p and min-p
 * keep does not depend on it. The repetition penalty counts prompt and answer (https://arxiv.org/abs/1909.05858), the other two the
 * answer alone (as OpenAI's interface says). With temperature 0 the steps after the mask fall away.
 */
export class Sampler {
  readonly #options: CheckedSampling;
  readonly #random: Random;
  readonly #mask: TokenMask | undefined;
  /** Times each token is in the answer. */
  readonly #counts = new Map<number, number>();
  /** Tokens of prompt and answer; kept only when the repetition penalty asks. */
  readonly #seen: Set<number> | undefined;
  readonly #changes: boolean;
  readonly #scratch: SamplerScratch;

  constructor(options: CheckedSampling, prompt: Iterable<number>, scratch: SamplerScratch, mask?: TokenMask) {
    this.#options = options;
    this.#scratch = scratch;
    this.#random = new Random(options.seed ?? randomSeed());
    this.#mask = mask;
    this.#seen = options.repetitionPenalty === 1 ? undefined : new Set(prompt);
    const { presencePenalty, frequencyPenalty, logitBias } = options;
    this.#changes = Boolean(mask) || this.#seen !== undefined || presencePenalty !== 0 || frequencyPenalty !== 0 || logitBias.length > 0;
  }

  /**
   * The next token. `logits` (vocabulary,) stay as they are.
   * @throws {SaguimError} `bad-file` when the logits have no largest number, `invalid-argument` when bias or mask leave nothing
   */
  sample(logits: Float32Array): number {
    const changed = this.#changed(logits);
    let token = this.#draw(changed, logits);
    if (this.#mask?.refuses) {
      for (let tries = 1; this.#mask.refuses(token); tries++) {
        changed[token] = -Infinity;
        if (tries === MOST_TRIES) this.#refuseAll(changed);
        token = this.#draw(changed, logits);
      }
    }
    this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
    this.#seen?.add(token);
    this.#mask?.accept(token);
    return token;
  }

  /** What was drawn was refused again and again: all others are asked for. */
  #refuseAll(logits: Float32Array): void {
    for (let token = 0; token < logits.length; token++) {
      if (logits[token]! > -Infinity && this.#mask!.refuses!(token)) logits[token] = -Infinity;
    }
  }

  /** The logits after bias, penalties and mask. */
  #changed(logits: Float32Array): Float32Array {
    if (!this.#changes) return logits;
    const { repetitionPenalty, presencePenalty, frequencyPenalty, logitBias } = this.#options;
    const changed = this.#scratch.logits;
    changed.set(logits);
    for (const [token, bias] of logitBias) changed[token]! += bias;
    for (const token of this.#seen ?? []) {
      const value = changed[token]!;
      changed[token] = value > 0 ? value / repetitionPenalty : value * repetitionPenalty;
    }
    if (presencePenalty !== 0 || frequencyPenalty !== 0) {
      for (const [token, count] of this.#counts) changed[token]! -= presencePenalty + count * frequencyPenalty;
    }
    this.#mask?.apply(changed);
    return changed;
  }

  #draw(logits: Float32Array, given: Float32Array): number {
    const { temperature, topK, topP, minP } = this.#options;
    const best = indexOfLargest(logits);
    if (best < 0 || logits[best] === Infinity) throw unusable(given);
    if (temperature === 0 || topK === 1) return best;
    const largest = logits[best]!;
    const floor = minP > 0 ? largest + Math.log(minP) : -Infinity;
    const all = topK === 0 || topK >= logits.length;
    if (all && topP === 1) return this.#drawAbove(logits, largest, floor);

    let kept = all ? selectLargest(logits, FIRST_CANDIDATES) : selectLargest(logits, topK);
    let count = kept.count;
    if (topP < 1) {
      // Probabilities are relative to what top-k kept; without it, to all.
      let total = 0;
      if (all) total = Math.exp(logSumExp(logits) - largest);
      else for (let i = 0; i < count; i++) total += Math.exp(kept.logits[i]! - largest);
      for (let size = FIRST_CANDIDATES; ; size *= MORE_CANDIDATES, kept = selectLargest(logits, size)) {
        let sum = 0;
        for (count = 0; count < kept.count && sum < topP * total; count++) sum += Math.exp(kept.logits[count]! - largest);
        if (!all || sum >= topP * total || kept.count < size) break;
      }
    }
    while (count > 1 && kept.logits[count - 1]! < floor) count--;

    let total = 0;
    for (let i = 0; i < count; i++) total += Math.exp((kept.logits[i]! - largest) / temperature);
    let left = this.#random.next() * total;
    for (let i = 0; i < count; i++) {
      left -= Math.exp((kept.logits[i]! - largest) / temperature);
      if (left < 0) return kept.ids[i]!;
    }
    return kept.ids[count - 1]!;
  }

  /** Draws among all tokens whose logit reaches `floor`, in the order of their ids: nothing needs sorting. */
  #drawAbove(logits: Float32Array, largest: number, floor: number): number {
    const { temperature } = this.#options;
    const { weights } = this.#scratch;
    let total = 0;
    for (let i = 0; i < logits.length; i++) {
      const value = logits[i]!;
      const weight = value >= floor && value > -Infinity ? Math.exp((value - largest) / temperature) : 0;
      weights[i] = weight;
      total += weight;
    }
    let left = this.#random.next() * total;
    let last = 0;
    for (let i = 0; i < logits.length; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      left -= weight;
      last = i;
      if (left < 0) break;
    }
    return last;
  }
}

/** The model's own log-probability of a token, and of the `top` most likely ones. */
export function logProbabilities(logits: Float32Array, token: number, top: number): { logprob: number; topLogprobs: TokenLogprob[] } {
  const sum = logSumExp(logits);
  const best = selectLargest(logits, top);
  const topLogprobs = Array.from({ length: best.count }, (_, i) => ({ token: best.ids[i]!, logprob: best.logits[i]! - sum }));
  return { logprob: logits[token]! - sum, topLogprobs };
}

function unusable(logits: Float32Array): SaguimError {
  const best = indexOfLargest(logits);
  if (best >= 0 && logits[best] !== Infinity) {
    return new SaguimError('invalid-argument', 'Logit bias or constraint forbid every token', { where: 'logitBias' });
  }
  return new SaguimError('bad-file', 'The model computes no usable logits', {
    hint: 'Its weights hold numbers that are infinite or not numbers; the file is probably damaged.',
  });
}
