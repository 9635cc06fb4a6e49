import { SaguimError } from '@saguim/engine/spec';
import { toProbabilities } from '../heads/index.js';
import type { ModelHandle } from '../runtime/index.js';
import type { Rule } from './rule.js';

/** How much the language model's word counts beside the embedder's; measured (docs/classify.md). */
const share = 0.5;

/**
 * Labels by two voices, whose probabilities are multiplied: how close a text is to what a label means, and how likely a language model finds the
 * text after a sentence that says the label (the noisy channel of Min and others, 2022, https://arxiv.org/abs/2108.04106).
 * @param rule is this one's from now on
 * @param handle is this one's from now on, also when this fails
 * @param openings a sentence for each label, in the rule's order
 * @throws {SaguimError} `unsupported` for a model that writes no text
 */
export function withLanguageModel(rule: Rule, handle: ModelHandle, openings: readonly string[]): Rule {
  const { classes, embedding, name } = handle.info;
  if (classes || embedding) {
    handle.release();
    throw new SaguimError('unsupported', 'The language model writes no text', {
      where: name,
      hint: 'Name one that does, such as smollm2-135m-instruct.',
    });
  }
  const count = openings.length;
  return {
    labels: rule.labels,
    multiLabel: rule.multiLabel,
    release() {
      rule.release();
      handle.release();
    },
    async classify(texts, options) {
      const [{ probabilities }, likelihoods] = await Promise.all([
        rule.classify(texts, options),
        handle.call('classLikelihoods', { texts, openings: openings.map((opening) => `${opening}\n\n`) }, { signal: options.signal }),
      ]);
      likelihoods.forEach((likelihood, at) => {
        probabilities[at] = Math.log(Math.max(probabilities[at]!, 1e-300)) + share * likelihood;
      });
      for (let at = 0; at < probabilities.length; at += count) toProbabilities(probabilities, 'softmax', at, count);
      return { probabilities };
    },
  };
}
