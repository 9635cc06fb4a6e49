import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import type { QuantizedType } from '../tensors/index.js';
import type { JsonReader } from './json-reader.js';
import { type Change, type MappedTensor, mapTensor, whereOf } from './mapped-tensor.js';
import type { PlacedTensor } from './weight-files.js';

/** Where a tensor of a checkpoint goes. */
export interface Place extends Change {
  /** Its name in GGUF. */
  readonly name: string;
  /** It stays as numbers, whatever the others are stored in. */
  readonly plain?: boolean;
}

/** What makes the checkpoints of one kind (`model_type`) GGUF files. */
export interface CheckpointKind {
  /** GGUF's `general.architecture`. */
  readonly architecture: string;
  /** It reads whole texts, and a folder says how it pools them. */
  readonly readsTexts?: boolean;
  /** Keys below `<architecture>.`, and those of the tokenizer. */
  keys(config: JsonReader): Iterable<readonly [string, HeaderValue]>;
  /**
   * Names to places, for one model. `undefined` for what the model computes without (buffers, heads that nobody asks for): those are known
   * by name too.
   */
  places(config: JsonReader, names: ReadonlySet<string>): (name: string) => Place | 'unused' | undefined;
  /** Tensors that come of several, or of the configuration. */
  extra?(config: JsonReader, tensors: ReadonlyMap<string, PlacedTensor>): MappedTensor[];
}

/** Far above any model's sizes. */
export const MOST = 1 << 24;

/** @throws {SaguimError} `unsupported` when a field is there and holds something else than one of `values`. */
export function only(config: JsonReader, key: string, ...values: readonly string[]): void {
  const found = config.string(key);
  if (found === undefined || values.includes(found)) return;
  throw new SaguimError('unsupported', `A ${key} of "${found.slice(0, 40)}" cannot be run; "${values.join('" and "')}" can`, {
    where: config.where,
  });
}

/** @throws {SaguimError} `unsupported` when a switch is on. */
export function without(config: JsonReader, ...keys: readonly string[]): void {
  for (const key of keys) {
    if (config.boolean(key)) throw new SaguimError('unsupported', `Models with ${key} cannot be run`, { where: config.where });
  }
}

/**
 * The tensors of a checkpoint under GGUF's names.
 * @throws {SaguimError} `bad-file` for two tensors of one name or an odd shape, `unsupported` for a tensor that the kind does not have, and
 * for numbers that are not floats.
 */
export function mapTensors(
  kind: CheckpointKind,
  config: JsonReader,
  tensors: ReadonlyMap<string, PlacedTensor>,
  quantized: QuantizedType,
): MappedTensor[] {
  const mapped = new Map<string, MappedTensor>();
  const placeOf = kind.places(config, new Set(tensors.keys()));
  const take = (tensor: MappedTensor) => {
    if (mapped.has(tensor.name)) throw new SaguimError('bad-file', `Two tensors are ${tensor.name}`, { where: tensor.where });
    mapped.set(tensor.name, tensor);
  };
  for (const from of tensors.values()) {
    const place = placeOf(from.name);
    if (place === 'unused') continue;
    if (place === undefined) {
      throw new SaguimError('unsupported', `A ${kind.architecture} has no such tensor`, {
        where: whereOf(from),
        hint: 'The checkpoint is of a variant that cannot be run yet.',
      });
    }
    take(mapTensor(place.name, from, place.plain ? 'F32' : quantized, place));
  }
  for (const tensor of kind.extra?.(config, tensors) ?? []) take(tensor);
  return [...mapped.values()];
}
