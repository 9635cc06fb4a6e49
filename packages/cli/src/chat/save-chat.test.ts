import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SavedMessage } from './chat-session.js';
import { defaultName, formatChat, saveChat } from './save-chat.js';

const messages: SavedMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Oi!' },
  { role: 'assistant', content: 'Olá!\n' },
];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saguim-save-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes Markdown, or JSON when the name says so', async () => {
  expect(formatChat({ model: 'm', messages }, 'markdown')).toBe(
    '# Chat with m\n\n## System\n\nBe brief.\n\n## You\n\nOi!\n\n## Saguim\n\nOlá!\n',
  );
  const file = await saveChat({ model: 'm', messages }, join(folder, 'talk.json'));
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ model: 'm', messages });
});

it('never writes over another file', async () => {
  const file = join(folder, 'talk.md');
  await saveChat({ model: 'm', messages }, file);
  await expect(saveChat({ model: 'other', messages }, file)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('another name'),
  });
  expect(await readFile(file, 'utf8')).toContain('# Chat with m');
});

it('names a file by the time', () => {
  expect(defaultName(new Date(2026, 10, 4, 9, 5, 7))).toBe('saguim-chat-2026-11-04-090507.md');
});
