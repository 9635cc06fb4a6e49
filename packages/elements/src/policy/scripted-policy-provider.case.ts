import { checkPolicy, type ModerationLabel, mostSevere, type Verdict } from 'saguim';
import { outcomes } from './outcome.js';
import type { Explain, Judge, PolicyProvider } from './policy-provider.js';

/** Judges by counting words: for the controllers, which do not care how. */
export class ScriptedPolicyProvider implements PolicyProvider {
  readonly model = { name: 'scripted', title: 'Scripted', languages: ['en', 'pt'] };
  readonly labels: readonly ModerationLabel[] = [];
  readonly failures: Error[] = [];
  prepared = 0;
  judged: string[] = [];
  /** When set, judging waits for it. */
  gate: Promise<void> | undefined;

  async prepare() {
    this.prepared++;
    return { ...this.model, backend: 'wasm', threads: 1 };
  }

  readonly explain: Explain = async (text, label) => ({
    label,
    words: [...text.matchAll(/idiot|dumb/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length, weight: 1 })),
  });

  readonly judge: Judge = async (texts, { policy, signal }) => {
    checkPolicy(policy);
    await this.gate;
    signal?.throwIfAborted();
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.judged.push(...texts);
    return texts.map((text): Verdict => {
      const scores = {
        toxicity: /idiot|lixo/.test(text) ? 0.95 : /dumb|burro/.test(text) ? 0.7 : 0.1,
        spam: /http/.test(text) ? 0.9 : 0.05,
      };
      const fixed = /!!!!/.test(text) ? 'review' : 'allow';
      const [byScore] = outcomes(policy, [{ scores, language: 'en', fixed: 'allow' }]);
      const action = mostSevere([byScore!, fixed]);
      const reasons =
        fixed === 'review' ? [{ label: 'shouting', kind: 'rule' as const, action: fixed, message: 'No shouting.' } as const] : [];
      return { action, scores, categories: {}, spans: [], reasons, language: 'en', policy: { id: policy.id, version: policy.version } };
    });
  };
}
