import type { Command } from 'commander';
import { listModels } from '../find-model.js';
import { bytes, table } from '../format.js';
import type { Terminal } from '../terminal.js';

export function addModelsCommand(program: Command, terminal: Terminal): void {
  program
    .command('models')
    .summary('list the models on this machine')
    .description('Lists the models that --model knows by name: those in models/ here or above, and installed @saguim/model-… packages.')
    .option('--models <folder>', 'look in this folder alone')
    .option('--json', 'one JSON object a line')
    .action(async (options: { models?: string; json?: boolean }) => {
      const models = listModels(options.models);
      if (options.json) {
        for (const { name, file, bytes } of models) await terminal.json({ name, bytes, file });
        return;
      }
      for (const line of table(
        models.map((model) => [model.name, bytes(model.bytes), model.file]),
        [1],
      ))
        await terminal.line(line);
      if (models.length === 0)
        terminal.warn('no models here. Put one in an app with `saguim add`, or give --model the path of a GGUF file.');
    });
}
