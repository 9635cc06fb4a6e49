import { describe, expect, it } from 'vitest';
import type { Operation, TensorInfo } from '../spec/index.js';
import type { ModelMetadata } from './index.js';
import { buildPlan, supportedArchitectures } from './index.js';

type Keys = Record<string, number | string>;
type Shapes = Record<string, readonly number[]>;

class KeyMap implements ModelMetadata {
  constructor(private readonly values: Keys) {}
  has(key: string) {
    return key in this.values;
  }
  number(key: string, fallback?: number) {
    return Number(this.values[key] ?? fallback);
  }
  string(key: string, fallback?: string) {
    return String(this.values[key] ?? fallback);
  }
  boolean(key: string, fallback?: boolean) {
    return Boolean(this.values[key] ?? fallback);
  }
  list() {
    return undefined;
  }
}

/** The keys and shapes of a two-layer model: width 12, 6 heads over 2 of size 4, feed-forward 20, 30 tokens. */
function modelFile(architecture: string, keys: Keys = {}, shapes: Record<string, readonly number[] | undefined> = {}) {
  const common: Keys = {
    block_count: 2,
    context_length: 64,
    embedding_length: 12,
    feed_forward_length: 20,
    'attention.head_count': 6,
    'attention.head_count_kv': 2,
    'attention.layer_norm_rms_epsilon': 1e-5,
    'attention.key_length': 4,
    'attention.value_length': 4,
    'rope.freq_base': 5000,
  };
  const tensors: Shapes = { 'token_embd.weight': [12, 30], 'output_norm.weight': [12] };
  for (const layer of [0, 1]) {
    const add = (name: string, ...shape: number[]) => (tensors[`blk.${layer}.${name}`] = shape);
    add('attn_norm.weight', 12);
    add('ffn_norm.weight', 12);
    add('attn_q.weight', 12, 24);
    add('attn_k.weight', 12, 8);
    add('attn_v.weight', 12, 8);
    add('attn_output.weight', 24, 12);
    add('ffn_gate.weight', 12, 20);
    add('ffn_up.weight', 12, 20);
    add('ffn_down.weight', 20, 12);
    if (architecture === 'qwen2')
      for (const [name, width] of [
        ['q', 24],
        ['k', 8],
        ['v', 8],
      ] as const)
        add(`attn_${name}.bias`, width);
    if (architecture === 'qwen3') for (const name of ['q', 'k']) add(`attn_${name}_norm.weight`, 4);
  }
  const all: Keys = { 'general.architecture': architecture };
  for (const [key, value] of Object.entries(common)) all[`${architecture}.${key}`] = value;
  Object.assign(all, keys);
  for (const key of Object.keys(all)) if (Number.isNaN(all[key])) delete all[key];
  const merged = Object.entries({ ...tensors, ...shapes }).filter((entry): entry is [string, readonly number[]] => entry[1] !== undefined);
  const map = new Map(merged.map(([name, shape]): [string, TensorInfo] => [name, { name, type: 'F32', shape, offset: 0, byteLength: 4 }]));
  return [new KeyMap(all), map] as const;
}

/** A two-layer encoder: width 12, 3 heads, feed-forward 20, 30 tokens, 64 positions; pooling takes the first token. */
function encoder(keys: Keys = {}) {
  const shapes: Shapes = { 'token_embd.weight': [12, 30], 'position_embd.weight': [12, 64], 'token_types.weight': [12, 2] };
  const norm = (name: string) => Object.assign(shapes, { [`${name}.weight`]: [12], [`${name}.bias`]: [12] });
  norm('token_embd_norm');
  for (const layer of [0, 1]) {
    const linear = (name: string, inputs: number, outputs: number) =>
      Object.assign(shapes, { [`blk.${layer}.${name}.weight`]: [inputs, outputs], [`blk.${layer}.${name}.bias`]: [outputs] });
    for (const name of ['attn_q', 'attn_k', 'attn_v', 'attn_output']) linear(name, 12, 12);
    linear('ffn_up', 12, 20);
    linear('ffn_down', 20, 12);
    norm(`blk.${layer}.attn_output_norm`);
    norm(`blk.${layer}.layer_output_norm`);
  }
  const tensors = Object.entries(shapes).map(([name, shape]): [string, TensorInfo] => [
    name,
    { name, type: 'F32', shape, offset: 0, byteLength: 4 },
  ]);
  const sizes = { block_count: 2, context_length: 64, embedding_length: 12, feed_forward_length: 20, pooling_type: 2 };
  const heads = { 'attention.head_count': 3, 'attention.layer_norm_epsilon': 1e-12 };
  const own = Object.fromEntries(Object.entries({ ...sizes, ...heads }).map(([key, value]) => [`bert.${key}`, value]));
  return buildPlan(new KeyMap({ 'general.architecture': 'bert', ...own, ...keys }), new Map(tensors));
}

const REMOVED = Number.NaN;
const plan = (...args: Parameters<typeof modelFile>) => buildPlan(...modelFile(...args));
const failure = (...args: Parameters<typeof modelFile>) => {
  try {
    plan(...args);
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
};
const operations = (list: readonly Operation[], op: Operation['op']) => list.filter((operation) => operation.op === op);

describe('buildPlan', () => {
  it('plans llama: neighbours rotate, q k v and gate up lie side by side', () => {
    const { body, head, buffers, caches, result, ...sizes } = plan('llama');
    expect(sizes).toEqual({ architecture: 'llama', layers: 2, vocabularySize: 30, embeddingLength: 12, contextLength: 64 });
    expect(buffers).toEqual({ x: 12, normed: 12, qkv: 40, attention: 24, mlp: 40, gated: 20, logits: 30 });
    expect(caches).toEqual([
      { kvHeads: 2, headSize: 4 },
      { kvHeads: 2, headSize: 4 },
    ]);
    expect(body.map(({ op }) => op)).toEqual([
      'embed',
      ...[0, 1].flatMap(() => [
        'rms-norm',
        'matmul',
        'matmul',
        'matmul',
        'rope',
        'rope',
        'attention',
        'matmul',
        'rms-norm',
        'matmul',
        'matmul',
        'gate',
        'matmul',
      ]),
    ]);
    expect(operations(body, 'rope')[1]).toMatchObject({
      target: { buffer: 'qkv', start: 24, width: 8 },
      heads: 2,
      kind: 'normal',
      base: 5000,
      positionScale: 1,
      dimensions: 4,
    });
    expect(operations(body, 'attention')[1]).toMatchObject({ layer: 1, v: { buffer: 'qkv', start: 32, width: 8 }, scale: 0.5 });
    expect(operations(body, 'matmul').filter((operation) => 'add' in operation && operation.add)).toHaveLength(4);
    expect(head).toMatchObject([
      { op: 'rms-norm', weight: 'output_norm.weight' },
      { op: 'matmul', weight: 'token_embd.weight' },
    ]);
    expect(result).toEqual({ buffer: 'logits', start: 0, width: 30 });
  });

  it('plans qwen2 with biases and qwen3 with norms of heads; halves rotate', () => {
    const second = plan('qwen2');
    expect(operations(second.body, 'rope')).toMatchObject([{ kind: 'neox' }, {}, {}, {}]);
    expect(operations(second.body, 'matmul').filter((operation) => 'bias' in operation)).toHaveLength(6);
    const third = plan('qwen3');
    expect(operations(third.body, 'rms-norm').filter((operation) => 'group' in operation && operation.group === 4)).toHaveLength(4);
    expect(operations(third.body, 'matmul').filter((operation) => 'bias' in operation)).toHaveLength(0);
  });

  it('follows the file: an output matrix, biases, llama-3 factors, linear scaling, defaults', () => {
    expect(plan('llama', {}, { 'output.weight': [12, 30] }).head[1]).toMatchObject({ weight: 'output.weight' });
    const biased = plan('llama', {}, { 'blk.0.attn_output.bias': [12], 'blk.1.ffn_up.bias': [20] });
    expect(operations(biased.body, 'matmul').flatMap((operation) => ('bias' in operation ? [operation.bias] : []))).toEqual([
      'blk.0.attn_output.bias',
      'blk.1.ffn_up.bias',
    ]);
    expect(operations(plan('llama', {}, { 'rope_freqs.weight': [2] }).body, 'rope')[0]).toMatchObject({ factors: 'rope_freqs.weight' });
    const scaled = (keys: Keys) => operations(plan('llama', keys).body, 'rope')[0];
    expect(scaled({ 'llama.rope.scaling.type': 'linear', 'llama.rope.scaling.factor': 4 })).toMatchObject({ positionScale: 0.25 });
    expect(scaled({ 'llama.rope.scaling.factor': 4 })).toMatchObject({ positionScale: 0.25 });
    expect(scaled({ 'llama.rope.scale_linear': 2 })).toMatchObject({ positionScale: 0.5 });
    expect(scaled({ 'llama.rope.scaling.type': 'none', 'llama.rope.scaling.factor': 4 })).toMatchObject({ positionScale: 1 });
    expect(scaled({ 'llama.rope.freq_base': REMOVED, 'llama.rope.dimension_count': 2 })).toMatchObject({ base: 10000, dimensions: 2 });
  });

  it('plans bert: norms behind the sums, whole texts, the last layers pooled', () => {
    const { body, head, buffers, caches, result, text } = encoder();
    expect(caches).toEqual([]);
    expect(buffers).toEqual({ x: 12, qkv: 36, attention: 12, mlp: 20, text: 84 });
    const layer = ['matmul', 'matmul', 'matmul', 'self-attention', 'matmul', 'layer-norm', 'matmul', 'activate', 'matmul', 'layer-norm'];
    expect(body.map(({ op }) => op)).toEqual(['embed', 'layer-norm', ...layer, 'pool', 'pool', ...layer, 'pool', 'pool', 'pool']);
    expect(body[0]).toMatchObject({ positions: { weight: 'position_embd.weight', rows: 64 }, types: { rows: 2 } });
    expect(operations(body, 'pool').map((operation) => ('kind' in operation ? operation.kind : ''))).toEqual([
      ...['mean', 'maximum'],
      ...['mean', 'maximum', 'first'],
    ]);
    expect(head).toMatchObject([
      { op: 'unit-norm', out: { start: 0, width: 12 } },
      { op: 'scale', in: { buffer: 'x' }, out: { start: 72, width: 12 }, factor: 1 },
    ]);
    expect(text).toEqual({
      embedding: { start: 0, width: 12 },
      features: { start: 24, width: 48 },
      tokens: { start: 72, width: 12 },
    });
    expect(result).toEqual({ buffer: 'text', start: 0, width: 84 });
  });

  it.each([
    ['bert.pooling_type', 4],
    ['bert.attention.causal', 1],
  ])('cannot run an encoder with %s = %s, and says so', (key, value) => {
    expect(() => encoder({ [key]: value })).toThrow(expect.objectContaining({ code: 'unsupported', where: key }));
  });

  it('lists what it supports when it does not know an architecture', () => {
    expect(failure('rwkv6')).toMatchObject({
      code: 'unsupported',
      where: 'general.architecture',
      message: expect.stringContaining('llama, qwen2, qwen3'),
    });
    expect(supportedArchitectures).toContain('gemma3');
    expect(() => buildPlan(new KeyMap({}), new Map())).toThrow(
      expect.objectContaining({ code: 'bad-file', where: 'general.architecture' }),
    );
  });

  it.each([
    ['llama.block_count', REMOVED],
    ['llama.block_count', 0],
    ['llama.block_count', 1e9],
    ['llama.block_count', 1.5],
    ['llama.context_length', 2 ** 40],
    ['llama.embedding_length', -12],
    ['llama.feed_forward_length', REMOVED],
    ['llama.attention.head_count', REMOVED],
    ['llama.attention.head_count_kv', 4],
    ['llama.attention.key_length', 0],
    ['llama.attention.layer_norm_rms_epsilon', -1],
    ['llama.attention.layer_norm_rms_epsilon', Number.POSITIVE_INFINITY],
    ['llama.rope.freq_base', 0],
    ['llama.rope.dimension_count', 6],
    ['llama.rope.dimension_count', 3],
    ['llama.rope.scaling.factor', -2],
    ['llama.vocab_size', 31],
  ])('refuses %s = %d', (key, value) => {
    expect(failure('llama', { [key]: value })).toMatchObject({ name: 'SaguimError', code: 'bad-file', where: key });
  });

  it.each([
    ['llama.expert_count', 8],
    ['llama.attention.value_length', 8],
    ['llama.rope.scaling.type', 'yarn'],
  ])('cannot run %s = %s, and says so', (key, value) => {
    expect(failure('llama', { [key]: value })).toMatchObject({ name: 'SaguimError', code: 'unsupported', where: key });
  });

  it('needs a width that divides into heads where no key says their size', () => {
    const keys = { 'llama.attention.key_length': REMOVED, 'llama.attention.value_length': REMOVED, 'llama.attention.head_count': 8 };
    expect(failure('llama', keys)).toMatchObject({ code: 'bad-file', where: 'llama.attention.head_count' });
  });

  it.each([
    ['llama', 'token_embd.weight', undefined],
    ['llama', 'output_norm.weight', [13]],
    ['llama', 'blk.1.attn_k.weight', [12, 24]],
    ['llama', 'blk.1.ffn_down.weight', [12, 20]],
    ['llama', 'blk.0.attn_q.weight', [12]],
    ['llama', 'rope_freqs.weight', [4]],
    ['qwen2', 'blk.0.attn_q.bias', undefined],
    ['qwen3', 'blk.1.attn_k_norm.weight', [8]],
  ] as const)('refuses a %s file whose %s has the shape %s', (architecture, name, shape) => {
    expect(failure(architecture, {}, { [name]: shape })).toMatchObject({ name: 'SaguimError', code: 'bad-file', where: name });
  });

  it('refuses a file with tensors that it would leave out of the sum', () => {
    expect(failure('llama', {}, { 'blk.1.attn_sinks.weight': [6] })).toMatchObject({
      code: 'unsupported',
      where: 'blk.1.attn_sinks.weight',
    });
    expect(plan('llama', {}, { 'blk.1.attn_rot_embd.weight': [2] }).caches).toHaveLength(2);
  });
});
