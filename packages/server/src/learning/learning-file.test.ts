import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LearningFile } from './learning-file.js';

const folder = mkdtempSync(join(tmpdir(), 'saguim-learning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps what was written, as a whole', async () => {
  const file = new LearningFile(join(folder, 'new/data'));
  expect(await file.read()).toBeUndefined();
  await file.write(Uint8Array.of(1, 2));
  await file.write(Uint8Array.of(3));
  expect([...(await new LearningFile(join(folder, 'new/data')).read())!]).toEqual([3]);
  expect(readdirSync(join(folder, 'new/data'))).toEqual(['learning.bin']);
});

it('says when the folder is none', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(new LearningFile(join(folder, 'file')).read()).rejects.toMatchObject({
    code: 'invalid-argument',
    where: join(folder, 'file'),
  });
});
