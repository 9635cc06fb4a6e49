// A judge that knows a handful of words: what comments do with verdicts is told without a model, in Node and in browsers.
import {
  type Action,
  type CheckItem,
  type Decision,
  type LearningState,
  type Policy,
  presetPolicy,
  type Verdict,
} from '../moderation/index.js';
import type { CommentJudge } from './comment-context.js';

/** Word: label, its score, and the threshold that it reaches. */
const words: Readonly<Record<string, readonly [label: string, score: number, action: Action, threshold: number]>> = {
  idiot: ['insult', 0.95, 'review', 0.6],
  stupid: ['insult', 0.62, 'review', 0.6],
  casino: ['spam', 0.99, 'block', 0.9],
};

export class WordJudge implements CommentJudge {
  readonly policy: Policy = presetPolicy('default');
  readonly labels = [];
  readonly learned: Decision[] = [];
  checks = 0;
  /** What a check waits for. */
  gate: Promise<unknown> = Promise.resolve();
  failing = false;

  async checkMany(items: readonly (string | CheckItem)[]): Promise<Verdict[]> {
    await this.gate;
    if (this.failing) throw new Error('The judge is away.');
    this.checks += items.length;
    return items.map((item) => this.#judge(typeof item === 'string' ? { text: item } : item));
  }

  #judge({ text, locale }: CheckItem): Verdict {
    const found = (text.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap((word) => (words[word] ? [words[word]] : []));
    const reasons = found.map(([label, score, action, threshold]) => ({
      label,
      kind: 'model' as const,
      action,
      message: locale?.startsWith('pt') ? `Isto parece ${label}.` : `This looks like ${label}.`,
      score,
      threshold,
    }));
    return {
      action: reasons.some(({ action }) => action === 'block') ? 'block' : reasons.length > 0 ? 'review' : 'allow',
      scores: Object.fromEntries(reasons.map(({ label, score }) => [label, score])),
      categories: Object.fromEntries(reasons.map(({ label, action }) => [label, action])),
      spans: [],
      reasons,
      language: /\b(?:não|você|ação|é)\b/iu.test(text) ? 'pt' : 'en',
      policy: { id: this.policy.id, version: this.policy.version },
    };
  }

  async learn(decision: Decision | readonly Decision[]): Promise<LearningState> {
    this.learned.push(...[decision].flat());
    return { decisions: this.learned.length, needed: 20, active: false, ready: false };
  }
}
