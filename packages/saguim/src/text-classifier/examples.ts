import { SaguimError } from '@saguim/engine/spec';

/** A text and what is right for it: one label, or any number of them where several may be right. */
export interface Example {
  readonly text: string;
  readonly label: string | readonly string[];
  /** How much it counts; default 1. */
  readonly weight?: number;
}

/** Examples after checking: each text once. */
export interface CheckedExamples {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  /** (texts, labels) of 0 and 1. */
  readonly targets: Uint8Array;
  /** (texts,) how much each counts, where one does not count 1. */
  readonly weights?: Float64Array;
  /** Examples left out since the same text with the same labels is there already. */
  readonly repeated: number;
  /** Texts left out since they contradict themselves, where that was asked for. */
  readonly contradictory: readonly string[];
}

export interface CheckOptions {
  /** Whether several labels may be right for a text. Default: whether any example's label is a list. */
  readonly multiLabel?: boolean;
  /** What becomes of a text that is there with different labels. Default: `refuse`. */
  readonly contradictions?: 'refuse' | 'drop';
}

const blank = /^[\s\p{Cc}\p{Cf}]*$/u;
const mostLabels = 10_000;
const short = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

const wrong = (what: string, where: string, hint: string, details?: Record<string, unknown>) =>
  new SaguimError('invalid-argument', what, { where, hint, details });

function readExample(value: unknown, where: string, multiLabel: boolean): { text: string; labels: string[]; weight: number } {
  const { text, label, weight = 1 } = (value ?? {}) as Partial<Example>;
  if (typeof text !== 'string') throw wrong('An example has no text', where, 'Each example is an object with text and label.');
  if (blank.test(text)) throw wrong('The text of an example is empty', where, 'Leave the example out, or write its text.');
  const labels = (Array.isArray(label) ? label : [label]) as unknown[];
  if (!labels.every((one): one is string => typeof one === 'string' && !blank.test(one) && one.length <= 1000)) {
    throw wrong('The label of an example is no text', where, 'A label is a string that is not empty, such as "positive".', { text });
  }
  if (!multiLabel && labels.length !== 1) {
    throw wrong(`An example has ${labels.length} labels`, where, 'Give one label each, or say multiLabel: true.', { text });
  }
  if (!(typeof weight === 'number' && weight > 0 && weight < 1e6)) {
    throw wrong('The weight of an example is not a number above 0', where, 'Give one from 0.01 to 100, say, or leave it out.', { text });
  }
  return { text, labels: [...new Set(labels)], weight };
}

export const isMultiLabel = (examples: readonly Example[]) => examples.some((example) => Array.isArray(example?.label));

/** The labels of checked examples in another set's order: for validation. */
export function targetsOf(labels: readonly (readonly string[])[], known: readonly string[], where: string): Uint8Array {
  const places = new Map(known.map((label, place) => [label, place]));
  const targets = new Uint8Array(labels.length * known.length);
  for (const [i, names] of labels.entries()) {
    for (const name of names) {
      const place = places.get(name);
      if (place === undefined) {
        throw wrong(
          `The label ${short(name)} is not among those of the training`,
          `${where}[${i}]`,
          `There are: ${known.slice(0, 20).join(', ')}.`,
          { label: name },
        );
      }
      targets[i * known.length + place] = 1;
    }
  }
  return targets;
}

/**
 * Reads and checks examples; nothing is embedded before they are good.
 * @throws {SaguimError} `invalid-argument` with what is wrong, where, and what to do
 */
export function checkExamples(
  examples: readonly Example[],
  options: CheckOptions & { where?: string; known?: readonly string[] } = {},
): CheckedExamples {
  const { contradictions = 'refuse', where = 'examples', known } = options;
  if (contradictions !== 'refuse' && contradictions !== 'drop')
    throw wrong(`\`contradictions\` is ${String(contradictions)}`, 'contradictions', "Give 'refuse' or 'drop', or leave it out.");
  if (!Array.isArray(examples)) throw wrong('The examples are no list', where, 'Give a list of objects with text and label.');
  if (examples.length === 0) throw wrong('There are no examples', where, 'Give at least two of each label; eight are a good beginning.');
  const multiLabel = options.multiLabel ?? isMultiLabel(examples);
  const byText = new Map<string, { labels: string[]; weight: number; at: number; others: Set<string> }>();
  let repeated = 0;
  for (const [i, value] of examples.entries()) {
    const { text, labels, weight } = readExample(value, `${where}[${i}]`, multiLabel);
    const key = text.trim();
    const before = byText.get(key);
    if (!before) {
      byText.set(key, { labels, weight, at: i, others: new Set() });
      continue;
    }
    repeated++;
    if ([...before.labels].sort().join('\n') !== [...labels].sort().join('\n')) for (const label of labels) before.others.add(label);
  }
  const contradictory = [...byText].filter(([, { others }]) => others.size > 0);
  if (contradictory.length > 0 && contradictions === 'refuse') {
    const [text, { labels, others, at }] = contradictory[0]!;
    const all = [...new Set([...labels, ...others])].map(short).join(' and ');
    const more = contradictory.length > 1 ? ` (and ${contradictory.length - 1} more texts like it)` : '';
    throw wrong(
      `The text ${short(text)} is there with different labels: ${all}${more}`,
      `${where}[${at}]`,
      "Correct the labels, leave such texts out with contradictions: 'drop', or say multiLabel: true with a list of labels each.",
      { texts: contradictory.map(([one]) => one) },
    );
  }
  for (const [text] of contradictory) byText.delete(text);
  if (byText.size === 0) throw wrong('Every text is there with different labels: none is left', where, 'Correct the labels.');
  const kept = [...byText.values()].map(({ labels }) => labels);
  const labels = known ?? [...new Set(kept.flat())].sort();
  if (!known) checkLabels(labels, kept, where, multiLabel);
  const weights = Float64Array.from(byText.values(), ({ weight }) => weight);
  return {
    texts: [...byText.keys()],
    labels,
    ...(weights.some((weight) => weight !== 1) && { weights }),
    targets: targetsOf(kept, labels, where),
    repeated,
    contradictory: contradictory.map(([text]) => text),
  };
}

function checkLabels(labels: readonly string[], kept: readonly (readonly string[])[], where: string, multiLabel: boolean): void {
  if (labels.length > mostLabels) throw wrong(`There are ${labels.length} labels`, where, `Use at most ${mostLabels}.`);
  if (labels.length < (multiLabel ? 1 : 2)) {
    throw wrong(
      labels.length === 1 ? `All examples have the label ${short(labels[0]!)}` : 'The examples have no label',
      where,
      'Add examples of at least one other label, such as "other": a classifier tells labels apart.',
    );
  }
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const names of kept) for (const name of names) counts.set(name, counts.get(name)! + 1);
  const rare = labels.filter((label) => counts.get(label)! < 2);
  if (rare.length > 0) {
    throw wrong(
      `The label ${short(rare[0]!)} has only one example${rare.length > 1 ? `, and so it is with ${rare.length - 1} more` : ''}`,
      where,
      'Add at least one more (eight are a good beginning), or leave the label out: with one there is nothing to check it by.',
      { labels: rare },
    );
  }
  const everywhere = labels.find((label) => counts.get(label) === kept.length);
  if (multiLabel && everywhere !== undefined) {
    throw wrong(`All examples have the label ${short(everywhere)}`, where, 'Add examples without it, or leave the label out.', {
      label: everywhere,
    });
  }
}

/** How much each example counts: its own weight, times what makes all labels count alike or what `weights` says of its label. @throws {SaguimError} `invalid-argument` */
export function exampleWeights(
  { labels, targets, texts, weights: own }: CheckedExamples,
  weights: 'balanced' | Readonly<Record<string, number>> | undefined,
): Float64Array | undefined {
  if (weights === undefined) return own;
  const counts = labels.map((_, k) => {
    let count = 0;
    for (let i = k; i < targets.length; i += labels.length) count += targets[i]!;
    return count;
  });
  const given = typeof weights === 'object' && weights !== null ? Object.entries(weights) : [];
  if (weights !== 'balanced' && (typeof weights !== 'object' || weights === null)) {
    throw wrong('Class weights are neither "balanced" nor numbers by label', 'classWeights', 'Such as { spam: 2, ham: 1 }.');
  }
  for (const [label, weight] of given) {
    if (!labels.includes(label))
      throw wrong(`There is no label ${short(label)}`, 'classWeights', `There are: ${labels.slice(0, 20).join(', ')}.`);
    if (!(typeof weight === 'number' && weight > 0 && weight < 1e6))
      throw wrong(`The weight of ${short(label)} is not a number above 0`, 'classWeights', 'Give one from 0.01 to 100, say.');
  }
  const byLabel = labels.map((label, k) =>
    weights === 'balanced' ? texts.length / (labels.length * counts[k]!) : ((weights as Record<string, number>)[label] ?? 1),
  );
  return Float64Array.from(texts, (_, i) => {
    const mine = byLabel.filter((_, k) => targets[i * labels.length + k]);
    return (own?.[i] ?? 1) * (mine.length ? Math.max(...mine) : 1);
  });
}
