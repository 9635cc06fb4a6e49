import { describe } from 'vitest';
import { answerCases } from './engine-answers.case.mjs';
import { embeddingCases } from './engine-embeddings.case.mjs';
import { endingCases } from './engine-endings.case.mjs';
import { sharingCases } from './engine-sharing.case.mjs';

/** What an engine promises on any backend. @param options.many whether requests come by the hundred and the thousand, or by fewer for a slow one */
export function engineCases(name, create, { many }) {
  describe(`engine on ${name}`, () => {
    answerCases(create);
    sharingCases(create, many ? 200 : 60);
    endingCases(create, many ? 1000 : 240);
    embeddingCases(create);
  });
}
