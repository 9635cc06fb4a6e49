import { SaguimError } from '@saguim/engine';
import { CommanderError } from 'commander';
import { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EACCES: 'it may not be read or written. Check its permissions.',
  EPERM: 'it may not be read or written. Check its permissions.',
  EISDIR: 'it is a folder. Name a file.',
  ENOTDIR: 'part of the path is a file. Check the path.',
  ENOSPC: 'the disk is full. Make room and try again.',
  EROFS: 'the disk is read-only. Name another place.',
};

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
}

/** The engine's hints name its own options; these name ours. */
function inOurWords({ code, message, hint }: SaguimError): string {
  if (code !== 'context-overflow') return message;
  const what = hint !== undefined && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
  return `${what} Shorten it, give a larger --context, or begin a new conversation.`;
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
    say(`${error.path ?? error.syscall}: ${fileErrors[error.code ?? ''] ?? error.message}`);
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
