import type { PolicyMessages } from '../i18n/policy-messages.js';
import type { LabelledSet } from './labelled-set.js';
import { compareOutcomes, type Judged, toJudged } from './outcome.js';
import type { PolicyController } from './policy-controller.js';

/** Comments that a change is tried on. */
export interface ChangeGround {
  readonly title: string;
  readonly texts: readonly string[];
  readonly judged: readonly Judged[];
  /** What people say of them, where that is known. */
  readonly harmful?: readonly boolean[];
}

/** On what a change is tried: the comments at hand, what was typed among them, and the labelled ones as far as they are judged. */
export function changeGrounds(controller: PolicyController, set: LabelledSet, m: PolicyMessages): ChangeGround[] {
  const { live, examples, policy } = controller;
  const texts = [...(live.judged ? [live.judged.text] : []), ...(examples?.texts ?? [])];
  const verdicts = [...(live.judged ? [live.judged.verdict] : []), ...(examples?.verdicts ?? [])];
  const measured = set.measured(policy);
  return [
    { title: m.onExamples(verdicts.length), texts, judged: verdicts.map(toJudged) },
    {
      title: m.onSet(set.record?.name ?? '', measured.length),
      texts: measured.map(({ text }) => text),
      judged: measured.map(({ judged }) => judged),
      harmful: measured.map(({ harmful }) => harmful),
    },
  ].filter(({ judged }) => judged.length > 0);
}

/** How many comments change sides. */
export const sidesChanged = ({ record, policy }: PolicyController, grounds: readonly ChangeGround[], section?: string): number =>
  grounds.reduce((sum, { judged }) => sum + compareOutcomes(record.policy, policy, judged, section).changes.length, 0);
