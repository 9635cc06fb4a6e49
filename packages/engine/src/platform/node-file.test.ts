import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openFile as openInBrowser } from './browser-file.js';
import { openFile, readBytes } from './node-file.js';

const folder = mkdtempSync(join(tmpdir(), 'saguim-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a file.bin');

it('reads a small file whole', async () => {
  writeFileSync(path, 'marmoset');
  expect(new TextDecoder().decode(await readBytes(pathToFileURL(path)))).toBe('marmoset');
  await expect(readBytes(pathToFileURL(`${path}.not`))).rejects.toMatchObject({ code: 'not-found' });
});

it('says what is wrong with a path', async () => {
  await expect(openFile(`${path}.not`)).rejects.toMatchObject({ code: 'not-found', where: `${path}.not` });
  await expect(openFile(join(path, 'below'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(openFile(folder)).rejects.toMatchObject({ code: 'bad-file', where: folder });
});

it('notices a file that becomes shorter', async () => {
  writeFileSync(path, new Uint8Array(1000));
  const source = await openFile(path);
  truncateSync(path, 100);
  await expect(source.read(50, 100)).rejects.toMatchObject({ code: 'bad-file' });
  await source.close();
});

it('a browser opens no paths', async () => {
  await expect(openInBrowser('/model.gguf')).rejects.toMatchObject({ code: 'unsupported', where: '/model.gguf' });
});
