import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { reportError } from './report-error.js';
import { Terminal } from './terminal.js';

export { ExitCode } from './exit-code.js';

/**
 * Runs the `saguim` command.
 * @param args what follows `saguim` on the command line
 * @returns the exit code; see `ExitCode`
 */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = new Terminal();
  let exitCode: number = ExitCode.ok;
  try {
    const program = await createProgram(args, terminal, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, terminal);
  }
}
