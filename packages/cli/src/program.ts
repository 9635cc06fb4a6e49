import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAddCommand } from './commands/add.js';
import { addAuditCommand } from './commands/audit.js';
import { addBenchCommand } from './commands/bench.js';
import { addChatCommand } from './commands/chat.js';
import { addClassifyCommand } from './commands/classify.js';
import { addCompleteCommand } from './commands/complete.js';
import { addConvertCommand } from './commands/convert.js';
import { addEmbedCommand } from './commands/embed.js';
import { addIndexCommand } from './commands/index-documents.js';
import { addInspectCommand } from './commands/inspect.js';
import { addLogitsCommand } from './commands/logits.js';
import { addLspCommand } from './commands/lsp.js';
import { addModelsCommand } from './commands/models.js';
import { addModerateCommand } from './commands/moderate.js';
import { addPerplexityCommand } from './commands/perplexity.js';
import { addPullCommand } from './commands/pull.js';
import { addRecommendCommand } from './commands/recommend.js';
import { addRmCommand } from './commands/rm.js';
import { addRunCommand } from './commands/run.js';
import { addSearchCommand } from './commands/search.js';
import { addServeCommand } from './commands/serve.js';
import { addTokenizeCommand } from './commands/tokenize.js';
import { addTrainCommand } from './commands/train.js';
import { addVerifyCommand } from './commands/verify.js';
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

/** The whole command: every subcommand with its options. */
export function createProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
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
            .replace(/\n\(Did you mean ([^)]*)\?\)/, '. Did you mean $1?'),
        ),
    })
    .addHelpText('after', examples);
  addChatCommand(program, terminal, setExitCode);
  addRunCommand(program, terminal);
  addCompleteCommand(program, terminal);
  addEmbedCommand(program, terminal);
  addClassifyCommand(program, terminal);
  addModerateCommand(program, terminal);
  addTrainCommand(program, terminal);
  addIndexCommand(program, terminal);
  addSearchCommand(program, terminal);
  addServeCommand(program, terminal);
  addLspCommand(program);
  addAuditCommand(program, terminal, setExitCode);
  addModelsCommand(program, terminal);
  addPullCommand(program, terminal);
  addRmCommand(program, terminal);
  addVerifyCommand(program, terminal, setExitCode);
  addRecommendCommand(program, terminal);
  addAddCommand(program, terminal);
  addConvertCommand(program, terminal);
  addInspectCommand(program, terminal);
  addTokenizeCommand(program, terminal);
  addLogitsCommand(program, terminal);
  addPerplexityCommand(program, terminal);
  addBenchCommand(program, terminal);
  return program;
}
