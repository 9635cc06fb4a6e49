import type { Verdict } from 'saguim';

/** The thirteen categories of OpenAI's moderations, in its order. */
export const categoryNames = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;
export type CategoryName = (typeof categoryNames)[number];

/**
 * Which of our labels make a category: any of them (the greatest score), or all of them (the least, which the probability of all together
 * does not exceed). What is not here is judged only where the policy has a category of that very name.
 */
const made: Readonly<Partial<Record<CategoryName, { readonly any: readonly string[] } | { readonly all: readonly string[] }>>> = {
  harassment: { any: ['insult', 'toxicity'] },
  'harassment/threatening': { all: ['toxicity', 'threat'] },
  hate: { any: ['identity-attack'] },
  'hate/threatening': { all: ['identity-attack', 'threat'] },
  'self-harm': { any: ['self-harm'] },
  sexual: { any: ['sexual'] },
  violence: { any: ['violence', 'threat'] },
};

export interface CategoryResult {
  readonly score: number;
  readonly flagged: boolean;
  /** Whether anything judged it. */
  readonly applied: boolean;
}

const notApplied: CategoryResult = { score: 0, flagged: false, applied: false };

/** A category of a verdict. Labels that the verdict does not score are left out; with none left the category was not applied. */
export function categoryOf(name: CategoryName, { scores, categories }: Pick<Verdict, 'scores' | 'categories'>): CategoryResult {
  const has = (label: string) => Object.hasOwn(scores, label);
  const flagged = (label: string) => (categories[label] ?? 'allow') !== 'allow';
  const of = has(name) ? { any: [name] } : made[name];
  if (!of) return notApplied;
  if ('all' in of) {
    if (!of.all.every(has)) return notApplied;
    return { score: Math.min(...of.all.map((label) => scores[label]!)), flagged: of.all.every(flagged), applied: true };
  }
  const labels = of.any.filter(has);
  if (labels.length === 0) return notApplied;
  return { score: Math.max(...labels.map((label) => scores[label]!)), flagged: labels.some(flagged), applied: true };
}
