import type { Policy, PolicyRule } from 'saguim';

/** What a plain list of words asks for: review, block, or that nobody judges them. */
export type ListKind = 'review' | 'block' | 'allow';
export const listKinds: readonly ListKind[] = ['review', 'block', 'allow'];

const idOf = (kind: ListKind) => `words-${kind}`;

/** The rule behind a plain list, unless it says more than a list does: then it is changed as JSON. */
function listRule({ rules = [] }: Policy, kind: ListKind): PolicyRule | undefined {
  return rules.find(
    (rule) =>
      rule.id === idOf(kind) &&
      (kind === 'allow' ? rule.kind === 'allow' : rule.kind === 'words' && rule.action === kind && !rule.near && !rule.notNear),
  );
}

/** Words of a plain list. */
export function wordsOf(policy: Policy, kind: ListKind): readonly string[] {
  const rule = listRule(policy, kind);
  return rule && 'words' in rule && Array.isArray(rule.words) ? rule.words : [];
}

/** All rules that no plain list shows. */
export function otherRules(policy: Policy): PolicyRule[] {
  const shown = listKinds.map((kind) => listRule(policy, kind));
  return (policy.rules ?? []).filter((rule) => !shown.includes(rule));
}

/** The policy with other words in a plain list, one a line; without any there is no such rule. */
export function withWords(policy: Policy, kind: ListKind, lines: string): Policy {
  const words = [...new Set(lines.split('\n').map((line) => line.trim()))].filter(Boolean);
  const now = listRule(policy, kind);
  const made = kind === 'allow' ? { id: idOf(kind), kind, words } : { id: idOf(kind), kind: 'words' as const, words, action: kind };
  const rule = { ...now, ...made } as PolicyRule;
  const rules = (policy.rules ?? []).flatMap((one) => (one !== now ? [one] : words.length > 0 ? [rule] : []));
  return withRules(policy, now || words.length === 0 ? rules : [...rules, rule]);
}

export function withoutRule(policy: Policy, id: string): Policy {
  return withRules(
    policy,
    (policy.rules ?? []).filter((rule) => rule.id !== id),
  );
}

function withRules({ rules: _, ...policy }: Policy, rules: readonly PolicyRule[]): Policy {
  return rules.length > 0 ? { ...policy, rules } : policy;
}

/** The policy with a section that has no thresholds of its own yet. */
export function withSection(policy: Policy, name: string): Policy {
  return { ...policy, sections: { [name]: { labels: {} }, ...policy.sections } };
}

export function withoutSection(policy: Policy, name: string): Policy {
  const { sections: { [name]: _, ...sections } = {}, ...rest } = policy;
  return Object.keys(sections).length > 0 ? { ...rest, sections } : rest;
}
