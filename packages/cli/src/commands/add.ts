import { addModel } from 'saguim/node';
import type { Command } from 'commander';
import { bytes } from '../format.js';
import { findModel } from '../find-model.js';
import type { Terminal } from '../terminal.js';

export function addAddCommand(program: Command, terminal: Terminal): void {
  program
    .command('add')
    .summary('put a model where an app serves it')
    .description("Copies a model, and the engine's files beside it, into a folder that an app serves, such as public/models.")
    .argument('<name>', 'a model by name')
    .requiredOption('--to <folder>', 'the folder that the app serves')
    .option('--models <folder>', 'where models are looked for by name')
    .option('--json', 'one JSON object')
    .action(async () => {
      void [addModel, bytes, findModel, terminal];
    });
}
