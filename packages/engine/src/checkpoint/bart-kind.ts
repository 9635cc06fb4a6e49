import { SaguimError } from '../spec/index.js';
import { type CheckpointKind, MOST, only, type Place, without } from './checkpoint-kind.js';
import { classifierKeys } from './classifier-keys.js';

const MODULES: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.out_proj': 'attn_output',
  self_attn_layer_norm: 'attn_output_norm',
  'encoder_attn.q_proj': 'cross_attn_q',
  'encoder_attn.k_proj': 'cross_attn_k',
  'encoder_attn.v_proj': 'cross_attn_v',
  'encoder_attn.out_proj': 'cross_attn_output',
  encoder_attn_layer_norm: 'cross_attn_output_norm',
  fc1: 'ffn_up',
  fc2: 'ffn_down',
  final_layer_norm: 'layer_output_norm',
};
const HEAD: Readonly<Record<string, string>> = { dense: 'cls', out_proj: 'cls.output' };
/** Positions count from here: the rows before are never used. */
const SKIPPED = 2;
const UNUSED = /^(final_logits_bias|lm_head\.weight)$/;

/** BART with a head that classifies texts. */
export const bartKind: CheckpointKind = {
  architecture: 'bart',
  *keys(config) {
    only(config, 'activation_function', 'gelu');
    without(config, 'normalize_before', 'add_final_layer_norm', 'static_position_embeddings');
    const both = (name: string) => {
      const [encoder, decoder] = [config.count(`encoder_${name}`, MOST), config.count(`decoder_${name}`, MOST)];
      if (encoder === decoder) return encoder;
      throw new SaguimError('unsupported', `An encoder and a decoder that differ in ${name} cannot be run`, { where: config.where });
    };
    const width = config.count('d_model', MOST);
    yield ['block_count', config.count('encoder_layers', MOST)];
    yield ['decoder_block_count', config.count('decoder_layers', MOST)];
    yield ['context_length', config.count('max_position_embeddings', MOST)];
    yield ['embedding_length', width];
    yield ['feed_forward_length', both('ffn_dim')];
    yield ['attention.head_count', both('attention_heads')];
    yield ['attention.layer_norm_epsilon', { float: 1e-5 }];
    yield ['embedding_scale', { float: config.boolean('scale_embedding') ? Math.sqrt(width) : 1 }];
    yield ['decoder_start_token_id', config.count('decoder_start_token_id', MOST, 2)];
    yield* classifierKeys(config, { activation: 'tanh' });
  },
  places(_config, names) {
    // The table of tokens is there once, or under each of its three names.
    const table = ['model.shared.weight', 'model.encoder.embed_tokens.weight', 'model.decoder.embed_tokens.weight'];
    const first = table.find((name) => names.has(name));
    return (name) => (table.includes(name) ? (name === first ? { name: 'token_embd.weight' } : 'unused') : placeOf(name));
  },
};

function placeOf(name: string): Place | 'unused' | undefined {
  if (UNUSED.test(name)) return 'unused';
  const [, layer, headPart] = /^classification_head\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer !== undefined) return Object.hasOwn(HEAD, layer) ? { name: `${HEAD[layer]}.${headPart}`, plain: true } : undefined;
  const [, side, rest = ''] = /^model\.(enc|dec)oder\.(.+)$/.exec(name) ?? [];
  if (side === undefined) return undefined;
  if (rest === 'embed_positions.weight') return { name: `${side}.position_embd.weight`, plain: true, skippedRows: SKIPPED };
  const norm = /^layernorm_embedding\.(weight|bias)$/.exec(rest)?.[1];
  if (norm) return { name: `${side}.token_embd_norm.${norm}` };
  const [, number, module = '', part] = /^layers\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(rest) ?? [];
  if (number === undefined || !Object.hasOwn(MODULES, module)) return undefined;
  return { name: `${side}.blk.${Number(number)}.${MODULES[module]}.${part}` };
}
