import { type ConversationRecord, pathTo } from './conversation.js';

/** Everything of a conversation, all branches, as JSON that can be read again. */
export function toJson({ conversation, messages }: ConversationRecord): string {
  return `${JSON.stringify({ format: 'saguim-conversation', version: 1, conversation, messages }, null, 2)}\n`;
}

/** The branch that is shown, as Markdown. `names` are the headings of the two sides. */
export function toMarkdown(
  { conversation, messages }: ConversationRecord,
  names: { user: string; assistant: string; system: string },
): string {
  const tree = new Map(messages.map((message) => [message.id, message]));
  const parts = [`# ${conversation.title || names.user}`];
  if (conversation.systemPrompt) parts.push(`## ${names.system}`, conversation.systemPrompt.trim());
  for (const { role, text } of pathTo(tree, conversation.leaf)) parts.push(`## ${names[role]}`, text.trim());
  return `${parts.join('\n\n')}\n`;
}

/** A file name that every system takes. */
export function fileNameFrom(title: string, ending: string): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `${plain || 'saguim'}.${ending}`;
}
