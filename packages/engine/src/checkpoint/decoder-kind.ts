import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import { type CheckpointKind, MOST, only, type Place } from './checkpoint-kind.js';
import type { JsonReader } from './json-reader.js';
import type { MappedTensor } from './mapped-tensor.js';
import { RopeConfig, ropeKeys, ropeTensors } from './rope-keys.js';
import type { PlacedTensor } from './weight-files.js';

/** What sets a family of decoders apart from Llama's names and sizes. */
export interface DecoderOptions {
  readonly architecture: string;
  /** Neighbours rotate in the GGUF file where halves do in the checkpoint. */
  readonly interleaved?: boolean;
  /** Layer norms: their epsilon has another name. */
  readonly norm?: 'rms' | 'layer';
  /** The key of the activation, and what it may be. */
  readonly activation?: readonly [string, ...string[]];
  /** Names of modules in a layer, beside Llama's or in their place. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Added to the weights of all norms. */
  readonly normPlus?: number;
  /** Which of the file's layers rotate by what is said first of rotary positions. */
  readonly ropeLayers?: string;
  /** Whether the output matrix is the embedding, where the configuration does not say. */
  readonly tied?: boolean;
  /** Tensors of what such a model has beside the text. */
  readonly beside?: RegExp;
  /** Modules in a layer that `extra` brings together. */
  readonly stacked?: RegExp;
  keys?(config: JsonReader, headSize: number): Iterable<[string, HeaderValue]>;
  extra?(config: JsonReader, tensors: ReadonlyMap<string, PlacedTensor>): MappedTensor[];
  /** Refuses variants that compute something else. */
  check?(config: JsonReader): void;
}

const MODULES: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
  input_layernorm: 'attn_norm',
  post_attention_layernorm: 'ffn_norm',
};
/** Angles that older checkpoints keep; they follow from the configuration. */
const UNUSED = /rotary_emb\.inv_freq$/;
const HEAD_SIZE = 1 << 10;

/** The numbers of a head of q, k and v. */
export function headSizeOf(config: JsonReader): number {
  const [width, heads] = [config.count('hidden_size', MOST), config.count('num_attention_heads', MOST)];
  return config.count('head_dim', HEAD_SIZE, Math.floor(width / Math.max(1, heads)));
}

/** Decoders in the manner of Llama: `model.layers.N.…`. */
export function decoderKind(options: DecoderOptions): CheckpointKind {
  const { architecture, interleaved, norm = 'rms', normPlus = 0, ropeLayers, tied = false } = options;
  const modules = { ...MODULES, ...options.modules };
  const [activationKey, ...activations] = options.activation ?? ['hidden_act', 'silu'];
  return {
    architecture,
    *keys(config) {
      only(config, activationKey, ...activations);
      options.check?.(config);
      const headSize = headSizeOf(config);
      const heads = config.count('num_attention_heads', MOST);
      const epsilon = config.number(norm === 'rms' ? 'rms_norm_eps' : 'layer_norm_eps') ?? config.number('norm_epsilon') ?? 1e-6;
      yield ['block_count', config.count('num_hidden_layers', MOST)];
      yield ['context_length', config.count('max_position_embeddings', MOST)];
      yield ['embedding_length', config.count('hidden_size', MOST)];
      yield ['feed_forward_length', config.count('intermediate_size', MOST)];
      yield ['attention.head_count', heads];
      yield ['attention.head_count_kv', config.count('num_key_value_heads', MOST, heads)];
      yield ['attention.key_length', headSize];
      yield ['attention.value_length', headSize];
      yield [`attention.layer_norm_${norm === 'rms' ? 'rms_' : ''}epsilon`, { float: epsilon }];
      yield* ropeKeys(config, new RopeConfig(config, ropeLayers), headSize);
      yield* options.keys?.(config, headSize) ?? [];
    },
    places(config) {
      const heads = config.count('num_attention_heads', MOST);
      const kvHeads = config.count('num_key_value_heads', MOST, heads);
      const isTied = config.boolean('tie_word_embeddings') ?? tied;
      return (full): Place | 'unused' | undefined => {
        const name = full.replace(/^(model\.)?(language_model\.)?(model\.)?/, '');
        if (UNUSED.test(name) || options.beside?.test(full)) return 'unused';
        if (name === 'embed_tokens.weight') return { name: 'token_embd.weight' };
        if (name === 'lm_head.weight') return isTied ? 'unused' : { name: 'output.weight' };
        const plus = normPlus !== 0 && { plus: normPlus };
        const last = /^norm\.(weight|bias)$/.exec(name)?.[1];
        if (last) return { name: `output_norm.${last}`, ...plus };
        const [, layer, module = '', part] = /^layers\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(name) ?? [];
        const placed = Object.hasOwn(modules, module) ? modules[module] : undefined;
        if (layer === undefined) return undefined;
        if (placed === undefined) return options.stacked?.test(module) ? 'unused' : undefined;
        const rotates = interleaved && (placed === 'attn_q' || placed === 'attn_k');
        return {
          name: `blk.${Number(layer)}.${placed}.${part}`,
          ...(placed.endsWith('norm') && plus),
          ...(rotates && { interleavedHeads: placed === 'attn_q' ? heads : kvHeads }),
        };
      };
    },
    extra(config, tensors) {
      const rope = ropeTensors(config, new RopeConfig(config, ropeLayers), headSizeOf(config));
      return [...rope, ...(options.extra?.(config, tensors) ?? [])];
    },
  };
}

/** Refuses a list that is not what follows from its length: families that write out which layers are which. */
export function checkList(config: JsonReader, key: string, expected: (layer: number) => unknown): void {
  const list = config.list(key);
  const odd = list?.findIndex((value, layer) => value !== expected(layer)) ?? -1;
  if (odd < 0) return;
  throw new SaguimError('unsupported', `The model's layer ${odd} is of another kind than it is in its family`, {
    where: `${config.where}, ${key}`,
  });
}
