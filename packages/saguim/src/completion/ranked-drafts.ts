import type { InfillAnswer, ModelHandle } from '../runtime/index.js';
import { type Draft, type RunOptions, runDraft } from './infill-run.js';
import { endOfFirstLines } from './text-lines.js';

/** A draft with how likely it is together with the text that follows it. */
export interface RankedDraft extends Draft {
  /** Log-probability of the draft and of the next lines after it; undefined where nothing follows. */
  readonly joint: number | undefined;
}

/** Tokens of the first draft at which another way may be taken, and how unlikely that way may be. */
const mostBranchTokens = 16;
const leastBranch = Math.log(0.02);
/** Added to the logits of tokens that stand only after the caret, for drafts that use what is used there. */
const suffixBiases = [3, 6];
/** Lines and characters after the caret that a draft must go well with. */
const scoredLines = 4;
const scoredCharacters = 240;

/**
 * Other answers than the most likely one, in a way that costs little and always gives the same: where the model hesitated, the token it nearly took is
 * taken, and then the most likely ones again. They run together in one batch and share all that is computed before they part.
 */
export async function branch(
  handle: ModelHandle,
  prompt: InfillAnswer,
  first: Draft,
  suffix: string,
  count: number,
  options: Omit<RunOptions, 'onFirstLine' | 'others'>,
): Promise<Draft[]> {
  const places: { at: number; token: number; logProbability: number }[] = [];
  let sum = 0;
  for (const [at, piece] of first.pieces.slice(0, mostBranchTokens).entries()) {
    if (piece.at >= prompt.begin.length + first.text.length && first.text !== '') break;
    // While what was given must come, other tokens are only other ways to spell it, but for the last of them.
    if (piece.at + piece.text.length > prompt.begin.length) {
      for (const { token, logprob } of piece.others) {
        if (token === piece.token || logprob < leastBranch || prompt.stopTokens.includes(token)) continue;
        places.push({ at, token, logProbability: sum + logprob });
      }
    }
    sum += piece.logprob;
  }
  places.sort((a, b) => b.logProbability - a.logProbability);
  const runs = places.slice(0, count).map(async ({ at, token, logProbability }) => {
    const kept = first.pieces.slice(0, at);
    const before = kept.map(({ text }) => text).join('');
    const text = before + (await handle.call('decode', { tokens: [token], continues: true }, { signal: options.signal }));
    // Half a character, or another text than the one that must come.
    if (text.includes('\ufffd') || text.length < prompt.begin.length || !text.startsWith(prompt.begin)) return undefined;
    const tokens = [...prompt.tokens, ...kept.map((piece) => piece.token), token];
    return runDraft(handle, { ...prompt, tokens }, options, { text, logProbability, tokens: at + 1 });
  });
  const [leaning, ...branched] = await Promise.all([usingSuffix(handle, prompt, suffix, options), ...runs]);
  return [...branched, ...leaning!].filter((draft) => draft !== undefined);
}

/** Answers with a bias to what stands after the caret and nowhere before it: names that are defined here are used there. */
async function usingSuffix(handle: ModelHandle, prompt: InfillAnswer, suffix: string, options: RunOptions): Promise<(Draft | undefined)[]> {
  const ids = await handle.call('encode', { text: following(suffix), continues: true }, { signal: options.signal });
  const known = new Set(prompt.tokens);
  const fresh = ids.filter((id) => !known.has(id));
  if (fresh.length === 0) return [];
  const biased = (bias: number) => runDraft(handle, prompt, { ...options, bias: Object.fromEntries(fresh.map((id) => [id, bias])) });
  return Promise.all(suffixBiases.map(biased));
}

/** Drafts by how likely they are together with what follows, the best first. */
export async function rank(
  handle: ModelHandle,
  prompt: InfillAnswer,
  drafts: readonly Draft[],
  suffix: string,
  signal: AbortSignal,
): Promise<{ ranked: RankedDraft[]; evaluated: number }> {
  const next = following(suffix);
  if (next === '') return { ranked: drafts.map((draft) => ({ ...draft, joint: undefined })), evaluated: 0 };
  let evaluated = 0;
  const ranked = await Promise.all(
    drafts.map(async (draft) => {
      const ids = await handle.call('encode', { text: prompt.begin + draft.text + next, continues: true }, { signal });
      const tokens = [...prompt.tokens, ...ids];
      const values = await handle.call('logProbabilities', { tokens, from: prompt.tokens.length }, { signal });
      evaluated += values.length;
      return { ...draft, joint: values.reduce((sum, value) => sum + value, 0) };
    }),
  );
  return { ranked: ranked.sort((a, b) => b.joint - a.joint), evaluated };
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
