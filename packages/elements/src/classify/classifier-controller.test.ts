import { expect, it } from 'vitest';
import { ModelLoader } from '../chat/model-loader.js';
import { MemoryTables } from '../store/table-store.js';
import { type ClassifierTables, classifierTables } from './classifier.js';
import { ClassifyRoom } from './classify-room.js';
import { sampleExamples } from './sample-examples.js';
import { ScriptedClassifyProvider } from './scripted-classify-provider.case.js';

const setup = (store = new MemoryTables<ClassifierTables>(classifierTables), provider = new ScriptedClassifyProvider()) => ({
  store,
  provider,
  room: new ClassifyRoom(new ModelLoader(provider), store),
});

it('learns from examples, judges a text while it is typed, and is the same in the next page', async () => {
  const { room, store, provider } = setup();
  const controller = await room.create('Support');
  expect(controller.lacking).toBe('labels');
  expect(await controller.add(sampleExamples('en'))).toEqual({ count: 30, relabelled: [] });
  expect(await controller.add(sampleExamples('en'))).toEqual({ count: 0, relabelled: [] });
  expect(controller.lacking).toBeUndefined();
  await controller.train();
  expect(controller.record.report!.examples).toBe(30);
  expect(controller.record.changes).toBe(0);
  controller.live.type('where is my parcel');
  await expect.poll(() => controller.live.explanation).toBeDefined();
  expect(controller.live.answer!.label).toBe('delivery');
  await room.discardAll();
  const again = (await setup(store, provider).room.open(controller.record.id))!;
  await expect.poll(() => again.live.answer?.label).toBe('delivery');
  expect(again.live.text).toBe('where is my parcel');
});

it('tells texts that come with another label than they had', async () => {
  const { room } = setup();
  const controller = await room.create('Mine');
  const pasted = [
    ['a', 'good'],
    ['b', 'bad'],
    ['a', 'bad'],
    ['b', 'bad'],
    ['c', ''],
    ['c', 'good'],
  ].map(([text, label]) => ({ text: text!, label: label! }));
  expect(await controller.add(pasted)).toEqual({ count: 3, relabelled: ['a'] });
  expect(controller.examples.map(({ text, label }) => text + label)).toEqual(['abad', 'bbad', 'cgood']);
  expect(await controller.add([{ text: 'b', label: 'good' }])).toEqual({ count: 1, relabelled: ['b'] });
});

it('labels one by one, passes over, and takes back', async () => {
  const { room } = setup();
  const controller = await room.create('Mine');
  await controller.add(['a', 'b', 'c'].map((text) => ({ text, label: '' })));
  const next = () => controller.unlabelled[0]!;
  await controller.skip(next().id);
  expect(next().text).toBe('b');
  await controller.label(next().id, 'good');
  await controller.label(next().id, 'bad');
  expect(controller.unlabelled.map(({ text }) => text)).toEqual(['a']);
  expect(controller.labels).toEqual(['good', 'bad']);
  await controller.undoLabel();
  expect(next().text).toBe('c');
  expect(controller.labels).toEqual(['good']);
  await controller.label(next().id, 'bad');
  await controller.renameLabel('bad', 'worse');
  expect(controller.counts).toEqual([
    { label: 'good', count: 1 },
    { label: 'worse', count: 1 },
  ]);
  const restore = await controller.removeExamples([controller.examples[0]!.id]);
  expect(controller.examples).toHaveLength(2);
  await restore();
  expect(controller.examples).toHaveLength(3);
});

it('shows the model as loaded once it was needed', async () => {
  const { room } = setup();
  expect(room.loader.state.phase).toBe('absent');
  await (await room.builtIn('sentiment')).head();
  expect(room.loader.state.phase).toBe('ready');
});

it('keeps what it had learnt when training fails or is stopped', async () => {
  const { room, provider } = setup();
  const controller = await room.create('Support');
  await controller.add(sampleExamples('en'));
  await controller.train();
  const { head } = controller.record;
  provider.failures.push(Object.assign(new Error('no memory'), { code: 'out-of-memory' }));
  await controller.train();
  expect([controller.problem!.kind, controller.record.head]).toEqual(['memory', head]);
  provider.gate = new Promise(() => {});
  const training = controller.train();
  expect(controller.training).toBe(true);
  controller.stopTraining();
  expect(controller.training).toBe(false);
  await training;
  expect([controller.problem, controller.record.head]).toEqual([undefined, head]);
});

it('shows no answer to an older text', async () => {
  const { room } = setup();
  const live = (await room.builtIn('sentiment')).live;
  live.type('good');
  live.type('bad and cold');
  await expect.poll(() => live.explanation?.label).toBe('negative');
  expect(live.answer!.label).toBe('negative');
  live.type('');
  expect([live.answer, live.explanation]).toEqual([undefined, undefined]);
  live.type('qqq');
  await expect.poll(() => live.answer?.scores.length).toBe(3);
  expect(live.answer!.label).toBeUndefined();
});

it('opens a classifier from its file', async () => {
  const { room, store } = setup();
  const first = await room.create('One');
  await first.add(sampleExamples('pt-BR'));
  await first.train();
  const bytes = await (await first.head()).save();
  const second = await room.import('Two', bytes);
  expect(second.trained).toBe(true);
  second.live.type('a caixa chegou na chuva');
  await expect.poll(() => second.live.answer?.label).toBe('entrega');
  expect((await store.all('classifiers')).map(({ name }) => name).sort()).toEqual(['One', 'Two']);
});
