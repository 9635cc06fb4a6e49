import type { InfillAnswer, ModelHandle } from '../runtime/index.js';
import { fanOut } from './fan-out.js';
import { type Draft, type RunOptions, runDraft } from './infill-run.js';
import { endOfFirstLines } from './text-lines.js';

/** A draft with how well it goes with the text that follows it. */
export interface RankedDraft extends Draft {
  /** Log-probability of the next lines after it, and its own, less for its length; undefined where nothing follows. */
  readonly score: number | undefined;
}

/** Tokens of the first draft at which another way may be taken, and how unlikely that way may be. */
const mostBranchTokens = 16;
const leastBranch = Math.log(0.01);
/** Added to the logits of tokens that stand only after the caret, for drafts that use what is used there. */
const suffixBiases = [3, 6];
/** Lines and characters after the caret that a draft must go well with. */
const scoredLines = 4;
const scoredCharacters = 240;
/** Drafts so much less likely than the best one are not looked at further; natural logarithm. */
const margin = 3;
/** A draft's own log-probability is divided by its number of tokens to this power: else short ones win that say little. */
const lengthPower = 0.3;

export interface BranchPlace {
  readonly suffix: string;
  /** Beginnings of a line that would introduce what the suffix reads. */
  readonly introductions: readonly string[];
  /** Where the model hesitated, other ways to take. */
  readonly count: number;
}

/**
 * Other answers than the most likely one, in a way that costs little and always gives the same: where the model hesitated, the token it nearly took is
 * taken, and then the most likely ones again. They run together in one batch and share all that is computed before they part.
 */
export async function branch(
  handle: ModelHandle,
  prompt: InfillAnswer,
  first: Draft,
  { suffix, introductions, count }: BranchPlace,
  options: Omit<RunOptions, 'onFirstLine' | 'others'>,
): Promise<Draft[]> {
  const must = prompt.begin + (options.start ?? '');
  const places: { at: number; token: number; logProbability: number }[] = [];
  let sum = 0;
  for (const [at, piece] of first.pieces.slice(0, mostBranchTokens).entries()) {
    if (piece.at >= prompt.begin.length + first.text.length && first.text !== '') break;
    // While what was given must come, other tokens are only other ways to spell it, but for the last of them.
    if (piece.at + piece.text.length > must.length) {
      for (const { token, logprob } of piece.others) {
        if (token === piece.token || logprob < leastBranch || prompt.stopTokens.includes(token)) continue;
        places.push({ at, token, logProbability: sum + logprob });
      }
    }
    sum += piece.logprob;
  }
  places.sort((a, b) => b.logProbability - a.logProbability);
  const taken = places.slice(0, count);
  const bias = await suffixBias(handle, prompt, suffix);
  // From here on all begin in one turn: none may fail unheard.
  options.signal.throwIfAborted();
  const indent = /^\s*/.exec(first.text)![0];
  const fan = fanOut(options.signal, taken.length + introductions.length + suffixBiases.length);
  const runs = taken.map(async ({ at, token, logProbability }, i) => {
    const kept = first.pieces.slice(0, at);
    const before = kept.map(({ text }) => text).join('');
    const text = before + (await handle.call('decode', { tokens: [token], continues: true }));
    // Half a character, or another text than the one that must come.
    if (text.includes('\ufffd') || text.length < must.length || !text.startsWith(must)) return undefined;
    const tokens = [...prompt.tokens, ...kept.map((piece) => piece.token), token];
    return runDraft(handle, { ...prompt, tokens }, { ...options, signal: fan.at(i) }, { text, logProbability, tokens: at + 1 });
  });
  const introducing = introductions.map(async (text, i) => {
    const signal = fan.at(taken.length + i);
    const draft = await runDraft(handle, prompt, { ...options, signal, start: indent + text });
    return draft && { ...draft, introduces: true };
  });
  const leaning = suffixBiases.map(async (strength, i) => {
    if (bias.length === 0) return undefined;
    const signal = fan.at(taken.length + introductions.length + i);
    return runDraft(handle, prompt, { ...options, signal, bias: Object.fromEntries(bias.map((id) => [id, strength])) });
  });
  try {
    const all = await Promise.all([...runs, ...introducing, ...leaning]);
    return all.filter((draft) => draft !== undefined);
  } finally {
    fan.release();
  }
}

/** Tokens that stand after the caret and nowhere before it: names that are defined here are used there. */
async function suffixBias(handle: ModelHandle, prompt: InfillAnswer, suffix: string): Promise<number[]> {
  const ids = await handle.call('encode', { text: following(suffix), continues: true });
  const known = new Set(prompt.tokens);
  return ids.filter((id) => !known.has(id));
}

/**
 * Drafts by how well they go with what follows, the best first.
 * @param fewest drafts that are looked at, however unlikely
 */
export async function rank(
  handle: ModelHandle,
  prompt: InfillAnswer,
  drafts: readonly Draft[],
  suffix: string,
  fewest: number,
  signal: AbortSignal,
): Promise<{ ranked: RankedDraft[]; evaluated: number }> {
  const next = following(suffix);
  const likely = [...drafts].sort((a, b) => b.logProbability - a.logProbability);
  if (next === '') return { ranked: likely.map((draft) => ({ ...draft, score: undefined })), evaluated: 0 };
  const least = Math.max(...likely.filter(({ introduces }) => !introduces).map(({ logProbability }) => logProbability)) - margin;
  const looked = likely.filter(({ logProbability, introduces }, i) => introduces || i < fewest || logProbability >= least);
  const fan = fanOut(signal, looked.length);
  const encode = (text: string) => handle.call('encode', { text, continues: true });
  let evaluated = 0;
  const scored = looked.map(async (draft, i) => {
    const [own, both] = await Promise.all([encode(prompt.begin + draft.text), encode(prompt.begin + draft.text + next)]);
    const request = { tokens: [...prompt.tokens, ...both], from: prompt.tokens.length };
    const values = await handle.call('logProbabilities', request, { signal: fan.at(i) });
    evaluated += values.length;
    // Where the draft ends, tokens may be others than they were without what follows.
    let length = 0;
    while (length < own.length && own[length] === both[length]) length++;
    const sum = (part: Float32Array) => part.reduce((total, value) => total + value, 0);
    return { ...draft, score: sum(values.subarray(0, length)) / Math.max(1, length) ** lengthPower + sum(values.subarray(length)) };
  });
  const ranked = await Promise.all(scored).finally(fan.release);
  return { ranked: ranked.sort((a, b) => b.score - a.score), evaluated };
}

/** The text after the caret, as far as it tells which draft is right. */
export function following(suffix: string): string {
  const near = suffix.slice(0, scoredCharacters);
  let end = 0;
  for (let lines = 0; lines < scoredLines && end < near.length; ) {
    const stop = endOfFirstLines(near.slice(end), 1) + end;
    if (near.slice(end, stop).trim() !== '') lines++;
    end = stop;
  }
  const text = near.slice(0, end).trimEnd();
  return text.trim() === '' ? '' : text;
}
