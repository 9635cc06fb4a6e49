import type { GeneratedPiece, InfillParts, SamplingOptions } from '@saguim/engine';
import type { InfillUse, ModelHandle } from '../runtime/index.js';
import type { CheckedRequest } from './check-request.js';
import { languageOf, traitsOf } from './languages.js';
import { firstLine, linesAfter } from './text-lines.js';

/** How a text is written between two others, without judging what comes. */
export interface FillOptions {
  readonly signal?: AbortSignal;
  /** Tokens at most. Default: until the model ends the text or its context is full. */
  readonly maxTokens?: number;
  /** Default: greedy, the most likely token each time. */
  readonly sampling?: SamplingOptions;
  /** Texts that end it and are not part of it. */
  readonly stop?: readonly string[];
  readonly priority?: 'interactive' | 'background';
  /** The text as it comes, in pieces which joined are the whole. */
  readonly onText?: (text: string) => void;
}

export interface FilledText {
  readonly text: string;
  /** `stop`: the model or a stop text ended it; `length`: there was no room for more. */
  readonly finishReason: 'stop' | 'length';
  readonly usage: { readonly promptTokens: number; readonly cachedTokens: number; readonly completionTokens: number };
  readonly timings: { readonly prefillMs: number; readonly decodeMs: number };
}

/** A next line shorter than this says too little to end a text where it comes again. */
const fewestCharacters = 3;

/**
 * What a model writes between prefix and suffix, all of which it is given. One that has no marks for filling in goes on from the prefix, and ends where
 * the suffix begins again.
 * @throws {DOMException} `QuotaExceededError` when the texts are longer than the context; what the engine throws; the signal's reason
 */
export async function fillText(
  handle: ModelHandle,
  { prefix, suffix, files, path, language }: CheckedRequest,
  { use, repository, signal, onText, stop = [], ...options }: FillOptions & { use: InfillUse; repository?: string; signal: AbortSignal },
): Promise<FilledText> {
  const { comment } = traitsOf(languageOf(language, path));
  const parts: InfillParts = { repository, files, path, comment, prefix, suffix };
  const prompt = await handle.call('infillPrompt', { parts, use: suffix === '' ? 'prefix' : use }, { signal });
  const { begin, tokens } = prompt;
  const again = prompt.mode === 'fim' ? undefined : whereSuffixBegins(suffix);
  const stops = again === undefined || stop.includes(again) ? stop : [...stop, again];
  let raw = '';
  let told = begin.length;
  const take = ({ text }: GeneratedPiece) => {
    raw += text;
    if (raw.length <= told) return;
    onText?.(raw.slice(told));
    told = raw.length;
  };
  const { finishReason, usage, timings } = await handle.generate(
    { ...options, prompt: tokens, begin, stopTokens: prompt.stopTokens, stop: stops },
    { signal, onItem: (item) => void ('piece' in item && take(item.piece)) },
  );
  return { text: raw.slice(begin.length), finishReason, usage, timings };
}

/** What a text must not go on with: the rest of the caret's line, or the next line with something in it. */
function whereSuffixBegins(suffix: string): string | undefined {
  const rest = firstLine(suffix);
  if (rest.trim() !== '') return '\n';
  const next = linesAfter(suffix.slice(rest.length), 1)[0];
  return next !== undefined && next.trim().length >= fewestCharacters ? `\n${next}` : undefined;
}
