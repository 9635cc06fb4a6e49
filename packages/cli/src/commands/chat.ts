import type { Command } from 'commander';
import { ChatLoop } from '../chat/chat-loop.js';
import { openConversation } from '../chat/open-conversation.js';
import { type GenerationOptions, type ModelOptions, withModel, withSampling } from '../options.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions, GenerationOptions {
  readonly system?: string;
}

export function addChatCommand(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  withSampling(withModel(program.command('chat')))
    .summary('talk with a model')
    .description('A conversation in the terminal. In a pipe, each line is a message and each answer goes to standard output. Nothing leaves this machine.')
    .option('--system <text>', 'the system prompt')
    .action(async (options: Options) => {
      const conversation = await openConversation(terminal, options);
      try {
        setExitCode(await new ChatLoop(terminal, conversation).run());
      } finally {
        await conversation.close();
      }
    });
}
