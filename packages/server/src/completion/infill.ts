import type { CodeSuggestion, CompletionRequest, SuggestedText } from 'saguim';
import type { CodeWriter } from './code-writer.js';
import { guessLanguage } from './guess-language.js';
import { type InfillRequest, type InfillResponse, infillRequest } from './infill-schemas.js';
import { readBySchema, refuse } from './read-by-schema.js';

/** What would change what is written, and is not done here. What is 0, empty or absent asks for nothing. */
const notCarried = ['grammar', 'json_schema', 'n_probs', 'lora', 'logit_bias', 'ignore_eos', 'return_tokens'];
/** Tokens of one completion at most, in the library. */
const mostTokens = 256;

/** @throws {Problem} `invalid`, with the field */
export function readInfill(json: Record<string, unknown>): InfillRequest {
  refuse(json, notCarried);
  return readBySchema(infillRequest, json);
}

/** As the library is asked. */
function requestOf(infill: InfillRequest): CompletionRequest {
  const prefix = infill.input_prefix + infill.prompt;
  return {
    prefix,
    suffix: infill.input_suffix,
    path: infill.filename,
    language: infill.language ?? (infill.filename === undefined ? guessLanguage(prefix, infill.input_suffix) : undefined),
    files: infill.input_extra.map(({ filename, text }, opened) => ({ path: filename, text, opened })),
    alternatives: infill.n_cmpl,
    ...(infill.n_predict > 0 ? { maxTokens: Math.min(infill.n_predict, mostTokens) } : {}),
    ...(infill.threshold === undefined ? {} : { threshold: infill.threshold }),
  };
}

/**
 * Completes, or computes ahead what a completion will need.
 * @param onText what can be told already, where it is told in pieces: each time all there is
 * @returns null where nothing good comes
 * @throws the signal's reason; what the writer throws
 */
export async function fillIn(
  writer: CodeWriter,
  infill: InfillRequest,
  signal: AbortSignal,
  onText?: (text: string) => void,
): Promise<CodeSuggestion | null> {
  const request = requestOf(infill);
  if (infill.n_predict === 0) {
    // Without a text there is nothing to prepare for: what of the files goes into a prompt depends on it.
    if (request.prefix !== '' || request.suffix !== '') await writer.prepare?.(request, { signal });
    return null;
  }
  return writer.complete(request, {
    signal,
    ...(onText ? { steady: true, onPartial: ({ text }) => onText(text) } : {}),
    ...(infill.t_max_predict_ms > 0 ? { patience: infill.t_max_predict_ms } : {}),
  });
}

/** Cut before the first of the texts that end it. */
export function cutAtStop(text: string, stop: readonly string[]): { readonly text: string; readonly word: string } {
  let at = text.length;
  let word = '';
  for (const one of stop) {
    const found = one === '' ? -1 : text.indexOf(one);
    if (found < 0 || found >= at) continue;
    at = found;
    word = one;
  }
  return { text: text.slice(0, at), word };
}

/** In llama.cpp's shape: one completion, or an array where several were asked for. */
export function infillResponsesOf(suggestion: CodeSuggestion | null, infill: InfillRequest, model: string): InfillResponse[] {
  const list: readonly (SuggestedText | undefined)[] = suggestion ? suggestion.alternatives.slice(0, infill.n_cmpl) : [undefined];
  const { evaluated = 0, generated = 0 } = suggestion?.usage ?? {};
  const { prefillMs = 0, totalMs = 0 } = suggestion?.timings ?? {};
  const predictedMs = Math.max(0, totalMs - prefillMs);
  const each = (count: number, ms: number) => (count === 0 ? 0 : ms / count);
  const perSecond = (count: number, ms: number) => (ms === 0 ? 0 : (1000 * count) / ms);
  return list.map((one, index) => {
    const { text, word } = cutAtStop(one?.text ?? '', infill.stop);
    const limited = suggestion?.isPartial || (infill.n_cmpl === 1 && infill.n_predict > 0 && generated >= infill.n_predict);
    return {
      index,
      content: text,
      tokens: [],
      id_slot: 0,
      stop: true,
      model,
      tokens_predicted: generated,
      tokens_evaluated: evaluated,
      has_new_line: text.includes('\n'),
      truncated: false,
      stop_type: word !== '' ? 'word' : limited ? 'limit' : 'eos',
      stopping_word: word,
      confidence: one?.confidence ?? 0,
      timings: {
        prompt_n: evaluated,
        prompt_ms: prefillMs,
        prompt_per_token_ms: each(evaluated, prefillMs),
        prompt_per_second: perSecond(evaluated, prefillMs),
        predicted_n: generated,
        predicted_ms: predictedMs,
        predicted_per_token_ms: each(generated, predictedMs),
        predicted_per_second: perSecond(generated, predictedMs),
      },
    };
  });
}

/** The fields that were asked for; `timings/prompt_n` is told under that very name, and what there is not is left out. */
export function pickFields(response: InfillResponse, fields: readonly string[] | undefined): Record<string, unknown> {
  if (!fields) return { ...response };
  const picked: Record<string, unknown> = {};
  for (const field of fields) {
    const value = field.split('/').reduce<unknown>((at, name) => {
      return typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined;
    }, response);
    if (value !== undefined) picked[field] = value;
  }
  return picked;
}

/** What of a growing text is new; undefined where it is another text than was told. */
export function newText(told: string, text: string): string | undefined {
  return text.startsWith(told) ? text.slice(told.length) : undefined;
}
