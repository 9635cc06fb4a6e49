import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Terminal } from './terminal.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const examples = `
Examples:
  saguim chat
  saguim run "Name three primates of Brazil."
  cat letter.txt | saguim run --json
  cat texts.jsonl | saguim embed > vectors.jsonl
  saguim inspect models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf

Exit codes: 0 done, 1 failed, 2 asked wrongly, 130 ended by Ctrl-C.
Environment: SAGUIM_MODELS (folder of models), SAGUIM_CACHE (where pulled models are kept), HF_TOKEN, HF_ENDPOINT, HF_HOME (the Hugging Face hub), SAGUIM_KEYS (who may call saguim serve), NO_COLOR, SAGUIM_DEBUG=1 (where an error came from).`;

type AddCommand = (program: Command, terminal: Terminal, setExitCode: (code: number) => void) => void;

/** Every command in the order of the help, read when it is wanted: most need little of the whole. */
const commands: Record<string, () => Promise<AddCommand>> = {
  chat: async () => (await import('./commands/chat.js')).addChatCommand,
  run: async () => (await import('./commands/run.js')).addRunCommand,
  complete: async () => (await import('./commands/complete.js')).addCompleteCommand,
  embed: async () => (await import('./commands/embed.js')).addEmbedCommand,
  classify: async () => (await import('./commands/classify.js')).addClassifyCommand,
  moderate: async () => (await import('./commands/moderate.js')).addModerateCommand,
  train: async () => (await import('./commands/train.js')).addTrainCommand,
  index: async () => (await import('./commands/index-documents.js')).addIndexCommand,
  search: async () => (await import('./commands/search.js')).addSearchCommand,
  serve: async () => (await import('./commands/serve.js')).addServeCommand,
  lsp: async () => (await import('./commands/lsp.js')).addLspCommand,
  audit: async () => (await import('./commands/audit.js')).addAuditCommand,
  models: async () => (await import('./commands/models.js')).addModelsCommand,
  pull: async () => (await import('./commands/pull.js')).addPullCommand,
  rm: async () => (await import('./commands/rm.js')).addRmCommand,
  verify: async () => (await import('./commands/verify.js')).addVerifyCommand,
  recommend: async () => (await import('./commands/recommend.js')).addRecommendCommand,
  add: async () => (await import('./commands/add.js')).addAddCommand,
  convert: async () => (await import('./commands/convert.js')).addConvertCommand,
  inspect: async () => (await import('./commands/inspect.js')).addInspectCommand,
  tokenize: async () => (await import('./commands/tokenize.js')).addTokenizeCommand,
  logits: async () => (await import('./commands/logits.js')).addLogitsCommand,
  perplexity: async () => (await import('./commands/perplexity.js')).addPerplexityCommand,
  bench: async () => (await import('./commands/bench.js')).addBenchCommand,
};

/** The command that `args` ask for; all of them where they ask for help, or for none that there is. */
function wanted([first = '']: readonly string[]): readonly string[] {
  if (first === '-V' || first === '--version') return [];
  const name = first === 'generate' ? 'run' : first;
  return Object.hasOwn(commands, name) ? [name] : Object.keys(commands);
}

/** The whole command: every subcommand that `args` may be about, with its options. */
export async function createProgram(args: readonly string[], terminal: Terminal, setExitCode: (code: number) => void): Promise<Command> {
  const program = new Command('saguim')
    .description('Small language models on this machine: nothing leaves it.')
    .version(version, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) =>
        write(
          text
            .replace(/^error: /, `${terminal.paint('red', 'saguim:', terminal.stderr)} `)
            .replace(/(too many arguments for '(?:run|tokenize)'.*)/, '$1 Put the text in quotes.')
            .replace(/\n\(Did you mean ([^)]*)\?\)/, '. Did you mean $1?')
            .replace(/(unknown command '[^']*')\n$/, '$1. saguim --help lists all.\n'),
        ),
    })
    .addHelpText('after', examples);
  const added = await Promise.all(wanted(args).map((name) => commands[name]!()));
  for (const add of added) add(program, terminal, setExitCode);
  return program;
}
