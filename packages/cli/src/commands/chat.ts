import type { Command } from 'commander';
import { ChatLoop } from '../chat/chat-loop.js';
import { ChatSession } from '../chat/chat-session.js';
import { openEngine } from '../open-engine.js';
import { type GenerationOptions, type ModelOptions, samplingOf, withModel, withSampling } from '../options.js';
import { type ConstraintOptions, readConstraint, withConstraint } from '../read-constraint.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions, GenerationOptions, ConstraintOptions {
  readonly system?: string;
}

/** A little freedom keeps small models from repeating themselves; what SmolLM2's authors advise. */
const chatDefaults = { temperature: 0.2, topP: 0.9 };
const defaultMaxTokens = 1024;

export function addChatCommand(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  withConstraint(withSampling(withModel(program.command('chat'))))
    .summary('talk with a model')
    .description(
      'A conversation in the terminal. In a pipe, each line is a message and each answer goes to standard output. Nothing leaves this machine.\n' +
        `Where not said otherwise: --temperature ${chatDefaults.temperature} --top-p ${chatDefaults.topP} --max-tokens ${defaultMaxTokens}.`,
    )
    .option('--system <text>', 'the system prompt')
    .action(async (options: Options) => {
      const constraint = readConstraint(options);
      const { engine, model } = await openEngine(terminal, options);
      try {
        const session = new ChatSession(engine, model.name, {
          system: options.system,
          maxTokens: options.maxTokens ?? defaultMaxTokens,
          constraint,
          sampling: { ...chatDefaults, ...samplingOf(options) },
          stop: options.stop,
        });
        setExitCode(await new ChatLoop(terminal, session).run());
      } finally {
        await engine.close();
      }
    });
}
