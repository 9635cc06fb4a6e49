import { type Action, actionOf, type LabelThresholds, mostSevere, type Policy, thresholdsFor, type Verdict } from 'saguim';

/** What was said of a comment, without what thresholds make of it: so much that other thresholds need no model. */
export interface Judged {
  readonly scores: Readonly<Record<string, number>>;
  readonly language: string;
  /** What rules ask for, whatever the scores. */
  readonly fixed: Action;
}

export function toJudged({ scores, language, reasons }: Verdict): Judged {
  const ruled = reasons.filter(({ kind }) => kind === 'rule' || kind === 'error').map(({ action }) => action);
  return { scores, language, fixed: mostSevere(ruled) };
}

/** What becomes of comments under the thresholds of a policy, in a section of the site or anywhere. */
export function outcomes(policy: Policy, judged: readonly Judged[], section?: string): Action[] {
  const byLanguage = new Map<string, LabelThresholds>();
  return judged.map(({ scores, language, fixed }) => {
    let thresholds = byLanguage.get(language);
    if (!thresholds) byLanguage.set(language, (thresholds = thresholdsFor(policy, language, section)));
    return mostSevere([fixed, ...Object.entries(thresholds).map(([label, own]) => actionOf(scores[label] ?? 0, own).action)]);
  });
}

/** All of a policy that scores and rules hang on. Comments judged under the same need not be judged again. */
export const rulesOf = ({ rules, categories, onFailure }: Policy): string =>
  JSON.stringify([rules ?? [], categories ?? [], onFailure ?? 'hold']);

export interface SideChange {
  /** The comment's place. */
  readonly place: number;
  readonly before: Action;
  readonly after: Action;
}

export interface Comparison {
  readonly before: Readonly<Record<Action, number>>;
  readonly after: Readonly<Record<Action, number>>;
  readonly changes: readonly SideChange[];
}

/** What another policy would do to comments. */
export function compareOutcomes(before: Policy, after: Policy, judged: readonly Judged[], section?: string): Comparison {
  const [old, fresh] = [outcomes(before, judged, section), outcomes(after, judged, section)];
  return {
    before: countActions(old),
    after: countActions(fresh),
    changes: old.flatMap((action, place) => (action === fresh[place] ? [] : [{ place, before: action, after: fresh[place]! }])),
  };
}

export function countActions(all: readonly Action[]): Record<Action, number> {
  const counts = { allow: 0, review: 0, block: 0 };
  for (const action of all) counts[action]++;
  return counts;
}
