import { type Engine, type HeaderValue, type LoadOptions, TENSOR_TYPES, writeGgufHeader } from '@saguim/engine';
import type { MeasuredSpeed } from '../hub/device/index.js';
import type { LoadSettings } from './engine-messages.js';
import type { CallContext } from './rpc.js';

/** Layers of a small model in the shape of Llama's: 32 MB, more than the caches of most processors hold. */
const shape = { layers: 5, width: 1024, feedForward: 2816, heads: 16, kvHeads: 4, vocabulary: 256 };
/** Milliseconds after which no more tokens are asked for. */
const budget = 150;
const mostTokens = 64;

/** The bytes of a model whose weights mean nothing: only how fast they are read is looked at. */
function makeModel(): Uint8Array {
  const { layers, width, feedForward, heads, kvHeads, vocabulary } = shape;
  const kvWidth = (width / heads) * kvHeads;
  const tensors: [name: string, type: 'F32' | 'Q4_0', ...shape: number[]][] = [['token_embd.weight', 'Q4_0', width, vocabulary]];
  for (let layer = 0; layer < layers; layer++) {
    const add = (name: string, type: 'F32' | 'Q4_0', ...of: number[]) => tensors.push([`blk.${layer}.${name}.weight`, type, ...of]);
    add('attn_norm', 'F32', width);
    add('attn_q', 'Q4_0', width, width);
    add('attn_k', 'Q4_0', width, kvWidth);
    add('attn_v', 'Q4_0', width, kvWidth);
    add('attn_output', 'Q4_0', width, width);
    add('ffn_norm', 'F32', width);
    add('ffn_gate', 'Q4_0', width, feedForward);
    add('ffn_up', 'Q4_0', width, feedForward);
    add('ffn_down', 'Q4_0', feedForward, width);
  }
  tensors.push(['output_norm.weight', 'F32', width]);
  const keys = new Map<string, HeaderValue>([
    ['general.architecture', 'llama'],
    ['general.name', 'speed probe'],
    ['llama.block_count', layers],
    ['llama.context_length', 2 * mostTokens],
    ['llama.embedding_length', width],
    ['llama.feed_forward_length', feedForward],
    ['llama.attention.head_count', heads],
    ['llama.attention.head_count_kv', kvHeads],
    ['llama.attention.layer_norm_rms_epsilon', { float: 1e-5 }],
    ['llama.rope.dimension_count', width / heads],
    ['tokenizer.ggml.model', 'gpt2'],
    ['tokenizer.ggml.tokens', Array.from({ length: vocabulary }, (_, id) => `t${id}`)],
    ['tokenizer.ggml.merges', []],
    ['tokenizer.ggml.eos_token_id', vocabulary - 1],
  ]);
  const infos = tensors.map(([name, type, ...of]) => {
    const { elements, bytes } = TENSOR_TYPES[type];
    return { name, type, shape: of, byteLength: (of.reduce((product, n) => product * n, 1) / elements) * bytes };
  });
  const { header, tensors: placed, size } = writeGgufHeader(keys, infos);
  const model = new Uint8Array(size);
  model.set(header);
  // Blocks of Q4_0: a small scale in 16 bits, then nibbles that are not all the same.
  const blocks = Uint8Array.from({ length: 18 * 64 }, (_, at) => (at % 18 === 0 ? 0 : at % 18 === 1 ? 0x14 : (at * 37) & 255));
  for (const { type, offset, byteLength } of placed) {
    const end = offset + byteLength;
    if (type === 'F32') {
      new Float32Array(model.buffer, offset, byteLength / 4).fill(1);
      continue;
    }
    model.set(blocks.subarray(0, Math.min(blocks.length, byteLength)), offset);
    for (let filled = blocks.length; filled < byteLength; filled *= 2)
      model.copyWithin(offset + filled, offset, Math.min(offset + filled, end - filled));
  }
  return model;
}

/**
 * Milliseconds of a token: the mean of the fastest half in a row. Tokens may be told several at a time, and the machine may have had
 * something else to do.
 */
function stepOf(times: readonly number[]): number {
  const half = Math.max(1, times.length >> 1);
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + half < times.length; at++) least = Math.min(least, times[at + half]! - times[at]!);
  return Math.max(least / half, 0.01);
}

/** @param load from whoever has the engine already: it is not fetched a second time for this */
export const speedHandlers = (load: (bytes: Uint8Array, options: LoadOptions) => Promise<Engine>) => ({
  /** How fast the engine reads weights here, by answering with a small model: 150 ms of tokens after what it takes to load. */
  async speedMeasure({ settings }: { readonly settings: LoadSettings }, { signal }: CallContext<never>): Promise<MeasuredSpeed> {
    const begun = performance.now();
    const bytes = makeModel();
    const { threads, backend, wasmUrl, helperUrl } = settings;
    const engine = await load(bytes, { threads, backend, wasmUrl, helperUrl, signal });
    const enough = new AbortController();
    try {
      const stop = AbortSignal.any([signal, enough.signal]);
      // It says one token again and again: no guesses, which would come true.
      const request = { tokens: [1], maxTokens: mostTokens, stopTokens: [], sampling: { temperature: 0 }, speculate: false };
      const generation = engine.generate({ ...request, signal: stop });
      generation.result.catch(() => {});
      const times: number[] = [];
      const from = performance.now();
      try {
        for await (const _ of generation) {
          times.push(performance.now());
          if (performance.now() - from > budget && times.length > 3) break;
        }
      } finally {
        enough.abort();
      }
      signal.throwIfAborted();
      return {
        bytesPerSecond: (bytes.length / stepOf(times)) * 1000,
        threads: engine.info.threads,
        milliseconds: performance.now() - begun,
      };
    } finally {
      await engine.close();
    }
  },
});

export type SpeedHandlers = ReturnType<typeof speedHandlers>;
