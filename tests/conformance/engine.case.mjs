import { describe } from 'vitest';
import { answerCases } from './engine-answers.case.mjs';
import { embeddingCases } from './engine-embeddings.case.mjs';
import { endingCases } from './engine-endings.case.mjs';
import { sharingCases } from './engine-sharing.case.mjs';

/** What an engine promises on any backend. */
export function engineCases(name, create) {
  describe(`engine on ${name}`, () => {
    answerCases(create);
    sharingCases(create);
    endingCases(create);
    embeddingCases(create);
  });
}
