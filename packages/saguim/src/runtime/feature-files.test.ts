import { expect, it } from 'vitest';
import { MemoryFolder } from '#platform';
import { FeatureFiles, type FeatureGroup } from './feature-files.js';

const group: FeatureGroup = { name: 'model layers symmetric', columns: 5 };
const rowsOf = (texts: readonly string[], columns = 5) =>
  Float32Array.from({ length: texts.length * columns }, (_, at) => texts[Math.floor(at / columns)]!.length + (at % columns) / 8);
const texts = ['one', 'two three', '\ud800', '\udfff?', ''];
const most = 1 << 20;

async function found(files: FeatureFiles, wanted: readonly string[], of = group) {
  const { places, rows } = await files.read(of, wanted);
  expect(rows).toHaveLength(places.length * of.columns);
  return [...places].map((place, i) => [wanted[place]!, [...rows.subarray(i * of.columns, (i + 1) * of.columns)]]);
}
const expected = (wanted: readonly string[]) => wanted.map((text) => [text, [...rowsOf([text])]]);

it('gives back what was added, from a folder that was opened anew, and nothing else', async () => {
  const folder = new MemoryFolder();
  expect(await found(new FeatureFiles(folder, most), texts)).toEqual([]);
  await new FeatureFiles(folder, most).add(group, texts.slice(0, 2), rowsOf(texts.slice(0, 2)));
  await new FeatureFiles(folder, most).add(group, texts.slice(2), rowsOf(texts.slice(2)));
  const files = new FeatureFiles(folder, most);
  expect(await found(files, ['new', ...texts, '\ud801'])).toEqual(expected(texts));
  // Another model, or another width, knows none of them.
  expect(await found(files, texts, { ...group, name: 'other layers symmetric' })).toEqual([]);
  expect(await found(files, texts, { ...group, columns: 6 })).toEqual([]);
});

it('never gives a row that is damaged or cut off, and goes on', async () => {
  for (const ending of ['.keys', '.rows']) {
    for (let change = 0; change < 160; change++) {
      const folder = new MemoryFolder();
      const files = new FeatureFiles(folder, most);
      await files.add(group, texts, rowsOf(texts));
      const name = (await folder.list()).find((each) => each.endsWith(ending))!;
      const file = await folder.openWrite(name);
      const at = change % file.size();
      if (change % 3 === 0) file.truncate(at);
      else file.write(at, Uint8Array.of(change * 7 + 1));
      file.close();
      const all = expected(texts);
      for (const pair of await found(files, texts)) expect(all).toContainEqual(pair);
      await files.add(group, ['more'], rowsOf(['more']));
      expect(await found(files, ['more'])).toEqual(expected(['more']));
    }
  }
});

it('stays within its bounds', async () => {
  const folder = new MemoryFolder();
  const files = new FeatureFiles(folder, 400);
  const many = Array.from({ length: 60 }, (_, i) => `text ${i}`);
  for (const text of many) {
    await files.add(group, [text], rowsOf([text]));
    let bytes = 0;
    for (const name of await folder.list()) bytes += (await folder.openRead(name)).size();
    expect(bytes).toBeLessThanOrEqual(400);
    expect(await found(files, [text])).toEqual(expected([text]));
  }
  await files.add(group, many, rowsOf(many));
  expect((await found(files, many)).length).toBeLessThan(10);
});
