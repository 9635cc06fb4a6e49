import type { StoredModel, Suggestion } from './hub-contract.js';

/** Milliseconds without a use after which a model counts as unused. */
const unusedAfter = 30 * 24 * 3600_000;

/**
 * What could be removed, the best first: what nobody finished, what nobody used for a month (the longest first), then the largest. With
 * `needed`, no more than frees so many bytes.
 */
export function suggest(stored: readonly StoredModel[], needed: number, now: number): Suggestion[] {
  const order = ['unfinished', 'unused', 'large'] as const;
  const why = (model: StoredModel): Suggestion['why'] =>
    model.partial ? 'unfinished' : now - model.lastUsed >= unusedAfter ? 'unused' : 'large';
  const all = stored
    .filter(({ bytes, inPlace }) => bytes > 0 && !inPlace)
    .map((model): Suggestion => ({ model, bytes: model.bytes, why: why(model) }))
    .sort((a, b) => {
      const kinds = order.indexOf(a.why) - order.indexOf(b.why);
      return kinds || (a.why === 'unused' ? a.model.lastUsed - b.model.lastUsed : b.bytes - a.bytes);
    });
  if (needed <= 0) return all;
  let freed = 0;
  const enough = all.findIndex(({ bytes }) => (freed += bytes) >= needed);
  return enough < 0 ? all : all.slice(0, enough + 1);
}
