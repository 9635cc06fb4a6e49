import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { TextClassifier } from './text-classifier.js';

/** Tiny models with random weights, and what transformers computes on them; here they are stored in 8 bits. */
const folder = (name: string) => fileURLToPath(new URL(`../../../../tests/golden/checkpoints/${name}`, import.meta.url));
interface Expected {
  readonly texts: readonly { text: string; probabilities: readonly number[] }[];
  readonly pairs: readonly { text: string; pair: string; logits: readonly number[] }[];
}
const expected = (name: string) => JSON.parse(readFileSync(`${folder(name)}/expected.json`, 'utf8')) as Expected;

it.each(['distilbert', 'bert', 'roberta', 'bart'])('loads a %s with classes of its own, and gives its probabilities', async (name) => {
  const classifier = await TextClassifier.load(folder(name));
  const { texts } = expected(name);
  expect(classifier.multiLabel).toBe(name === 'bert');
  const answers = await classifier.classify(texts.map(({ text }) => text));
  for (const [i, { probabilities }] of texts.entries()) {
    const { scores, label, score } = answers[i]!;
    expect(Object.keys(scores)).toEqual(classifier.labels);
    Object.values(scores).forEach((found, k) => void expect(found).toBeCloseTo(probabilities[k]!, 2));
    expect(scores[label]).toBe(score);
    expect(score).toBe(Math.max(...Object.values(scores)));
  }
  expect((await classifier.classify(texts[0]!.text)).scores).toEqual(answers[0]!.scores);
  const { words } = await classifier.explain('nothing but words');
  expect(words.map(({ word }) => word)).toEqual(['nothing', 'but', 'words']);
  expect(() => classifier.save()).toThrow(expect.objectContaining({ code: 'unsupported' }));
  await expect(classifier.learn('a', 'b')).rejects.toMatchObject({ code: 'unsupported' });
  classifier.destroy();
  await expect(classifier.classify('late')).rejects.toMatchObject({ name: 'InvalidStateError' });
});

it('judges labels by what follows from a text, with a model that was trained for that', async () => {
  const { text, logits } = expected('bart').pairs[0]!;
  const [against, , follows] = logits as [number, number, number];
  const options = { model: folder('bart'), hypothesis: 'This text is about {}.' };
  const several = await TextClassifier.zeroShot(['dogs', { label: 'cats', description: 'This text is about dogs.' }], {
    ...options,
    multiLabel: true,
  });
  const { scores, labels } = await several.classify(text);
  expect(scores.dogs).toBeCloseTo(1 / (1 + Math.exp(against - follows)), 2);
  // A description is the sentence that is tried.
  expect(scores.cats).toBe(scores.dogs);
  expect(labels).toEqual(scores.dogs! >= 0.5 ? ['dogs', 'cats'] : []);
  several.destroy();

  const one = await TextClassifier.zeroShot(['dogs', 'music'], options);
  const [first, second] = await one.classify([text, 'A song.']);
  for (const answer of [first!, second!]) expect(answer.scores.dogs! + answer.scores.music!).toBeCloseTo(1, 9);
  expect(first!.scores).not.toEqual(second!.scores);
  one.destroy();
});

it('says what a model lacks, and what is wrong with a sentence', async () => {
  await expect(
    TextClassifier.load(fileURLToPath(new URL('../../../../tests/golden/tiny/bert-f32.gguf', import.meta.url))),
  ).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('no classes') as string,
  });
  await expect(TextClassifier.load('no-such-model')).rejects.toMatchObject({ code: 'not-found' });
  await expect(TextClassifier.zeroShot(['a', 'b'], { hypothesis: 'no place' })).rejects.toMatchObject({ code: 'invalid-argument' });
});
