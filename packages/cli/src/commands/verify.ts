import type { Command } from 'commander';
import { ModelHub } from 'saguim';
import { DownloadBar } from '../download-bar.js';
import { ExitCode } from '../exit-code.js';
import { Interrupt } from '../interrupt.js';
import type { Terminal } from '../terminal.js';

const words = { right: 'right', damaged: 'DAMAGED', missing: 'MISSING', unknown: 'cannot be compared' } as const;

export function addVerifyCommand(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('verify')
    .summary('compare pulled models with their checksums')
    .description(
      'Reads all of the models that were pulled and compares them with the SHA-256 that was verified when they came. Changes nothing.',
    )
    .argument('[names...]', 'names or sources of pulled models (default: all that are whole)')
    .option('--json', 'one JSON object a line: name, ok, files')
    .action(async (names: string[], { json }: { json?: boolean }) => {
      using interrupt = new Interrupt();
      const hub = await ModelHub.open();
      const all = names.length > 0 ? names : (await hub.stored()).filter(({ partial }) => !partial).map(({ source }) => source);
      if (all.length === 0) terminal.warn('nothing was pulled yet.');
      for (const name of all) {
        const bar = new DownloadBar(terminal, name);
        const { ok, files } = await hub
          .verify(name, { signal: interrupt.signal, onProgress: (progress) => bar.update(progress) })
          .finally(() => bar.stop());
        if (!ok) setExitCode(ExitCode.failure);
        if (json) await terminal.json({ name, ok, files });
        else for (const { path, state } of files) await terminal.line(`${name}: ${path}: ${words[state]}`);
        if (!ok) terminal.warn(`${name} is damaged. Fetch it anew: saguim rm ${name} && saguim pull ${name}`);
      }
    });
}
