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
/** `gelu` is the tanh form, `gelu-erf` the exact one. */
export type Activation = 'silu' | 'gelu' | 'gelu-erf' | 'tanh' | 'relu';
export type PoolKind = 'mean' | 'maximum' | 'first' | 'last';

/** A matrix of which rows are looked up, and how many it has. */
export interface Table {
  readonly weight: string;
  readonly rows: number;
}

/** Tables `(rows, heads * headSize)` of what distances between two rows of a text mean; either may be missing. */
export interface RelativePositions {
  readonly keys?: string;
  readonly queries?: string;
  /** Distance 0 has the row in the middle. */
  readonly rows: number;
  /** Distances of half as many or more share rows, the more the longer they are, up to `most`; 0: each has its own. */
  readonly buckets: number;
  readonly most: number;
}

export type Operation =
  /**
   * `out = table[token] * scale + positions[position] + types[type]`; the type is 1 from a segment's `second` row on, else 0. With `before`, of a model of whole texts, a row looks up the token of
   * the row before it, and that one at the beginning of a text.
   */
  | {
      readonly op: 'embed';
      readonly table: string;
      readonly out: Range;
      readonly scale: number;
      readonly before?: number;
      readonly positions?: Table;
      readonly types?: Table;
    }
  /** RMS norm of every `group` columns apart: `x / sqrt(mean(x²) + epsilon) * weight (group,)`. https://arxiv.org/abs/1910.07467 */
  | {
      readonly op: 'rms-norm';
      readonly in: Range;
      readonly weight: string;
      readonly out: Range;
      readonly group: number;
      readonly epsilon: number;
    }
  /**
   * `(x - mean) / sqrt(variance + epsilon) * weight + bias`; with `group`, of every `group` columns apart, each with a row of its own of
   * `weight (columns / group, group)` and no bias. https://arxiv.org/abs/1607.06450
   */
  | {
      readonly op: 'layer-norm';
      readonly in: Range;
      readonly weight: string;
      readonly bias?: string;
      readonly group?: number;
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
   * Angle of pair j: `position * positionScale * base^(-2j/dimensions) / factors[j]`; the rotated values are multiplied by `magnitude`.
   * https://arxiv.org/abs/2104.09864
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
      readonly magnitude?: number;
    }
  /**
   * Writes k and v into the cache of `layer` at the row's position, then
   * `out = softmax(cap(q·K * scale), masked) @ V` for each head; key-value head of query head j is `j // (heads/kvHeads)`. With `window`
   * a position sees the last so many, itself included; `cap(s)` is `softcap * tanh(s / softcap)`, or s.
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
  /**
   * `out = softmax(q·K * scale) @ V` for each head over all rows of the row's own segment, later ones too unless `causal`. Nothing is
   * cached. With `relative` the score of row i and row j is `(q_i·k_j + q_i·keys[r] + k_j·queries[r]) * scale`, r the row of tables that
   * stands for i - j. https://arxiv.org/abs/2006.03654
   */
  | {
      readonly op: 'self-attention';
      readonly q: Range;
      readonly k: Range;
      readonly v: Range;
      readonly out: Range;
      readonly heads: number;
      readonly headSize: number;
      readonly scale: number;
      readonly causal?: boolean;
      readonly relative?: RelativePositions;
    }
  /** `out = activation(gate) * up` */
  | { readonly op: 'gate'; readonly gate: Range; readonly up: Range; readonly out: Range; readonly activation: Activation }
  /** `out = in * factor`, or `out += …` when `add`. */
  | { readonly op: 'scale'; readonly in: Range; readonly out: Range; readonly factor: number; readonly add: boolean }
  /** `out = cap * tanh(in / cap)` */
  | { readonly op: 'softcap'; readonly in: Range; readonly out: Range; readonly cap: number }
  /** `out = activation(in)` */
  | { readonly op: 'activate'; readonly in: Range; readonly out: Range; readonly activation: Activation }
  /**
   * What a segment's rows come to: the mean or maximum of each column, or its first or last row. Written to the segment's last row;
   * `out` in the other rows is undefined afterwards.
   */
  | { readonly op: 'pool'; readonly in: Range; readonly out: Range; readonly kind: PoolKind }
  /** `out = in / |in|`; zeros stay zeros. */
  | { readonly op: 'unit-norm'; readonly in: Range; readonly out: Range };

/** One layer's cache: keys and values of `kvHeads * headSize` numbers each a position. */
export interface CacheLayer {
  readonly kvHeads: number;
  readonly headSize: number;
  /** Only the last so many positions are read again. */
  readonly window?: number;
}

/** Columns of `Plan.result`. */
export interface Columns {
  readonly start: number;
  readonly width: number;
}

/** What the result of a model for whole texts holds, of a segment's last row. */
export interface TextResult {
  /** The text's embedding, of length 1. */
  readonly embedding?: Columns;
  /** Means and maxima of several layers. */
  readonly features?: Columns;
  /** Scores of the model's own classes, before they become probabilities. */
  readonly classes?: Columns;
  /** Of any row: what the last layer makes of its token. */
  readonly tokens?: Columns;
}

export interface Plan {
  readonly architecture: string;
  readonly layers: number;
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
  /** Where the result (logits, or what `text` says) lies after `head`. */
  readonly result: Range;
  /** A model of whole texts: every segment of a batch is one, from position 0 to its end, and nothing is cached. */
  readonly text?: TextResult;
  /** Products may have activations of 8 bits where a host is faster with them: what the result is used for is its direction. */
  readonly eightBits?: boolean;
  /** Tables that follow from others, made when a model is loaded: of a plan of its own what it gives for each token of its vocabulary. */
  readonly derived?: { readonly plan: Plan; readonly tables: readonly (Columns & { readonly name: string })[] };
}
