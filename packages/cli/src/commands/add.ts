import type { Command } from 'commander';
import { ModelHub } from 'saguim';
import { type AddedModel, addModel } from 'saguim/node';
import { catalogueEntry, noteDownload } from '../catalogue-note.js';
import { DownloadBar } from '../download-bar.js';
import { listModels } from '../find-model.js';
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
      'Copies a model, checked by its SHA-256, and the engine for pages into a folder that an app serves: FOLDER/NAME and FOLDER/engine. What is not on this machine is pulled first.',
    )
    .argument('<name>', 'the name of a model (saguim models, saguim models --remote), hf:owner/repository/file.gguf, or an address')
    .requiredOption('--to <folder>', 'the folder of models that the app serves, such as public/models')
    .option('--models <folder>', 'look for the model in this folder alone')
    .option('--json', 'one JSON object: name, folder, engine, bytes (copied)')
    .action(async (name: string, { to, models = process.env.SAGUIM_MODELS, json }: Options) => {
      using interrupt = new Interrupt();
      const hub = await ModelHub.open();
      const entry = await catalogueEntry(hub, name);
      if (entry && !listModels(models).some((model) => model.name === entry.name)) await noteDownload(terminal, hub, entry);
      const bar = new DownloadBar(terminal, name);
      let added: AddedModel;
      try {
        added = await addModel(name, to, { models, signal: interrupt.signal, onProgress: (progress) => bar.update(progress) });
      } finally {
        bar.stop();
      }
      if (json) return terminal.json(added);
      const what = added.bytes > 0 ? `${bytes(added.bytes)} copied` : 'it was there already';
      await terminal.line(`${added.name}: ${added.folder} (${what})`);
      await terminal.line(`engine: ${added.engine}`);
    });
}
