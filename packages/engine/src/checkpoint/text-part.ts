import { JsonReader } from './json-reader.js';

/** What the larger Gemma 3 leave out of the part about text, since it is their library's default. https://arxiv.org/abs/2503.19786 */
const GEMMA3 = {
  head_dim: 256,
  max_position_embeddings: 131_072,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  query_pre_attn_scalar: 256,
  rms_norm_eps: 1e-6,
};

/** The configuration of what reads and writes text: of a model that sees too, a part of its own. */
export function textPart(config: JsonReader): JsonReader {
  if (config.string('model_type') !== 'gemma3') return config;
  const text = config.object('text_config');
  if (!text) return config;
  // What both say, and the tokens that end a text, is said for the whole.
  const whole = Object.fromEntries(config.keys.map((key) => [key, config.value(key)]));
  const own = Object.fromEntries(text.keys.map((key) => [key, text.value(key)]));
  const theta = text.value('rope_parameters') === undefined ? { rope_theta: 1e6 } : {};
  return new JsonReader({ ...GEMMA3, ...theta, ...whole, ...own, model_type: 'gemma3_text' }, text.where);
}
