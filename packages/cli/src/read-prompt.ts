import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** The text of an argument, or all of standard input when it is left out or `-`; its last line break is not part of it. */
export async function readPrompt(terminal: Terminal, argument: string | undefined, command: string): Promise<string> {
  if (argument !== undefined && argument !== '-') return argument;
  if (argument === undefined && terminal.stdin.isTTY) {
    throw new UsageError(`There is no text. Give it as an argument, saguim ${command} "…", or through a pipe.`);
  }
  let text: string;
  try {
    text = await terminal.readAll();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError('Standard input is not UTF-8 text. Convert it first.');
    throw error;
  }
  return text.replace(/\r?\n$/, '');
}
