import type { Command } from 'commander';
import { addModel } from 'saguim/node';
import { bytes } from '../format.js';
import { Interrupt } from '../interrupt.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly to: string;
  readonly models?: string;
  readonly json?: boolean;
}

export function addAddCommand(program: Command, terminal: Terminal): void {
  program
    .command('add')
    .summary('put a model where an app serves it')
    .description(
      'Copies an installed model, checked by its SHA-256, and the engine for pages into a folder that an app serves: FOLDER/NAME and FOLDER/engine.',
    )
    .argument('<name>', 'the name of a model (see saguim models)')
    .requiredOption('--to <folder>', 'the folder of models that the app serves, such as public/models')
    .option('--models <folder>', 'look for the model in this folder alone')
    .option('--json', 'one JSON object: name, folder, engine, bytes (copied)')
    .action(async (name: string, { to, models = process.env.SAGUIM_MODELS, json }: Options) => {
      using interrupt = new Interrupt();
      const added = await addModel(name, to, { models, signal: interrupt.signal });
      if (json) return terminal.json(added);
      const what = added.bytes > 0 ? `${bytes(added.bytes)} copied` : 'it was there already';
      await terminal.line(`${added.name}: ${added.folder} (${what})`);
      await terminal.line(`engine: ${added.engine}`);
    });
}
