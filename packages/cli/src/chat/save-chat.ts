import { writeFile } from 'node:fs/promises';
import { SaguimError } from '@saguim/engine';
import type { ChatSession } from './chat-session.js';

const names: Readonly<Record<string, string>> = { system: 'System', user: 'You', assistant: 'Saguim' };

/** A conversation as JSON or as Markdown. */
export function formatChat({ model, messages }: Pick<ChatSession, 'model' | 'messages'>, as: 'json' | 'markdown'): string {
  if (as === 'json') return `${JSON.stringify({ model, messages }, undefined, 2)}\n`;
  return `# Chat with ${model}\n\n${messages.map(({ role, content }) => `## ${names[role] ?? role}\n\n${content.trim()}\n`).join('\n')}`;
}

/** A name for a file by the time: `saguim-chat-2026-11-24-153012.md`. */
export function defaultName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `saguim-chat-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}.md`;
}

/** Writes the conversation to a new file: JSON when its name says so, else Markdown. Never over another file. */
export async function saveChat(conversation: Pick<ChatSession, 'model' | 'messages'>, file = defaultName(new Date())): Promise<string> {
  const text = formatChat(conversation, /\.json$/i.test(file) ? 'json' : 'markdown');
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new SaguimError('invalid-argument', 'There is a file of that name', { where: file, hint: 'Save under another name.', cause });
  }
  return file;
}
