// A moderator that knows a handful of words: what the server does with verdicts is told without a model.
import {
  type Action,
  type CheckItem,
  type CheckManyOptions,
  type Decision,
  type Explanation,
  type LearningState,
  type ModerationLabel,
  type Policy,
  presetPolicy,
  type TextModerator,
  type Verdict,
} from 'saguim';

const words: Readonly<Record<string, readonly string[]>> = {
  toxicity: ['idiot', 'idiota', 'hate', 'burro'],
  insult: ['idiot', 'idiota', 'burro'],
  obscene: ['damn', 'merda'],
  'identity-attack': ['foreigners'],
  spam: ['casino'],
  'severe-toxicity': [],
  threat: ['kill'],
  sexual: [],
};

const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

export class WordModerator implements TextModerator {
  policy: Policy = { ...presetPolicy('default'), sections: { sports: {} }, rules: [] };
  labels: readonly ModerationLabel[] = Object.keys(words).map((name) => ({
    name,
    quality: 'zero-shot',
    description: name,
    languages: ['en', 'pt'],
  }));
  learning: LearningState = { decisions: 0, needed: 20, active: false, ready: false };
  failure: Error | undefined;
  readonly decisions: Decision[] = [];
  readonly batches: number[] = [];
  /** What a check waits for. */
  gate: Promise<void> = Promise.resolve();
  /** The model is gone. */
  dead = false;
  /** Batches that were given up. */
  aborted = 0;

  async checkMany(items: readonly (string | CheckItem)[], { signal }: CheckManyOptions = {}): Promise<Verdict[]> {
    this.batches.push(items.length);
    signal?.addEventListener('abort', () => this.aborted++);
    await this.gate;
    signal?.throwIfAborted();
    return items.map((item) => this.#judge(typeof item === 'string' ? { text: item } : item));
  }

  async check(text: string): Promise<Verdict> {
    return (await this.checkMany([text]))[0]!;
  }

  #judge({ text, language }: CheckItem): Verdict {
    const policy = { id: this.policy.id, version: this.policy.version };
    const found = wordsOf(text);
    const detected =
      language ??
      (/\b(?:você|não|é|um)\b/iu.test(text) ? 'pt' : /\b(?:the|you|is)\b/i.test(text) ? 'en' : /\b(?:der|und)\b/.test(text) ? 'de' : 'und');
    if (this.dead) {
      const action: Action = this.policy.onFailure === 'publish' ? 'allow' : 'review';
      const reason = { label: 'error', kind: 'error', action, message: 'A person looks at it first.', code: 'worker-died' } as const;
      return { action, scores: {}, categories: {}, spans: [], reasons: [reason], language: detected, policy };
    }
    const scores = Object.fromEntries(
      Object.entries(words).map(([label, list]) => [label, list.some((word) => found.includes(word)) ? 0.9 : 0.01]),
    );
    const categories = Object.fromEntries(
      Object.entries(scores).map(
        ([label, score]) => [label, score >= (this.policy.labels[label]?.review ?? 2) ? 'review' : 'allow'] as const,
      ),
    );
    const reasons = Object.entries(categories)
      .filter(([, action]) => action !== 'allow')
      .map(([label, action]) => ({ label, kind: 'model' as const, action, message: 'A person looks at it first.', score: scores[label]! }));
    return { action: reasons.length > 0 ? 'review' : 'allow', scores, categories, spans: [], reasons, language: detected, policy };
  }

  explain(): Promise<Explanation> {
    return Promise.reject(new Error('not asked for over HTTP'));
  }

  async setPolicy(policy: Policy): Promise<void> {
    this.policy = policy;
  }

  async learn(decision: Decision | readonly Decision[]): Promise<LearningState> {
    this.decisions.push(...[decision].flat());
    return (this.learning = { ...this.learning, decisions: this.decisions.length });
  }

  useLearning(): LearningState {
    return this.learning;
  }

  saveLearning(): Uint8Array<ArrayBuffer> {
    return Uint8Array.of(this.decisions.length);
  }

  destroy(): void {}
}
