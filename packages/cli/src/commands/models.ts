import type { Command } from 'commander';
import { ModelHub, type StoredModel } from 'saguim';
import { listModels } from '../find-model.js';
import { bytes, table } from '../format.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly models?: string;
  readonly remote?: boolean;
  readonly catalogue?: string;
  readonly json?: boolean;
}

export function addModelsCommand(program: Command, terminal: Terminal): void {
  program
    .command('models')
    .summary('list the models on this machine')
    .description(
      'Lists the models that --model knows by name: those that were pulled, those in models/ here or above, and installed @saguim/model-… packages. With --remote, those of the catalogue that can be pulled.',
    )
    .option('--models <folder>', 'look in this folder alone')
    .option('--remote', 'list the catalogue: what saguim pull knows by name')
    .option('--catalogue <place>', 'a catalogue of your own: its address or path (with --remote)')
    .option('--json', 'one JSON object a line')
    .action(async (options: Options) => {
      if (options.remote || options.catalogue !== undefined) return listRemote(terminal, options);
      const models = listModels(options.models);
      const pulled = options.models === undefined ? await (await ModelHub.open()).stored() : [];
      if (options.json) {
        for (const { name, file, bytes } of models) await terminal.json({ name, bytes, file });
        for (const { name, source, path, bytes, partial, inPlace, lastUsed } of pulled)
          await terminal.json({ name, bytes, ...(partial ? { partial } : { file: path }), source, lastUsed, ...(inPlace && { inPlace }) });
        return;
      }
      const rows = [
        ...models.map((model) => [model.name, bytes(model.bytes), model.file]),
        ...pulled.map((model) => [model.name, bytes(sizeOf(model)), place(model)]),
      ];
      for (const line of table(rows, [1])) await terminal.line(line);
      if (rows.length === 0)
        terminal.warn('no models here. Fetch one (saguim models --remote, saguim pull), or give --model the path of a GGUF file.');
    });
}

const sizeOf = ({ files, partial }: StoredModel) => partial?.loaded ?? files.reduce((sum, file) => sum + file.bytes, 0);

function place({ source, path, partial }: StoredModel): string {
  if (!partial) return path ?? source;
  const share = partial.total > 0 ? ` of ${bytes(partial.total)}` : '';
  return `(not finished${share}: saguim pull ${source})`;
}

async function listRemote(terminal: Terminal, { catalogue, json }: Options): Promise<void> {
  const hub = await ModelHub.open({ ...(catalogue !== undefined && { catalogue }) });
  const entries = await hub.catalogue();
  const stored = new Set((await hub.stored()).filter(({ partial }) => !partial).map(({ name }) => name));
  const installed = new Set(listModels().map(({ name }) => name));
  const here = (name: string) => stored.has(name) || installed.has(name);
  const size = (entry: (typeof entries)[number]) =>
    entry.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0) || (entry.approximateBytes ?? 0);
  if (json) {
    for (const entry of entries) await terminal.json({ ...entry, here: here(entry.name) });
    return;
  }
  const rows = entries.map((entry) => [
    here(entry.name) ? '*' : ' ',
    entry.name,
    entry.task,
    bytes(size(entry)),
    entry.languages.slice(0, 4).join(' ') + (entry.languages.length > 4 ? ' …' : ''),
    `${entry.licence.id}${entry.licence.free ? '' : ' (forbids some uses)'}${entry.licence.gated ? ' (wants an account)' : ''}`,
  ]);
  for (const line of table(rows, [3])) await terminal.line(line);
  terminal.note('* is here already. Sizes are of the download; saguim recommend says what suits this machine.');
}
