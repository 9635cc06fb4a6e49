import type { LabelThresholds, Policy, Thresholds } from './policy.js';
import type { Action } from './verdict.js';

/** The thresholds that hold for a text: the policy's, then those of its language, then those of its section. */
export function thresholdsFor({ labels, languages, sections }: Policy, language: string, section?: string): LabelThresholds {
  const own = <T>(parts: Readonly<Record<string, T>> | undefined, key: string) =>
    parts && Object.hasOwn(parts, key) ? parts[key] : undefined;
  const base = language.split('-')[0]!;
  const isOther = !['en', 'pt', 'und'].includes(language) && base !== 'en' && base !== 'pt';
  const byLanguage = own(languages, language) ?? own(languages, base) ?? (isOther ? own(languages, 'other') : undefined);
  const bySection = section === undefined ? undefined : own(sections, section);
  return { ...labels, ...byLanguage?.labels, ...bySection?.labels };
}

/** What a score asks for, and the threshold that it reached. */
export function actionOf(score: number, { review, block }: Thresholds = {}): { action: Action; threshold?: number } {
  if (block !== undefined && score >= block) return { action: 'block', threshold: block };
  if (review !== undefined && score >= review) return { action: 'review', threshold: review };
  return { action: 'allow' };
}

/** From which score on something is asked for. */
export const lowest = ({ review, block }: Thresholds = {}): number | undefined => review ?? block;
