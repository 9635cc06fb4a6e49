import type { GgufEntry, GgufFile, GgufValue } from '@saguim/engine';

const shownElements = 8;

/** A metadata value as JSON can hold it; long arrays become their type, length and beginning. */
export function jsonValue({ type, elementType, value }: GgufEntry): unknown {
  const one = (type === 'array' ? elementType : type) === 'float32' ? (each: GgufValue) => shortest(each as number) : plain;
  if (type !== 'array') return one(value);
  const array = value as ArrayLike<GgufValue>;
  const start = Array.from({ length: Math.min(array.length, shownElements) }, (_, index) => one(array[index]!));
  if (array.length <= shownElements) return start;
  return { type: `array of ${elementType}`, length: array.length, start };
}

/** The shortest decimal that is the same 32-bit number: 0.00001, not 0.000009999999747378752. */
export function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}

function plain(value: GgufValue): unknown {
  if (typeof value === 'bigint')
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : String(value);
  if (typeof value !== 'object') return value;
  return Array.from(value as ArrayLike<GgufValue>, plain);
}

export interface TypeSummary {
  readonly type: string;
  readonly tensors: number;
  readonly parameters: number;
  readonly bytes: number;
}

export interface ModelDescription {
  readonly file: string;
  readonly bytes: number;
  readonly gguf_version: number;
  readonly architecture: string | null;
  readonly name: string | null;
  readonly parameters: number;
  readonly context_length: number | null;
  readonly layers: number | null;
  readonly embedding_length: number | null;
  readonly tensors: { readonly count: number; readonly by_type: readonly TypeSummary[] };
  readonly tokenizer: {
    readonly model: string;
    readonly pre: string | null;
    readonly size: number;
    readonly start_token: number | null;
    readonly end_token: number | null;
  } | null;
  readonly chat_template: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a model file says of itself, most used first. */
export function describeModel(file: string, gguf: GgufFile): ModelDescription {
  const metadata = gguf.metadata.optional;
  const architecture = metadata.string('general.architecture') ?? null;
  const number = (key: string) => (architecture === null ? null : (metadata.number(`${architecture}.${key}`) ?? null));
  const byType = new Map<string, { tensors: number; parameters: number; bytes: number }>();
  for (const { type, shape, byteLength } of gguf.tensors.values()) {
    const sum = byType.get(type) ?? { tensors: 0, parameters: 0, bytes: 0 };
    sum.tensors++;
    sum.parameters += shape.reduce((product, length) => product * length, 1);
    sum.bytes += byteLength;
    byType.set(type, sum);
  }
  const types = [...byType].map(([type, sum]) => ({ type, ...sum })).sort((a, b) => b.bytes - a.bytes);
  const tokenizer = metadata.string('tokenizer.ggml.model');
  return {
    file,
    bytes: gguf.bytes,
    gguf_version: gguf.version,
    architecture,
    name: metadata.string('general.name') ?? null,
    parameters: types.reduce((sum, { parameters }) => sum + parameters, 0),
    context_length: number('context_length'),
    layers: number('block_count'),
    embedding_length: number('embedding_length'),
    tensors: { count: gguf.tensors.size, by_type: types },
    tokenizer:
      tokenizer === undefined
        ? null
        : {
            model: tokenizer,
            pre: metadata.string('tokenizer.ggml.pre') ?? null,
            size: metadata.strings('tokenizer.ggml.tokens')?.length ?? 0,
            start_token: metadata.number('tokenizer.ggml.bos_token_id') ?? null,
            end_token: metadata.number('tokenizer.ggml.eos_token_id') ?? null,
          },
    chat_template: metadata.string('tokenizer.chat_template') ?? null,
    metadata: Object.fromEntries([...gguf.metadata].map(([key, entry]) => [key, jsonValue(entry)])),
  };
}
