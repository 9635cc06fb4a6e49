import { SaguimError } from '@saguim/engine';
import type { Command } from 'commander';
import { ModelHub } from 'saguim';
import { bytes, table } from '../format.js';
import type { Terminal } from '../terminal.js';

const reasons = { unfinished: 'not finished', unused: 'not used for a month', large: '' } as const;

export function addRmCommand(program: Command, terminal: Terminal): void {
  program
    .command('rm')
    .summary('remove pulled models')
    .description('Removes models that were pulled, finished or not. Without a name it removes nothing, and says what could go.')
    .argument('[names...]', 'names or sources of pulled models (saguim models)')
    .option('--json', 'one JSON object a line: name, bytes (freed), or without names: name, bytes, why, lastUsed')
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const hub = await ModelHub.open();
      if (names.length === 0) {
        const all = await hub.suggestions();
        if (json) {
          for (const { model, bytes: size, why } of all)
            await terminal.json({ name: model.name, bytes: size, why, lastUsed: model.lastUsed });
          return;
        }
        const rows = all.map(({ model, bytes: size, why }) => [
          model.name,
          bytes(size),
          new Date(model.lastUsed).toISOString().slice(0, 10),
          reasons[why],
        ]);
        for (const line of table(rows, [1])) await terminal.line(line);
        if (all.length === 0) terminal.warn('there is nothing to remove.');
        return;
      }
      const stored = await hub.stored();
      const found = names.map((name) => {
        const model = stored.find((each) => [each.name, each.source].some((text) => text.toLowerCase() === name.toLowerCase()));
        if (model) return model;
        // All or nothing: a name that is mistyped removes no other.
        throw new SaguimError('not-found', `There is no pulled model "${name}"`, {
          hint: stored.length > 0 ? `There are: ${stored.map((each) => each.name).join(', ')}.` : 'Nothing was pulled.',
        });
      });
      for (const { name, source, bytes: size, inPlace } of found) {
        await hub.remove(source);
        if (json) await terminal.json({ name, bytes: size });
        else
          await terminal.line(inPlace ? `${name}: forgotten; its files are another program's and stay` : `${name}: ${bytes(size)} freed`);
      }
    });
}
