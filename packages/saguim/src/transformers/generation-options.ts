import type { SamplingOptions } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { BaseStreamer, InterruptableStoppingCriteria } from './streamers.js';

/** How an answer is made, by the names of Transformers.js. */
export interface TextGenerationOptions {
  /** Tokens at most. Default: 256. */
  max_new_tokens?: number | null;
  /** The same with those of the prompt, where `max_new_tokens` is not given. */
  max_length?: number | null;
  /** Draw tokens. Default: false, the most likely one each time; then temperature, top_k and top_p say nothing. */
  do_sample?: boolean;
  temperature?: number | null;
  /** Default: 50. 0 keeps all. */
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  repetition_penalty?: number | null;
  /** How many answers to each text. Default: 1. */
  num_return_sequences?: number;
  /** Texts that end an answer; they are not part of it. */
  stop_strings?: string | readonly string[] | null;
  eos_token_id?: number | readonly number[] | null;
  /** Texts only: whether the prompt is part of what is given. Default: true. */
  return_full_text?: boolean;
  streamer?: BaseStreamer | null;
  stopping_criteria?: InterruptableStoppingCriteria | null;
  /** Of a chat: tools by their JSON schemas, which the template writes. */
  tools?: readonly unknown[] | null;
  /** Ends the answer; the promise rejects with the signal's reason. Not in Transformers.js. */
  signal?: AbortSignal;
  [option: string]: unknown;
}

/** What would change the answer, and nothing here can follow; with the value that changes nothing. */
const refused: Readonly<Record<string, unknown>> = {
  num_beams: 1,
  num_beam_groups: 1,
  penalty_alpha: undefined,
  no_repeat_ngram_size: 0,
  encoder_no_repeat_ngram_size: 0,
  bad_words_ids: undefined,
  force_words_ids: undefined,
  forced_bos_token_id: undefined,
  forced_eos_token_id: undefined,
  suppress_tokens: undefined,
  begin_suppress_tokens: undefined,
  sequence_bias: undefined,
  min_length: 0,
  min_new_tokens: 0,
  typical_p: 1,
  epsilon_cutoff: 0,
  eta_cutoff: 0,
  guidance_scale: undefined,
  logits_processor: undefined,
  assistant_model: undefined,
  return_dict_in_generate: false,
  output_scores: false,
  output_attentions: false,
  documents: undefined,
  past_key_values: undefined,
};

const defaultTokens = 256;
const defaultTopK = 50;

export interface CheckedGeneration {
  readonly sampling: SamplingOptions;
  readonly stop: readonly string[];
  readonly stopTokens?: readonly number[];
  readonly answers: number;
  /** Tokens at most, after a prompt of so many. */
  maxTokens(promptTokens: number): number;
}

/** @throws {SaguimError} `unsupported` naming the option, `invalid-argument`; the engine checks numbers */
export function checkGeneration(options: TextGenerationOptions): CheckedGeneration {
  for (const [name, harmless] of Object.entries(refused)) {
    const value = options[name] ?? undefined;
    if (value === undefined || value === harmless) continue;
    throw new SaguimError('unsupported', `The option "${name}" cannot be followed`, { where: name, hint: 'Leave it out.' });
  }
  const answers = options.num_return_sequences ?? 1;
  if (!(Number.isSafeInteger(answers) && answers >= 1)) {
    throw new SaguimError('invalid-argument', '`num_return_sequences` is out of range', { hint: 'It must be a whole number above 0.' });
  }
  const drawn = options.do_sample
    ? { temperature: options.temperature ?? 1, topK: options.top_k ?? defaultTopK, topP: options.top_p ?? 1, minP: options.min_p ?? 0 }
    : {};
  const { stop_strings: stops, eos_token_id: ends, max_new_tokens: added, max_length: whole } = options;
  return {
    sampling: { ...drawn, repetitionPenalty: options.repetition_penalty ?? 1 },
    stop: typeof stops === 'string' ? [stops] : (stops ?? []),
    ...(ends !== undefined && ends !== null && { stopTokens: typeof ends === 'number' ? [ends] : ends }),
    answers,
    maxTokens: (promptTokens) => added ?? (typeof whole === 'number' ? Math.max(0, whole - promptTokens) : defaultTokens),
  };
}
