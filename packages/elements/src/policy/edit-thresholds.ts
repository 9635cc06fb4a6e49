import { type LabelThresholds, labelNames, type Policy, type Thresholds } from 'saguim';

/** For which comments thresholds hold: all (empty), those in a language (`language pt`), those of a section (`section news`). */
export type Scope = '' | `language ${string}` | `section ${string}`;

/** The section that a scope is of, where it is of one. */
export const sectionOf = (scope: Scope): string | undefined => (scope.startsWith('section ') ? scope.slice(8) : undefined);

/** Scopes of a policy: the languages that the model knows and the rest, and what the policy names. */
export function scopesOf({ languages = {}, sections = {} }: Policy): Scope[] {
  const tags = new Set(['en', 'pt', 'other', ...Object.keys(languages)]);
  return ['', ...[...tags].map((tag) => `language ${tag}` as const), ...Object.keys(sections).map((name) => `section ${name}` as const)];
}

const partOf = (scope: Scope) => {
  const [kind, ...rest] = scope.split(' ');
  return { kind: kind === 'section' ? ('sections' as const) : ('languages' as const), name: rest.join(' ') };
};

/** The thresholds that a scope itself has. */
export function ownThresholds(policy: Policy, scope: Scope): LabelThresholds {
  if (scope === '') return policy.labels;
  const { kind, name } = partOf(scope);
  return policy[kind]?.[name]?.labels ?? {};
}

/** Labels with thresholds come first, then the others that come along or are the policy's own. */
export function labelsOf(policy: Policy): string[] {
  const all = [...Object.keys(policy.labels), ...labelNames, ...(policy.categories ?? []).map(({ name }) => name)];
  return [...new Set(all)];
}

/** The policy with other thresholds of a label; without any the scope says nothing about it. */
export function withThresholds(policy: Policy, scope: Scope, label: string, thresholds: Thresholds | undefined): Policy {
  const put = (labels: LabelThresholds): LabelThresholds => {
    const { [label]: _, ...others } = labels;
    return thresholds === undefined ? others : { ...labels, [label]: thresholds };
  };
  if (scope === '') return { ...policy, labels: put(policy.labels) };
  const { kind, name } = partOf(scope);
  const labels = put(ownThresholds(policy, scope));
  const { [name]: _, ...others } = policy[kind] ?? {};
  const parts = Object.keys(labels).length > 0 || kind === 'sections' ? { ...policy[kind], [name]: { labels } } : others;
  const { [kind]: __, ...rest } = policy;
  return Object.keys(parts).length > 0 ? { ...policy, [kind]: parts } : rest;
}

const rounded = (value: number) => Number(Math.min(1, Math.max(0.01, value)).toFixed(3));

/** Moves one threshold; the other goes along where it would be on the wrong side. Undefined: it is never reached. */
export function moved({ review, block }: Thresholds, which: keyof Thresholds, value: number | undefined): Thresholds | undefined {
  const to = value === undefined ? undefined : rounded(value);
  const next = which === 'review' ? { review: to, block } : { review, block: to };
  if (to !== undefined && next.review !== undefined && next.block !== undefined && next.block < next.review)
    next[which === 'review' ? 'block' : 'review'] = to;
  const kept = { ...(next.review !== undefined && { review: next.review }), ...(next.block !== undefined && { block: next.block }) };
  return Object.keys(kept).length > 0 ? kept : undefined;
}
