import { randomUUID } from 'node:crypto';
import type { FilledText } from 'saguim';
import { Problem } from '../http/problem.js';
import type { CodeWriter } from './code-writer.js';
import { completionRequest, type TextRequest, type TextResponse, type TextUsage } from './completion-schemas.js';
import { readBySchema, refuse } from './read-by-schema.js';

/** Names that programs written for OpenAI ask for; what writes is the model that is here. */
const theirModels = ['gpt-3.5-turbo-instruct', 'davinci-002', 'babbage-002'];
/** Texts that one request may ask for. */
const mostChoices = 16;
/** Of the official parameters, those that would change the answer and are not done here. */
const notCarried = ['logprobs', 'logit_bias'];

/** @throws {Problem} `invalid` with the field, `not-found` for a model that is not here */
export function readCompletion(json: Record<string, unknown>, model: string): TextRequest {
  refuse(json, notCarried);
  // Even 0 asks for the log-probability of what was drawn.
  if (json.logprobs !== undefined && json.logprobs !== null) refuse({ logprobs: true }, notCarried);
  const { n = 1, best_of: best } = json;
  if (best !== undefined && best !== null && best !== n) refuse({ best_of: true }, ['best_of']);
  if (Array.isArray(json.prompt) && json.prompt.some((part) => typeof part === 'number' || Array.isArray(part)))
    throw new Problem('invalid', "Invalid type for 'prompt': token ids are not taken, they would be another vocabulary's.", {
      field: 'prompt',
      code: 'invalid_type',
    });
  const request = readBySchema(completionRequest, json);
  if (request.model !== undefined && request.model !== '' && request.model !== model && !theirModels.includes(request.model))
    throw new Problem('not-found', `There is no such model here. There is: ${model}.`, { field: 'model', code: 'model_not_found' });
  if (promptsOf(request).length * request.n > mostChoices)
    throw new Problem('invalid', `Invalid 'n': ${mostChoices} texts at most are written at once.`, { field: 'n', code: 'invalid_value' });
  return request;
}

const promptsOf = ({ prompt }: TextRequest): readonly string[] => (typeof prompt === 'string' ? [prompt] : prompt);

/** How many texts a request asks for. */
export const choicesOf = (request: TextRequest): number => promptsOf(request).length * request.n;

/** A piece of one of the texts; with a reason, its end. */
export interface WrittenPiece {
  readonly index: number;
  readonly text: string;
  readonly finish?: 'stop' | 'length';
}

/**
 * Writes all texts of a request, together.
 * @param onPiece every piece as it comes; the pieces of one index joined are its text
 * @throws the signal's reason; what the writer throws
 */
export async function writeAll(
  writer: CodeWriter,
  request: TextRequest,
  signal: AbortSignal,
  onPiece: (piece: WrittenPiece) => void,
): Promise<TextUsage> {
  const { suffix, max_tokens: maxTokens, temperature, top_p: topP, stop, seed, echo, n } = request;
  const enough = new AbortController();
  const both = AbortSignal.any([signal, enough.signal]);
  const one = async (prefix: string, index: number): Promise<FilledText> => {
    if (echo) onPiece({ index, text: prefix });
    const sampling = {
      temperature,
      topP,
      presencePenalty: request.presence_penalty,
      frequencyPenalty: request.frequency_penalty,
      // The same seed gives the same texts, and yet n different ones.
      ...(seed === undefined ? {} : { seed: seed + index }),
    };
    const filled = await writer.fill(
      { prefix, suffix },
      { maxTokens, sampling, stop, signal: both, onText: (text) => onPiece({ index, text }) },
    );
    onPiece({ index, text: '', finish: filled.finishReason });
    return filled;
  };
  try {
    const all = await Promise.all(promptsOf(request).flatMap((prefix, i) => Array.from({ length: n }, (_, j) => one(prefix, i * n + j))));
    return usageOf(all, n);
  } catch (error) {
    // One that fails ends the others: nobody gets an answer.
    enough.abort(error);
    throw error;
  }
}

/** Each prompt counts once, however many texts were written for it. */
function usageOf(all: readonly FilledText[], n: number): TextUsage {
  const sum = (of: (filled: FilledText, i: number) => number) => all.reduce((total, filled, i) => total + of(filled, i), 0);
  const prompt = sum(({ usage }, i) => (i % n === 0 ? usage.promptTokens : 0));
  const completion = sum(({ usage }) => usage.completionTokens);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: sum(({ usage }, i) => (i % n === 0 ? usage.cachedTokens : 0)) },
  };
}

/** What all parts of one answer have in common. */
export function answerHead(model: string): Pick<TextResponse, 'id' | 'object' | 'created' | 'model'> {
  return { id: `cmpl-${randomUUID()}`, object: 'text_completion', created: Math.floor(Date.now() / 1000), model };
}

/** The texts as one answer. */
export class WrittenTexts {
  readonly #texts: string[];
  readonly #finishes: ('stop' | 'length')[] = [];

  constructor(count: number) {
    this.#texts = Array<string>(count).fill('');
  }

  add({ index, text, finish }: WrittenPiece): void {
    this.#texts[index] += text;
    if (finish) this.#finishes[index] = finish;
  }

  get choices(): TextResponse['choices'] {
    return this.#texts.map((text, index) => ({ index, text, logprobs: null, finish_reason: this.#finishes[index] ?? null }));
  }
}
