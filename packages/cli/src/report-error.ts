import { SaguimError } from '@saguim/engine';
import { CommanderError } from 'commander';
import { ExitCode } from './exit-code.js';
import { fileErrorSentence, isFileError } from './file-errors.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

/** What happened, without where and what to do. */
export function whatOf({ message, where, hint }: SaguimError): string {
  const end = `${where ? ` (${where})` : ''}.${hint ? ` ${hint}` : ''}`;
  return message.endsWith(end) ? message.slice(0, -end.length) : message.replace(/\.$/, '');
}

/** The engine's hints name its own options; these name ours. */
function inOurWords(error: SaguimError): string {
  if (error.code !== 'context-overflow') return error.message.replace('with reindex: true', 'with `saguim index --reindex`');
  return `${whatOf(error)}. Shorten it, give a larger --context, or begin a new conversation.`;
}

const isAbort = (error: unknown) => (error as { name?: unknown } | undefined)?.name === 'AbortError';

/** Tells what went wrong in one line on standard error, and gives the exit code. */
export function reportError(error: unknown, terminal: Terminal): number {
  // Commander has said its line by itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (isAbort(error)) return ExitCode.interrupted;
  const say = (text: string) => terminal.stderr.write(`${terminal.paint('red', 'saguim:', terminal.stderr)} ${oneLine(text)}\n`);
  if (process.env.SAGUIM_DEBUG && error instanceof Error) terminal.stderr.write(`${error.stack}\n`);
  if (error instanceof UsageError) {
    say(error.message);
    return ExitCode.usage;
  }
  if (error instanceof SaguimError) {
    say(inOurWords(error));
    return error.code === 'invalid-argument' ? ExitCode.usage : ExitCode.failure;
  }
  if (isFileError(error)) {
    say(`${error.path ?? error.syscall}: ${fileErrorSentence(error)}`);
    return ExitCode.failure;
  }
  if (error instanceof DOMException) {
    say(error.message);
    return ExitCode.failure;
  }
  say(
    `something failed inside: ${error instanceof Error ? error.message : String(error)}. Run it again with SAGUIM_DEBUG=1 to see where, and report it.`,
  );
  return ExitCode.failure;
}
