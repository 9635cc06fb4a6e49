import { SaguimError } from '@saguim/engine/spec';
import { failureMessage, labelMessage, messageLanguage } from './messages.js';
import type { Piece } from './pieces.js';
import type { Policy } from './policy.js';
import type { PreparedText } from './prepare-text.js';
import type { RuleHit } from './run-rules.js';
import { actionOf, lowest, thresholdsFor } from './thresholds.js';
import { type Action, actions, mostSevere, type Sentiment, type Verdict, type VerdictReason, type VerdictSpan } from './verdict.js';

/** What the model said of a piece, by label. */
export interface PieceScores {
  readonly piece: PreparedText['pieces'][number];
  readonly scores: ReadonlyMap<string, number>;
}

/** What a verdict is made of. */
export interface Judgement {
  readonly policy: Policy;
  readonly prepared: PreparedText;
  readonly hits: readonly RuleHit[];
  /** By piece; nothing where the model could not judge. */
  readonly pieces?: readonly PieceScores[];
  /** Labels in their order. */
  readonly labels: readonly string[];
  readonly sentiment?: Sentiment;
  /** Why the model could not judge. */
  readonly failure?: unknown;
}

const mostSpans = 100;

/** The greatest score of each label over all pieces, and over those as typed alone; then the labels that are made of others. */
export function combineScores(policy: Policy, labels: readonly string[], pieces: readonly PieceScores[]) {
  const all = new Map<string, number>();
  const typed = new Map<string, number>();
  for (const label of labels) {
    for (const { piece, scores } of pieces) {
      const score = scores.get(label) ?? 0;
      all.set(label, Math.max(all.get(label) ?? 0, score));
      if (!piece.disguised) typed.set(label, Math.max(typed.get(label) ?? 0, score));
    }
    if (!all.has(label)) all.set(label, 0);
  }
  for (const { name, anyOf, noneOf } of policy.categories ?? []) {
    if (!anyOf && !noneOf) continue;
    for (const scores of [all, typed]) {
      const greatest = (anyOf ?? noneOf)!.reduce((most, label) => Math.max(most, scores.get(label) ?? 0), 0);
      scores.set(name, noneOf ? 1 - greatest : greatest);
    }
  }
  return { all, typed };
}

/** What a person sees as the disguised words: up to the spaces around what was undone, each once. */
function disguisedWords(text: string, disguises: readonly Piece[]): Piece[] {
  const words: Piece[] = [];
  for (const disguise of disguises) {
    let { start, end } = disguise;
    const last = words.at(-1);
    if (last && end <= last.end) continue;
    while (start > 0 && !/\s/u.test(text[start - 1]!)) start--;
    while (end < text.length && !/\s/u.test(text[end]!)) end++;
    if (last && start < last.end) words[words.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else words.push({ start, end });
  }
  return words;
}

export function assembleVerdict({ policy, prepared, hits, pieces, labels, sentiment, failure }: Judgement): Verdict {
  const { item, language } = prepared;
  const told = messageLanguage(language, item.locale);
  const thresholds = thresholdsFor(policy, language, item.section);
  const reasons: VerdictReason[] = [];
  const spans: VerdictSpan[] = [];
  const categories = new Map<string, Action>();
  const scores = pieces ? combineScores(policy, labels, pieces) : undefined;
  for (const [label, score] of scores?.all ?? []) {
    const { action, threshold } = actionOf(score, thresholds[label]);
    categories.set(label, action);
    if (action === 'allow') continue;
    const kind = actionOf(scores!.typed.get(label) ?? 0, thresholds[label]).action === 'allow' ? 'disguise' : 'model';
    reasons.push({ label, kind, action, message: labelMessage(policy, told, { label, action }), score, threshold });
    const least = lowest(thresholds[label])!;
    for (const { piece, scores: own } of pieces!) {
      const part = own.get(label);
      if (part === undefined || part < least) continue;
      const { start, end, disguised } = piece;
      // What is as bad as typed need not be told again of its plain reading.
      if (!disguised) spans.push({ start, end, label, score: part, source: 'model' });
      else if (kind === 'disguise') {
        const words = disguisedWords(item.text, prepared.reading?.disguises.filter((word) => word.start < end && start < word.end) ?? []);
        for (const word of words) spans.push({ ...word, label, score: part, source: 'disguise' });
      }
    }
  }
  for (const { rule, spans: found } of hits) {
    const label = rule.label ?? rule.id;
    categories.set(label, mostSevere([categories.get(label) ?? 'allow', rule.action]));
    reasons.push({
      label,
      kind: 'rule',
      action: rule.action,
      message: labelMessage(policy, told, { label, action: rule.action, rule }),
      rule: rule.id,
    });
    for (const { start, end, disguised } of found) spans.push({ start, end, label, source: disguised ? 'disguise' : 'rule' });
  }
  const unseen = failure ?? (prepared.cut ? new SaguimError('context-overflow', 'The text is longer than what is judged') : undefined);
  if (unseen !== undefined) {
    const hold = policy.onFailure !== 'publish';
    const message = failureMessage(policy, told, !hold ? 'unchecked' : failure === undefined ? 'long' : 'held');
    const code = unseen instanceof SaguimError ? unseen.code : undefined;
    reasons.push({ label: 'error', kind: 'error', action: hold ? 'review' : 'allow', message, ...(code && { code }) });
  }
  reasons.sort((a, b) => actions.indexOf(b.action) - actions.indexOf(a.action) || (b.score ?? 0) - (a.score ?? 0));
  const { reading } = prepared;
  return {
    action: mostSevere(reasons.map(({ action }) => action)),
    scores: Object.fromEntries(scores?.all ?? []),
    categories: Object.fromEntries(categories),
    spans: spans.sort((a, b) => a.start - b.start || a.end - b.end).slice(0, mostSpans),
    reasons,
    language,
    ...(sentiment && { sentiment }),
    ...(reading && { reading: reading.text }),
    policy: { id: policy.id, version: policy.version },
  };
}
