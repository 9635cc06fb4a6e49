import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEngine, openModel } from '@saguim/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { Classification } from './classifier-options.js';
import { clearFeatures } from './feature-store.js';
import { TextClassifier } from './text-classifier.js';

const models = new URL('../../../../models/', import.meta.url);
let session: SemanticEmbedder;
let embedder: TextEmbedder;

const examples = [
  ...['Great coffee!', 'I love this film.', 'What a wonderful day.', 'The staff was kind.', 'Best gift ever.', 'So happy with it.'].map(
    (text) => ({
      text,
      label: 'good',
    }),
  ),
  ...['Awful coffee.', 'I hate this film.', 'What a terrible day.', 'The staff was rude.', 'Worst gift ever.', 'So angry about it.'].map(
    (text) => ({
      text,
      label: 'bad',
    }),
  ),
];

beforeAll(async () => {
  session = await SemanticEmbedder.create({ saguim: { models } });
  embedder = session.saguim.textEmbedder;
});

afterAll(() => session.destroy());

/** The embedder under a name of its own, which counts the texts it is given. */
function countingEmbedder(name: string): TextEmbedder & { embedded: number } {
  const { model, fingerprint, dimensions, featureDimensions, maxTokens } = embedder;
  const counting = {
    ...{ model, dimensions, featureDimensions, maxTokens },
    fingerprint: `${fingerprint}-${name}`,
    embedded: 0,
    embedTexts(...[texts, options]: Parameters<TextEmbedder['embedTexts']>) {
      counting.embedded += texts.length;
      return embedder.embedTexts(texts, options);
    },
  };
  return counting;
}

it('learns from a few examples, and embeds each of them once', async () => {
  const counting = countingEmbedder('counted');
  const phases = new Set<string>();
  const first = await TextClassifier.train({ embedder: counting, examples, onProgress: ({ phase }) => phases.add(phase) });
  expect([...phases]).toEqual(['embed', 'search', 'fit', 'measure']);
  expect(counting.embedded).toBe(examples.length);
  const second = await TextClassifier.train({ embedder: counting, examples });
  expect(counting.embedded).toBe(examples.length);
  expect(second.save()).toEqual(first.save());
  const [loved, hated] = await first.classify(['An absolutely lovely place.', 'A horrible, disgusting place.']);
  expect(loved).toMatchObject({ label: 'good' });
  expect(hated).toMatchObject({ label: 'bad' });
  expect(loved!.scores.good! + loved!.scores.bad!).toBeCloseTo(1);
  expect(first.metrics!.rows).toBe(12);
  const right = first.heldOut!.filter(({ text, label }) => examples.some((one) => one.text === text && one.label === label));
  expect(first.heldOut).toHaveLength(12);
  expect(right.length / 12).toBeCloseTo(first.metrics!.accuracy.value);
  expect((await TextClassifier.load(first.save(), { embedder: counting })).heldOut).toBeUndefined();
});

it('keeps embeddings in a folder, for a process that comes later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saguim-features-'));
  const counting = countingEmbedder('kept');
  try {
    const first = await TextClassifier.train({ embedder: counting, examples, cache: folder });
    clearFeatures(); // as in a new process
    const second = await TextClassifier.train({ embedder: counting, examples, cache: folder });
    expect(counting.embedded).toBe(examples.length);
    expect(second.save()).toEqual(first.save());
    // Another model's numbers are not taken for its own.
    clearFeatures();
    await TextClassifier.train({ embedder: { ...counting, fingerprint: 'another' }, examples, cache: folder });
    expect(counting.embedded).toBe(2 * examples.length);
    clearFeatures();
    await TextClassifier.train({ embedder: counting, examples });
    expect(counting.embedded).toBe(3 * examples.length);
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(
      TextClassifier.train({ embedder: counting, examples: [...examples, { text: 'Lovely', label: 'good' }], cache: file }),
    ).rejects.toMatchObject({
      code: 'bad-file',
    });
    await expect(TextClassifier.train({ embedder: counting, examples, cache: 5 as never })).rejects.toMatchObject({ where: 'cache' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('comes back from its file, and says so when the embedder is another', async () => {
  const classifier = await TextClassifier.train({ embedder, examples });
  const saved = classifier.save();
  const again = await TextClassifier.load(new Blob([saved]), { embedder });
  expect(await again.classify('fine')).toEqual(await classifier.classify('fine'));
  const other = {
    ...embedder,
    model: 'other',
    fingerprint: 'other',
    dimensions: 384,
    featureDimensions: 3072,
    embedTexts: embedder.embedTexts,
  };
  await expect(TextClassifier.load(saved, { embedder: other as TextEmbedder })).rejects.toMatchObject({ code: 'unsupported' });
  await expect(TextClassifier.load(saved.subarray(0, 100), { embedder })).rejects.toMatchObject({ code: 'bad-file' });
  await expect(TextClassifier.load('nobody', { embedder })).rejects.toMatchObject({ code: 'not-found' });
});

it('explains which words moved the answer', async () => {
  const classifier = await TextClassifier.train({ embedder, examples });
  const { label, words } = await classifier.explain('The wonderful soup arrived.');
  expect(label).toBe('good');
  expect(words.map(({ word }) => word)).toEqual(['The', 'wonderful', 'soup', 'arrived']);
  const strongest = words.reduce((best, one) => (one.contribution > best.contribution ? one : best));
  expect(strongest).toMatchObject({ word: 'wonderful', start: 4, end: 13 });
  expect((await classifier.explain('wonderful')).words).toHaveLength(1);
  await expect(classifier.classify(3 as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(classifier.explain('a', { label: 'z' })).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('takes a correction, and stays as it was when one is wrong or aborted', async () => {
  const classifier = await TextClassifier.train({ embedder, examples });
  const text = 'The parcel is on the table.';
  const before = await classifier.classify(text);
  const other = before.label === 'good' ? 'bad' : 'good';
  const saved = classifier.save();
  await expect(classifier.learn(text, 'unknown')).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(classifier.learn(text, other, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
  expect(classifier.save()).toEqual(saved);
  await classifier.learn(text, other);
  expect((await classifier.classify(text)).label).toBe(other);
  expect(classifier.examples).toBe(13);
  const answers = await classifier.classify(examples.map((example) => example.text));
  expect(answers.filter(({ label }, i) => label === examples[i]!.label).length).toBeGreaterThan(10);
});

it('tells labels by their meaning', async () => {
  const classifier = await TextClassifier.zeroShot(
    [
      { label: 'esporte', description: 'Notícias de jogos, times, atletas e campeonatos.' },
      { label: 'culinária', description: ['Receitas e pratos.', 'Notícias de comida e restaurantes.'] },
      { label: 'política', description: 'Notícias do governo, de leis e de eleições.' },
    ],
    { embedder },
  );
  const texts = ['The striker scored twice in the final.', 'Refogue a cebola no azeite e junte o arroz.', 'O senado aprovou a lei.'];
  expect((await classifier.classify(texts)).map(({ label }) => label)).toEqual(['esporte', 'culinária', 'política']);
  expect(() => classifier.save()).toThrow(/nothing to save/);
  await expect(classifier.learn('a', 'política')).rejects.toMatchObject({ code: 'unsupported' });
  await expect(TextClassifier.zeroShot(['one'], { embedder })).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(TextClassifier.zeroShot(['one', 'one'], { embedder })).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('lets a language model have a word: how likely it finds the text after the name of a label', async () => {
  const languageModel = fileURLToPath(new URL('../../../../tests/golden/tiny/llama-f32.gguf', import.meta.url));
  const labels = ['dogs', { label: 'music', description: 'A song.' }];
  const text = 'It barks.';
  const alone = await TextClassifier.zeroShot(labels, { embedder });
  const both = await TextClassifier.zeroShot(labels, { embedder, languageModel, hypothesis: 'About {}.' });
  const engine = await loadEngine(await openModel(languageModel));
  try {
    const { tokenizer } = engine;
    const likelihood = async (opening: string) => {
      const beginning = [tokenizer.startToken!, ...tokenizer.encode(opening)];
      const tokens = [...beginning, ...tokenizer.encode(text, { continues: true })];
      return (await engine.logProbabilities(tokens, undefined, beginning.length)).reduce((sum, value) => sum + value, 0);
    };
    const [meaning, joined] = [await alone.classify(text), await both.classify(text)];
    const odds = ({ scores }: Classification) => Math.log(scores.dogs! / scores.music!);
    const moved = 0.5 * ((await likelihood('About dogs.\n\n')) - (await likelihood('About music.\n\n')));
    expect(Math.abs(moved)).toBeGreaterThan(0.01);
    expect(odds(joined)).toBeCloseTo(odds(meaning) + moved, 4);
    expect(joined.scores.dogs! + joined.scores.music!).toBeCloseTo(1, 9);
  } finally {
    await engine.close();
    both.destroy();
  }
  const other = fileURLToPath(new URL('../../../../tests/golden/tiny/bert-f32.gguf', import.meta.url));
  await expect(TextClassifier.zeroShot(labels, { embedder, languageModel: other })).rejects.toMatchObject({ code: 'unsupported' });
});

it('takes several labels for a text', async () => {
  const both = [
    ...examples.map(({ text, label }) => ({ text, label: [label] })),
    { text: 'Great coffee, rude staff.', label: ['good', 'bad'] },
  ];
  const classifier = await TextClassifier.train({ embedder, examples: both });
  expect(classifier.multiLabel).toBe(true);
  const answer = await classifier.classify('A lovely, wonderful gift.');
  expect(answer.labels).toContain('good');
});

it('stops training at once, and destroys what waits', async () => {
  const controller = new AbortController();
  const training = TextClassifier.train({ embedder, examples, signal: controller.signal, onProgress: () => controller.abort('enough') });
  await expect(training).rejects.toBe('enough');
  const classifier = await TextClassifier.train({ embedder, examples });
  const waiting = classifier.classify(examples.map(({ text }) => text));
  classifier.destroy();
  await expect(waiting).rejects.toMatchObject({ name: 'InvalidStateError' });
  await expect(classifier.classify('a')).rejects.toMatchObject({ name: 'InvalidStateError' });
});

it('refuses texts in which nothing can be read', async () => {
  const classifier = await TextClassifier.train({ embedder, examples });
  for (const text of ['', ' \n', '\u200b']) await expect(classifier.classify(text)).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('has heads that come along: feelings in two languages, and spam', async () => {
  const sentiment = await TextClassifier.load('sentiment', { embedder });
  const texts = ['What a wonderful film!', 'Que filme péssimo, dinheiro jogado fora.', 'A reunião foi transferida para a sala dois.'];
  expect((await sentiment.classify(texts)).map(({ label }) => label)).toEqual(['positive', 'negative', 'neutral']);
  const spam = await TextClassifier.load('spam', { embedder });
  const messages = [
    'WINNER!! You have been selected to receive a £900 prize. Call 09061701461 now.',
    'Ok, see you at home around seven then.',
  ];
  expect((await spam.classify(messages)).map(({ label }) => label)).toEqual(['spam', 'ham']);
});
