// A judge that knows a handful of words: what the elements do with verdicts needs no model.
import { type Policy, presetPolicy, type Verdict } from 'saguim';
import type { CommentJudge } from 'saguim/comments';

const words: Readonly<Record<string, readonly [label: string, score: number, action: 'review' | 'block', threshold: number]>> = {
  idiot: ['insult', 0.95, 'review', 0.6],
  stupid: ['insult', 0.62, 'review', 0.6],
  casino: ['spam', 0.99, 'block', 0.9],
};

export class WordJudge implements CommentJudge {
  readonly policy: Policy = presetPolicy('default');
  readonly labels = [];
  checks = 0;

  readonly check = async (text: string, { locale }: { readonly locale?: string } = {}): Promise<Verdict> => {
    this.checks++;
    const found = [...text.matchAll(/\p{L}+/gu)].flatMap(({ 0: word, index }) => {
      const known = words[word.toLowerCase()];
      return known ? [{ start: index, end: index + word.length, known }] : [];
    });
    const reasons = found.map(({ known: [label, score, action, threshold] }) => ({
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
      spans: found.map(({ start, end, known: [label, score] }) => ({ start, end, label, score, source: 'model' })),
      reasons,
      language: 'en',
      policy: { id: this.policy.id, version: this.policy.version },
    };
  };

  checkMany: CommentJudge['checkMany'] = (items) =>
    Promise.all(items.map((item) => (typeof item === 'string' ? this.check(item) : this.check(item.text, item))));

  learn: CommentJudge['learn'] = async () => ({ decisions: 0, needed: 20, active: false, ready: false });
}
