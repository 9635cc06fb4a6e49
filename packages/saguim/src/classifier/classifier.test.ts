import { afterAll, beforeAll, expect, it } from 'vitest';
import { configure } from '../hub/index.js';
import { Classifier } from './classifier.js';

let classifier: Classifier;

beforeAll(async () => {
  configure({ models: new URL('../../../../models/', import.meta.url) });
  const { create } = Classifier;
  classifier = await create();
});

afterAll(() => {
  classifier.destroy();
  configure({ models: undefined });
});

const parse = async (text: string, options?: { context?: string }) =>
  JSON.parse(await classifier.classify(text, options)) as { id: string; confidence: number }[];

it('gives categories of the taxonomy as JSON, most confident first', async () => {
  const found = await parse('The midfielder scored twice and his team won the cup on penalties.');
  expect(classifier.saguim.names[found[0]!.id]).toBe('Sports');
  for (const [i, { id, confidence }] of found.entries()) {
    expect(classifier.saguim.names).toHaveProperty(id);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(i === 0 ? 1 : found[i - 1]!.confidence);
  }
  const [money] = await parse('The shares of the company fell after it announced lower profits.');
  expect(classifier.saguim.names[money!.id]).toBe('Business and Finance');
});

it('is a string for every input, and uses the context', async () => {
  for (const text of ['', ' ', '\n\t', '?!']) expect(await classifier.classify(text)).toBe('[]');
  expect(await classifier.classify('Jaguar', { context: ' ' })).toBe(await classifier.classify('Jaguar'));
  expect(await classifier.classify('Jaguar', { context: 'A review of cars and engines' })).not.toBe(await classifier.classify('Jaguar'));
  expect(typeof (await classifier.classify({} as never))).toBe('string');
  await expect((classifier.classify as () => Promise<string>).call(classifier)).rejects.toBeInstanceOf(TypeError);
  await expect(classifier.classify('a'.repeat(2 ** 20 + 1))).rejects.toMatchObject({ name: 'QuotaExceededError' });
});

it('has the shape of the standard', async () => {
  expect(() => new Classifier()).toThrow(TypeError);
  expect(Object.prototype.toString.call(classifier)).toBe('[object Classifier]');
  expect(typeof classifier.inputQuota).toBe('number');
  expect(await Classifier.availability()).toBe('available');
  const events: number[] = [];
  const other = await Classifier.create({
    monitor: (monitor) => monitor.addEventListener('downloadprogress', (event) => events.push((event as ProgressEvent).loaded)),
  });
  expect(events).toEqual([0, 1]);
  const thrown = new Error('mine');
  const throwing = () => {
    throw thrown;
  };
  await expect(Classifier.create({ monitor: throwing })).rejects.toBe(thrown);
  const pending = other.classify('A text about dogs');
  other.destroy();
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  await expect(other.classify('again')).rejects.toMatchObject({ name: 'AbortError' });
});

it('obeys signals', async () => {
  await expect(Classifier.create({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  const controller = new AbortController();
  const other = await Classifier.create({ signal: controller.signal });
  const one = new AbortController();
  const aborted = other.classify('A text about cats', { signal: one.signal });
  one.abort('one');
  await expect(aborted).rejects.toBe('one');
  const all = await Promise.all(['cats', 'planes', 'soup'].map((text) => other.classify(text)));
  expect(new Set(all).size).toBe(3);
  controller.abort('all');
  await expect(other.classify('late')).rejects.toBe('all');
});
