import type { Policy } from './policy.js';

/**
 * What changes from one policy to another, a line for each change: `labels.toxicity.review: 0.6 → 0.5`, `+ rules.links: {…}`,
 * `- sections.kids`, and of lists what came and what went. Empty where they ask for the same.
 */
export function diffPolicies(before: Policy, after: Policy): string[] {
  const lines: string[] = [];
  compare('', before, after, lines);
  return lines;
}

const brief = (value: unknown) => {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

function compare(path: string, before: unknown, after: unknown, lines: string[]): void {
  if (before === undefined || after === undefined) {
    if (before !== after) lines.push(before === undefined ? `+ ${path}: ${brief(after)}` : `- ${path}: ${brief(before)}`);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && !isKeyed(before) && !isKeyed(after)) {
    const gone = difference(before, after);
    const come = difference(after, before);
    if (gone.length > 0 || come.length > 0) {
      lines.push(`${path}: ${[come.length ? `+ ${some(come)}` : '', gone.length ? `- ${some(gone)}` : ''].filter(Boolean).join('; ')}`);
    } else if (brief(before) !== brief(after)) lines.push(`${path}: in another order`);
    return;
  }
  if (isObject(before) && isObject(after)) {
    const old = members(before);
    const fresh = members(after);
    for (const key of new Set([...old.keys(), ...fresh.keys()])) {
      compare(path === '' ? key : `${path}.${key}`, old.get(key), fresh.get(key), lines);
    }
    return;
  }
  if (before !== after) lines.push(`${path}: ${brief(before)} → ${brief(after)}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Rules and categories are told apart by their names, wherever they stand. */
const nameOf = (value: unknown) => (value as { id?: string; name?: string }).id ?? (value as { name?: string }).name;
const isKeyed = (list: readonly unknown[]) => list.length > 0 && list.every((one) => isObject(one) && nameOf(one) !== undefined);

function members(value: object): Map<string, unknown> {
  return new Map(Array.isArray(value) ? value.map((one) => [nameOf(one)!, one] as const) : Object.entries(value));
}

function difference(from: readonly unknown[], without: readonly unknown[]): unknown[] {
  const others = new Set(without);
  return from.filter((one) => !others.has(one));
}

const some = (values: readonly unknown[]) =>
  values.length > 5 ? `${values.slice(0, 5).join(', ')} and ${values.length - 5} more` : values.join(', ');
