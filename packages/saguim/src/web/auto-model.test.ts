import { expect, it } from 'vitest';
import type { ModelChoice } from '../hub/device/index.js';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import { chooseModel } from './auto-model.js';
import { availabilityOf } from './model-availability.js';

const choices: ModelChoice[] = [];
const configuration = { runtime: 'inline', threads: 1, onModelChoice: (choice: ModelChoice) => choices.push(choice) } as const;

it('becomes the model that comes along for the task, and tells why', async () => {
  expect(await chooseModel({ task: 'chat', configuration })).toBe('smollm2-135m-instruct');
  expect(choices.pop()).toMatchObject({ name: 'smollm2-135m-instruct', reason: { en: expect.stringContaining('SmolLM2') } });
  expect(await chooseModel({ task: 'code', configuration })).toBe('smollm2-135m-instruct');
  const embedder = await SemanticEmbedder.create({ saguim: { model: 'auto', ...configuration } });
  expect(embedder.saguim.model.name).toBe('multilingual-e5-small-en-pt');
  embedder.destroy();
});

it('takes none that does not know the language, and says what there would be', async () => {
  const choice = chooseModel({ task: 'chat', languages: ['pt'], configuration });
  await expect(choice).rejects.toMatchObject({ name: 'NotSupportedError', message: expect.stringContaining('Qwen') });
});

it('is available where what it becomes is', async () => {
  expect(await availabilityOf('auto', configuration)).toBe('available');
});
