import type { GenerationOptions, ModelOptions } from '../options.js';
import type { Terminal } from '../terminal.js';
import type { Conversation } from './conversation.js';

export function openConversation(_terminal: Terminal, _options: ModelOptions & GenerationOptions & { readonly system?: string }): Promise<Conversation> {
  throw new Error('x');
}
