// Loads the file that was chosen and answers one prompt.
import { TextGenerator } from '/packages/saguim/dist/browser/saguim.js';

globalThis.answer = async ({ prompt, tokens, contextLength, threads }) => {
  const [model] = document.querySelector('input').files;
  const started = performance.now();
  const generator = await TextGenerator.create({ model, contextLength, cacheLength: contextLength, threads });
  const loadMs = performance.now() - started;
  const words = await generator.tokenize('the sea is wide and the night is long, '.repeat(prompt));
  const text = await generator.detokenize(words.slice(0, prompt));
  const result = await generator.generate(text, { maxTokens: tokens, speculate: false });
  const info = generator.model;
  generator.destroy();
  return { loadMs, result, info };
};
document.body.dataset.ready = '';
