import type { ClassifyProvider, Head, LabelledText, TrainingReport } from './classify-provider.js';

const wordsOf = (text: string) => [...text.toLowerCase().matchAll(/\p{L}+/gu)];

/** Judges by counting words that it saw with a label: for the controllers, which do not care how. */
export class ScriptedHead implements Head {
  readonly labels: readonly string[];
  readonly #seen: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(examples: readonly LabelledText[]) {
    const seen = new Map<string, Set<string>>();
    for (const { text, label } of examples) {
      const words = seen.get(label) ?? new Set();
      for (const [word] of wordsOf(text)) words.add(word);
      seen.set(label, words);
    }
    this.#seen = seen;
    this.labels = [...seen.keys()];
  }

  async classify(text: string) {
    const hits = this.labels.map((label) => wordsOf(text).filter(([word]) => this.#seen.get(label)!.has(word)).length);
    const sum = hits.reduce((total, count) => total + count, 0);
    const scores = this.labels.map((label, index) => ({ label, score: sum ? hits[index]! / sum : 1 / this.labels.length }));
    scores.sort((a, b) => b.score - a.score);
    return { label: sum ? scores[0]!.label : undefined, scores };
  }

  async explain(text: string) {
    const { scores } = await this.classify(text);
    const label = scores[0]!.label;
    const words = wordsOf(text).map((match) => {
      const [word] = match;
      const others = this.labels.filter((each) => each !== label && this.#seen.get(each)!.has(word)).length;
      const weight = this.#seen.get(label)!.has(word) ? (others ? 0.3 : 1) : others ? -1 : 0;
      return { start: match.index, end: match.index + word.length, weight };
    });
    return { label, words };
  }

  async save() {
    return new TextEncoder().encode(JSON.stringify([...this.#seen].map(([label, words]) => [label, [...words]])));
  }

  static read(bytes: Uint8Array): ScriptedHead {
    const seen = JSON.parse(new TextDecoder().decode(bytes)) as [string, string[]][];
    return new ScriptedHead(seen.map(([label, words]) => ({ label, text: words.join(' ') })));
  }

  destroy() {}
}

export class ScriptedClassifyProvider implements ClassifyProvider {
  readonly model = { name: 'scripted', title: 'Scripted', languages: ['en', 'pt'] };
  readonly builtIn = ['sentiment'];
  readonly failures: Error[] = [];
  /** When set, training waits for it, or for its signal. */
  gate: Promise<void> | undefined;
  trainings = 0;

  async prepare() {
    return { ...this.model, backend: 'wasm', threads: 1 };
  }

  async load(head: string | Uint8Array) {
    if (typeof head !== 'string') return ScriptedHead.read(head);
    return new ScriptedHead([
      { text: 'good lovely great charming laughed', label: 'positive' },
      { text: 'the a in on at', label: 'neutral' },
      { text: 'bad cold wrong nunca amassado', label: 'negative' },
    ]);
  }

  async train(
    examples: readonly LabelledText[],
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
  ) {
    this.trainings++;
    onProgress?.(0.5);
    await Promise.race([
      this.gate,
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
    ]);
    signal?.throwIfAborted();
    const failure = this.failures.shift();
    if (failure) throw failure;
    const head = new ScriptedHead(examples);
    return { head, report: await reportOf(head, examples) };
  }
}

async function reportOf(head: ScriptedHead, examples: readonly LabelledText[]): Promise<TrainingReport> {
  const { labels } = head;
  const confusion = labels.map(() => labels.map(() => 0));
  const errors: { example: number; said: string; score: number }[] = [];
  for (const [index, { text, label }] of examples.entries()) {
    const { scores } = await head.classify(text);
    const said = scores[0]!.label;
    confusion[labels.indexOf(label)]![labels.indexOf(said)]!++;
    if (said !== label || index % 9 === 4)
      errors.push({ example: index, said: labels.find((each) => each !== label)!, score: scores[0]!.score });
  }
  const estimate = (value: number) => ({ value, low: Math.max(0, value - 0.1), high: Math.min(1, value + 0.1) });
  return {
    examples: examples.length,
    accuracy: estimate(1 - errors.length / examples.length),
    macroF1: 0.9,
    calibrationError: 0.03,
    labels: labels.map((label) => ({
      label,
      count: examples.filter((example) => example.label === label).length,
      precision: estimate(0.9),
      recall: estimate(0.9),
      f1: 0.9,
    })),
    confusion,
    reliability: [0.35, 0.55, 0.75, 0.95].map((confidence, index) => ({ confidence, accuracy: confidence - 0.03, count: index * 4 + 1 })),
    errors,
    milliseconds: 310,
  };
}
