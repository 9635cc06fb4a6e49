import { expect, it } from 'vitest';
import { ModelLoader, type ModelSource } from './model-loader.js';

it('says when a model that is ready has given its memory back, and when it is in memory again', async () => {
  let tell = (_loaded: boolean) => {};
  const model = { name: 'tiny', title: 'Tiny', languages: [] };
  const source: ModelSource = {
    model,
    prepare: async () => model,
    onMemory: (listener) => {
      tell = listener;
    },
  };
  const loader = new ModelLoader(source);
  tell(false); // of one that is not loaded nothing is said
  expect(loader.state).toEqual({ phase: 'absent', model });
  await loader.ensure();
  tell(false);
  expect(loader.state).toEqual({ phase: 'ready', model, asleep: true });
  tell(true);
  expect(loader.state).toEqual({ phase: 'ready', model });
});
