import type { Estimate, LabelFigures, LabelledText, TrainingReport } from './classify-provider.js';

/** What was said of an example by a classifier that had not seen it. */
export interface HeldOutAnswer {
  /** Its place in the list of examples. */
  readonly example: number;
  readonly said: string;
  readonly score: number;
}

/** The 95 % interval of a share by Wilson (1927): holds for few examples and near 0 and 1, too. */
export function wilson(right: number, all: number): Estimate {
  if (all === 0) return { value: 0, low: 0, high: 1 };
  const z = 1.96;
  const value = right / all;
  const middle = value + (z * z) / (2 * all);
  const spread = z * Math.sqrt((value * (1 - value)) / all + (z * z) / (4 * all * all));
  const scale = 1 + (z * z) / all;
  return { value, low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}

/** What is told of answers to held-out examples: what was taken for what, label by label, and the errors. */
export function judge(
  examples: readonly LabelledText[],
  labels: readonly string[],
  answers: readonly HeldOutAnswer[],
): Pick<TrainingReport, 'labels' | 'confusion' | 'errors'> {
  const place = new Map(labels.map((label, index) => [label, index]));
  const confusion = labels.map(() => labels.map(() => 0));
  for (const { example, said } of answers) confusion[place.get(examples[example]!.label)!]![place.get(said)!]!++;
  const figures = labels.map((label, index): LabelFigures => {
    const right = confusion[index]![index]!;
    const count = confusion[index]!.reduce((sum, each) => sum + each, 0);
    const taken = confusion.reduce((sum, row) => sum + row[index]!, 0);
    return {
      label,
      count,
      precision: wilson(right, taken),
      recall: wilson(right, count),
      f1: count + taken === 0 ? 0 : (2 * right) / (count + taken),
    };
  });
  const errors = answers.filter(({ example, said }) => said !== examples[example]!.label).sort((a, b) => b.score - a.score);
  return { labels: figures, confusion, errors };
}
