import { SaguimError } from '@saguim/engine/spec';
import type { LabelThresholds, Policy, PolicyCategory, PolicyRule } from './policy.js';

/** Thresholds are chosen for few false alarms on ordinary text; measured (docs/quality.md). */
const labels: LabelThresholds = {
  toxicity: { review: 0.6, block: 0.9 },
  insult: { review: 0.55, block: 0.9 },
  obscene: { review: 0.7 },
  'identity-attack': { review: 0.65, block: 0.85 },
  spam: { review: 0.9, block: 0.995 },
};

const scaled = (factor: number): LabelThresholds =>
  Object.fromEntries(
    Object.entries(labels).map(([name, { review, block }]) => {
      const move = (threshold: number) => Number((1 - (1 - threshold) * factor).toFixed(3));
      return [name, { review: move(review!), ...(block !== undefined && { block: move(block) }) }];
    }),
  );

const rules: readonly PolicyRule[] = [
  { id: 'many-links', kind: 'links', most: 3, action: 'review', label: 'spam' },
  { id: 'repeats', kind: 'repeats', characters: 30, words: 10, comments: 2, action: 'review', label: 'spam' },
];

const six: readonly PolicyCategory[] = [
  { name: 'harassment', description: 'Insults, bullying and attacks on a person.', anyOf: ['toxicity', 'insult'] },
  { name: 'hate-speech', description: 'Attacks on people for the group they belong to.', anyOf: ['identity-attack'] },
  { name: 'violent', description: 'Threats, and violence wished for or praised.', anyOf: ['threat', 'violence'] },
  { name: 'adult-content', description: 'Sexual and obscene content.', anyOf: ['sexual', 'obscene'] },
  { name: 'safe', description: 'None of these.', noneOf: ['spam', 'harassment', 'hate-speech', 'violent', 'adult-content'] },
];

const base = { format: 1, version: 1, onFailure: 'hold' } as const;
const presets = {
  default: { ...base, id: 'default', labels, rules },
  strict: { ...base, id: 'strict', labels: scaled(1.6), rules },
  lenient: { ...base, id: 'lenient', labels: scaled(0.5), rules },
  six: {
    ...base,
    id: 'six',
    labels: { ...labels, threat: { review: 0.8 }, violence: { review: 0.85 }, sexual: { review: 0.8 } },
    rules,
    categories: six,
  },
} as const satisfies Record<string, Policy>;

export type PolicyPreset = keyof typeof presets;

/**
 * Policies to begin with. `default`: few false alarms. `strict` has more comments looked at, `lenient` fewer. `six` also says which of spam,
 * harassment, hate speech, violence and adult content a text is, or that it is safe.
 */
export const policyPresets = Object.keys(presets) as readonly PolicyPreset[];

/** A copy of one. @throws {SaguimError} `not-found` */
export function presetPolicy(name: PolicyPreset): Policy {
  if (!Object.hasOwn(presets, name)) {
    throw new SaguimError('not-found', `There is no policy "${name}" here`, { hint: `There are: ${policyPresets.join(', ')}.` });
  }
  return structuredClone(presets[name]);
}
