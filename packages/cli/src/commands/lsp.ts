import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { CodeCompleter } from 'saguim';
import { findModel } from '../find-model.js';
import { type ModelOptions, number, withModel } from '../options.js';

interface Options extends ModelOptions {
  readonly threshold: number;
  readonly infill: 'auto' | 'fim' | 'prefix';
  readonly maxLines: number;
  readonly patience: number;
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

export function addLspCommand(program: Command): void {
  withModel(program.command('lsp'))
    .summary('completion in editors, as a language server')
    .description(
      'Speaks the Language Server Protocol 3.18 over standard input and output: textDocument/inlineCompletion, grey text in editors that have it, and an entry of the list of completions in those that have not. Editors start it. What they set as saguim.model, saguim.threshold, saguim.infill, saguim.maxLines, saguim.patience and saguim.enabled goes before the options.',
    )
    .option('--threshold <share>', 'confidence a suggestion must have that comes by itself, 0 to 1', number(0, 1), 0.4)
    .addOption(
      new Option('--infill <use>', "the model's marks for filling in: where it was surely taught them, where it has them, or never")
        .choices(['auto', 'fim', 'prefix'])
        .default('auto'),
    )
    .option('--max-lines <count>', 'lines at most', number(1, 64, 'whole'), 16)
    .option(
      '--patience <milliseconds>',
      'how long to wait for a better suggestion, or more lines, once there is one',
      number(0, 60_000),
      400,
    )
    // What editors add by themselves.
    .addOption(new Option('--stdio').hideHelp())
    .addOption(new Option('--clientProcessId <id>').hideHelp())
    .action(async (options: Options) => {
      const { model, threshold, infill, maxLines, patience } = options;
      // Only this command needs them: the others start faster without.
      const { createConnection, ProposedFeatures } = await import('vscode-languageserver/node');
      const { LanguageServer } = await import('../lsp/language-server.js');
      const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
      new LanguageServer(connection, {
        version,
        settings: { enabled: true, model, threshold, infill, maxLines, patience },
        describe: (error) => (error instanceof Error ? error.message : String(error)),
        load: async (settings, onProgress, signal) =>
          CodeCompleter.create({
            model: findModel(settings.model, options.models).file,
            backend: options.backend,
            threads: options.threads,
            contextLength: options.context,
            infill: settings.infill,
            signal,
            onProgress: ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0),
          }),
      });
      connection.listen();
      // The connection ends the process, when the editor says so or is gone.
      await new Promise(() => {});
    });
}
