import type { GeneratedPiece } from '@saguim/engine';
import type { InfillAnswer, ModelHandle } from '../runtime/index.js';
import type { ScoredPiece } from './confidence.js';
import type { SuggestionShape } from './suggestion-shape.js';

/** One answer of the model, as far as the suggestion goes. */
export interface Draft {
  /** What follows the caret. */
  readonly text: string;
  readonly pieces: readonly RunPiece[];
  /** Sum of the log-probabilities of the pieces that the text is made of, and how many they are. */
  readonly logProbability: number;
  readonly tokens: number;
  readonly evaluated: number;
  /** It was made to begin with a name: how unlikely that is says little. */
  readonly introduces: boolean;
  /** Milliseconds until the prompt was computed; undefined when nothing of it had to be. */
  readonly prefillMs: number;
}

export interface RunPiece extends ScoredPiece {
  readonly others: readonly { readonly token: number; readonly logprob: number }[];
  /** Characters of the answer before this piece. */
  readonly at: number;
}

export interface RunOptions {
  readonly shape: SuggestionShape;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly priority?: 'interactive' | 'background';
  /** Added to the logits, by token id. */
  readonly bias?: Readonly<Record<number, number>>;
  /** What the answer is made to begin with, beside what it must. */
  readonly start?: string;
  /** How many of the other likely tokens are noted beside each. */
  readonly others?: number;
  /** Told at the end, whatever it is: tokens computed of the prompt, and of the answer. */
  readonly onWork?: (evaluated: number, generated: number) => void;
  /** The first line is there. */
  readonly onFirstLine?: (draft: Draft) => void;
}

/**
 * Has the model go on from a prompt and stops it as soon as the suggestion is at its end. What the answer was made to begin with is taken off.
 * @param beginning what of the answer there is already, for an answer that branches off another
 * @returns undefined when the answer does not begin as it was to
 * @throws the signal's reason; what the engine throws
 */
export async function runDraft(
  handle: ModelHandle,
  prompt: Pick<InfillAnswer, 'tokens' | 'begin' | 'stopTokens'>,
  options: RunOptions,
  beginning: { readonly text: string; readonly logProbability: number; readonly tokens: number } = {
    text: '',
    logProbability: 0,
    tokens: 0,
  },
): Promise<Draft | undefined> {
  const { shape, signal, onFirstLine } = options;
  const { begin } = prompt;
  const pieces: RunPiece[] = [];
  let raw = beginning.text;
  let evaluated = 0;
  let prefillMs = 0;
  let told = false;
  const started = performance.now();
  const enough = new AbortController();
  const draft = (length: number): Draft | undefined => {
    if (!raw.startsWith(begin)) return undefined;
    const text = raw.slice(begin.length, begin.length + length);
    let logProbability = beginning.logProbability;
    let tokens = beginning.tokens;
    for (const piece of pieces) {
      if (piece.at >= begin.length + length) break;
      logProbability += piece.logprob;
      tokens++;
    }
    return { text, pieces, logProbability, tokens, evaluated, prefillMs, introduces: false };
  };
  const take = (piece: GeneratedPiece) => {
    if (pieces.length === 0) prefillMs = performance.now() - started;
    pieces.push({ token: piece.token, text: piece.text, logprob: piece.logprob ?? 0, others: piece.topLogprobs ?? [], at: raw.length });
    raw += piece.text;
    if (raw.length < begin.length || enough.signal.aborted) return;
    if (!raw.startsWith(begin)) {
      enough.abort();
      return;
    }
    const text = raw.slice(begin.length);
    if (!told && onFirstLine && !shape.single) {
      const line = firstFullLine(text);
      if (line !== undefined) {
        told = true;
        const first = draft(line);
        if (first) onFirstLine(first);
      }
    }
    if (shape.end(text) !== undefined) enough.abort();
  };
  const stop = shape.single && !shape.onEmptyLine && !begin.includes('\n') ? ['\n'] : [];
  const onAbort = () => enough.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await handle.generate(
      {
        prompt: prompt.tokens,
        begin: (begin + (options.start ?? '')).slice(beginning.text.length),
        stopTokens: prompt.stopTokens,
        stop,
        maxTokens: options.maxTokens,
        logprobs: options.others ?? 0,
        priority: options.priority,
        sampling: options.bias && { logitBias: options.bias },
      },
      {
        signal: enough.signal,
        onItem: (item) => {
          if ('prefill' in item) evaluated = item.prefill.total - item.prefill.cached;
          else take(item.piece);
        },
      },
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!enough.signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    options.onWork?.(evaluated, pieces.length);
  }
  const text = raw.slice(begin.length);
  return draft(shape.end(text) ?? text.length);
}

/** The length of the first line with something in it, once it is there. */
function firstFullLine(text: string): number | undefined {
  const start = /^\s*\n/.exec(text)?.[0].length ?? 0;
  const end = text.indexOf('\n', start);
  return end < 0 || text.slice(start, end).trim() === '' ? undefined : end;
}
