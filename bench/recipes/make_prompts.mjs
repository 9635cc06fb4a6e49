// Writes prompts.json: pieces of `tests/golden/en_alice.txt` cut at exact numbers of tokens, with their ids, so that every candidate gets the same ids.
// usage: node recipes/make_prompts.mjs   (needs `npm install` in this folder and the bundled chat model)
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { getLlama } from 'node-llama-cpp';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const book = await readFile(at('../../tests/golden/en_alice.txt'), 'utf8');
const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' });
const model = await llama.loadModel({ modelPath: at('../../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf') });

/** The piece of the book that begins at `start` (characters) and has exactly `count` tokens, also when tokenised by itself. */
const cut = (start, count) => {
  const ids = model.tokenize(book.slice(start, start + count * 12)).slice(0, count);
  const text = model.detokenize(ids);
  const again = model.tokenize(text);
  if (!book.startsWith(text, start) || again.length !== count || again.some((id, i) => id !== ids[i]))
    throw new Error(`the cut at ${start} is not the same text when tokenised again`);
  return { text, ids: [...ids] };
};

/** Starts of paragraphs, so that pieces differ from their first token on. */
const paragraphs = [...book.matchAll(/\n\n(?=\w)/g)].map((match) => match.index + 2);
const prompts = {
  about: 'Made by recipes/make_prompts.mjs from tests/golden/en_alice.txt; ids are those of SmolLM2.',
  first: cut(paragraphs[25], 1),
  prompt: cut(0, 385),
  warmup: cut(paragraphs[20], 64),
  calibration: cut(paragraphs[30], 128),
  eight: paragraphs.slice(40, 48).map((start) => cut(start, 32)),
  questions: [
    'What is a rainbow?',
    'How many colours does it have?',
    'Why is the sky blue in the day?',
    'And why is it red in the evening?',
    'Which planet is the largest?',
    'How far away is the moon from us?',
    'What do bees make, and why?',
    'Name a river that flows through a big city.',
    'What should I pack for a week by the sea?',
    'Can you tell me a short fact about whales?',
  ],
};
await writeFile(at('../prompts.json'), `${JSON.stringify(prompts)}\n`);
await llama.dispose();
