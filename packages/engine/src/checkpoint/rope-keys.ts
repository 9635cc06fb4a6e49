import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import { MOST } from './checkpoint-kind.js';
import type { JsonReader } from './json-reader.js';
import { constantTensor, type MappedTensor } from './mapped-tensor.js';

/** What a configuration says of rotary positions, under the names of transformers 5 or of those before. */
export class RopeConfig {
  readonly #config: JsonReader;
  readonly #parameters: JsonReader | undefined;

  /** @param layers the kind of layers, where a model has several (`full_attention`) */
  constructor(config: JsonReader, layers?: string) {
    this.#config = config;
    const parameters = config.object('rope_parameters');
    this.#parameters = (layers === undefined ? undefined : parameters?.object(layers)) ?? parameters ?? config.object('rope_scaling');
  }

  get type(): string {
    return this.#parameters?.string('rope_type') ?? this.#parameters?.string('type') ?? 'default';
  }

  base(fallback = 10_000): number {
    return this.number('rope_theta') ?? fallback;
  }

  /** The share of a head that rotates. */
  get share(): number {
    const share = this.number('partial_rotary_factor') ?? 1;
    if (share > 0 && share <= 1) return share;
    throw new SaguimError('bad-file', 'The field "partial_rotary_factor" must be above 0 and at most 1', { where: this.#config.where });
  }

  number(key: string): number | undefined {
    return this.#parameters?.number(key) ?? this.#config.number(key);
  }

  /** @throws {SaguimError} `bad-file` where it is missing or not above 0. */
  positive(key: string): number {
    const value = this.number(key);
    if (value !== undefined && value > 0 && Number.isFinite(value)) return value;
    throw new SaguimError('bad-file', `The field "${key}" must be a number above 0`, { where: this.#config.where });
  }

  /** @throws {SaguimError} `bad-file` for anything but `count` numbers above 0. */
  factors(key: string, count: number): number[] {
    const list = this.#parameters?.list(key) ?? [];
    if (list.length === count && list.every((value) => typeof value === 'number' && value > 0)) return list as number[];
    throw new SaguimError('bad-file', `The field "${key}" must hold ${count} numbers above 0`, { where: this.#config.where });
  }
}

/**
 * The keys of rotary positions.
 * @throws {SaguimError} `unsupported` for scalings that cannot be run.
 */
export function* ropeKeys(config: JsonReader, rope: RopeConfig, headSize: number): Iterable<[string, HeaderValue]> {
  yield ['rope.dimension_count', rotating(rope, headSize)];
  yield ['rope.freq_base', { float: rope.base() }];
  const { type } = rope;
  if (type === 'default' || type === 'llama3') return;
  if (type === 'linear') {
    yield ['rope.scaling.type', 'linear'];
    yield ['rope.scaling.factor', { float: rope.positive('factor') }];
  } else if (type === 'longrope' || type === 'su') {
    const most = config.count('max_position_embeddings', MOST);
    const original = rope.positive('original_max_position_embeddings');
    const factor = rope.number('factor') ?? most / original;
    const magnitude = rope.number('attention_factor') ?? (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original)));
    yield ['rope.scaling.original_context_length', original];
    yield ['rope.scaling.attn_factor', { float: magnitude }];
  } else {
    throw new SaguimError('unsupported', `Rope scaling of the type "${type.slice(0, 40)}" cannot be run`, {
      where: config.where,
      hint: 'linear, llama3 and longrope can.',
    });
  }
}

/** Tensors that hold what the configuration says of each frequency. */
export function ropeTensors(config: JsonReader, rope: RopeConfig, headSize: number): MappedTensor[] {
  const count = rotating(rope, headSize) / 2;
  if (rope.type === 'longrope' || rope.type === 'su') {
    return ['short', 'long'].map((length) =>
      constantTensor(`rope_factors_${length}.weight`, rope.factors(`${length}_factor`, count), config.where),
    );
  }
  return rope.type === 'llama3' ? [constantTensor('rope_freqs.weight', llama3Factors(rope, count), config.where)] : [];
}

function rotating(rope: RopeConfig, headSize: number): number {
  return Math.floor(headSize * rope.share);
}

/**
 * What Llama 3.1 divides frequencies by: long waves by the factor, short ones by 1, those between by what lies between.
 * https://github.com/meta-llama/llama-models/blob/main/models/llama3/model.py
 */
function llama3Factors(rope: RopeConfig, count: number): number[] {
  const [factor, low, high] = [rope.positive('factor'), rope.positive('low_freq_factor'), rope.positive('high_freq_factor')];
  const original = rope.positive('original_max_position_embeddings');
  return Array.from({ length: count }, (_, j) => {
    const wave = 2 * Math.PI * rope.base() ** (j / count);
    if (wave < original / high) return 1;
    if (wave > original / low) return factor;
    const smooth = (original / wave - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
