/**
 * A model as a plan: operations on named buffers, listed once when a model is loaded.
 *
 * A buffer is `(rows, width)` numbers, one row for each (token, position, sequence) of a batch. Matrices are weights in
 * GGUF order: `[in, out]`, `out` rows of `in` numbers, so `matmul` is `W (out, in) @ x (in,)` for every row.
 * A range names columns `[start, start + width)` of a buffer.
 */
export interface Range {
  readonly buffer: string;
  readonly start: number;
  readonly width: number;
}

/** Which pairs of a head rotate together: `2j, 2j+1`, or `j, j + dimensions/2`. */
export type RopeKind = 'normal' | 'neox';
export type Activation = 'silu' | 'gelu';

export type Operation =
  /** `out = table[token] * scale` */
  | { readonly op: 'embed'; readonly table: string; readonly out: Range; readonly scale: number }
  /** RMS norm of every `group` columns apart: `x / sqrt(mean(x²) + epsilon) * weight (group,)`. https://arxiv.org/abs/1910.07467 */
  | {
      readonly op: 'rms-norm';
      readonly in: Range;
      readonly weight: string;
      readonly out: Range;
      readonly group: number;
      readonly epsilon: number;
    }
  /** `(x - mean) / sqrt(variance + epsilon) * weight + bias`. https://arxiv.org/abs/1607.06450 */
  | {
      readonly op: 'layer-norm';
      readonly in: Range;
      readonly weight: string;
      readonly bias?: string;
      readonly out: Range;
      readonly epsilon: number;
    }
  /** `out = W @ in + bias`, or `out += …` when `add`. */
  | {
      readonly op: 'matmul';
      readonly weight: string;
      readonly bias?: string;
      readonly in: Range;
      readonly out: Range;
      readonly add: boolean;
    }
  /**
   * Rotary positions on the first `dimensions` values of each of `heads` heads, in place.
   * Angle of pair j: `position * base^(-2j/dimensions) / factors[j]`. https://arxiv.org/abs/2104.09864
   */
  | {
      readonly op: 'rope';
      readonly target: Range;
      readonly heads: number;
      readonly headSize: number;
      readonly dimensions: number;
      readonly kind: RopeKind;
      readonly base: number;
      readonly positionScale: number;
      readonly factors?: string;
    }
  /**
   * Writes k and v into the cache of `layer` at the row's position, then
   * `out = softmax(q·K * scale, masked) @ V` for each head; key-value head of query head j is `j // (heads/kvHeads)`.
   */
  | {
      readonly op: 'attention';
      readonly layer: number;
      readonly q: Range;
      readonly k: Range;
      readonly v: Range;
      readonly out: Range;
      readonly heads: number;
      readonly kvHeads: number;
      readonly headSize: number;
      readonly scale: number;
      readonly window?: number;
      readonly softcap?: number;
    }
  /** `out = activation(gate) * up` */
  | { readonly op: 'gate'; readonly gate: Range; readonly up: Range; readonly out: Range; readonly activation: Activation };

/** One layer's cache: keys and values of `kvHeads * headSize` numbers each a position. */
export interface CacheLayer {
  readonly kvHeads: number;
  readonly headSize: number;
}

export interface Plan {
  readonly architecture: string;
  readonly vocabularySize: number;
  readonly embeddingLength: number;
  /** The most positions the model was made for. */
  readonly contextLength: number;
  /** Width of every buffer, by name. */
  readonly buffers: Readonly<Record<string, number>>;
  readonly caches: readonly CacheLayer[];
  /** Run for every row of a batch. */
  readonly body: readonly Operation[];
  /** Run for the rows alone whose result is wanted; buffers keep their names, rows are gathered before. */
  readonly head: readonly Operation[];
  /** Where the result (logits) lies after `head`. */
  readonly result: Range;
}
