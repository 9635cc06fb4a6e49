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
  alone: cut(paragraphs[39], 32),
  eight: paragraphs.slice(40, 48).map((start) => cut(start, 32)),
  questions: [
    'My nephew asked me this morning what a rainbow really is. How would you explain it to a child of six?',
    'Thank you, he liked that. Now he wants to know how many colours it has, and whether they always come in the same order.',
    'We are outside and the sky is clear. Why is it blue during the day when the space behind it is black?',
    'And this evening it turned red just above the sea. What changes in the light when the sun is that low?',
    'He has a poster of the planets over his bed. Which of them is the largest, and is it made of rock or of gas?',
    'Tonight we can see the moon from the garden. About how far away is it, and how long did people need to get there?',
    'A bee landed on his sleeve and he was very brave. What do bees make from the flowers, and why do they need so much?',
    'We are planning a trip along a river next summer. Can you name one that flows through a big and old city?',
    'It will be a week by the water with two children. What are the three things that people most often forget to pack?',
    'One last thing before he falls asleep: could you tell us a short and true fact about whales that few people know?',
  ],
};
await writeFile(at('../prompts.json'), `${JSON.stringify(prompts)}\n`);
await llama.dispose();
