import type { Command } from 'commander';
import { ModelHub, type PullProgress } from 'saguim';
import { catalogueEntry, noteDownload } from '../catalogue-note.js';
import { DownloadBar } from '../download-bar.js';
import { listModels } from '../find-model.js';
import { bytes } from '../format.js';
import { Interrupt } from '../interrupt.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly catalogue?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  saguim pull qwen2.5-0.5b-instruct
  saguim pull hf:owner/repository/file.gguf
  saguim pull hf:owner/repository:Q4_K_M
  saguim pull https://example.org/model.gguf

Ctrl-C pauses: the next pull goes on from there.`;

export function addPullCommand(program: Command, terminal: Terminal): void {
  program
    .command('pull')
    .summary('fetch a model to this machine')
    .description(
      'Fetches a model, verifies it, and keeps it where every command and app of this user finds it by name. What was cut off goes on; what an existing Hugging Face cache has is used in place.',
    )
    .argument('<model>', 'a name (saguim models --remote), hf:owner/repository/file.gguf, or an address')
    .option('--catalogue <place>', 'a catalogue of your own: its address or path')
    .option('--json', 'one JSON object: name, source, path, bytes, files')
    .addHelpText('after', examples)
    .action(async (model: string, { catalogue, json }: Options) => {
      using interrupt = new Interrupt();
      const hub = await ModelHub.open({ ...(catalogue !== undefined && { catalogue }) });
      const entry = await catalogueEntry(hub, model);
      // One that came in a package of its own is here.
      const here = catalogue === undefined && entry ? listModels().find(({ name }) => name === entry.name) : undefined;
      if (here && json) return terminal.json({ name: here.name, path: here.file, bytes: here.bytes });
      if (here) return terminal.line(`${here.name}: ${here.file} (it was there already)`);
      if (entry) await noteDownload(terminal, hub, entry);
      const bar = new DownloadBar(terminal, model);
      let last: PullProgress | undefined;
      try {
        const onProgress = (progress: PullProgress) => {
          last = progress;
          bar.update(progress);
        };
        const { name, source, path, bytes: size, files, inPlace } = await hub.pull(model, { signal: interrupt.signal, onProgress });
        bar.stop();
        if (json) return terminal.json({ name, source, path, bytes: size, files, ...(inPlace && { inPlace }) });
        const fetched = last?.state === 'done' ? `${bytes(last.loaded - last.from)} fetched` : 'it was there already';
        await terminal.line(`${name}: ${path} (${inPlace ? 'used where it is' : fetched})`);
      } catch (error) {
        bar.stop();
        if (interrupt.signal.aborted) {
          const stored = await hub.stored();
          const { partial } = stored.find(({ name, source }) => name === (entry?.name ?? model) || source === model) ?? {};
          if (partial && partial.loaded > 0)
            terminal.warn(`paused at ${bytes(partial.loaded)} of ${bytes(partial.total)}; saguim pull ${model} goes on.`);
        }
        throw error;
      }
    });
}
