import { loadTokenizer, openModel, readGguf, SaguimError, type Tokenizer } from '@saguim/engine';
import type { Command } from 'commander';
import { findModel } from '../find-model.js';
import { printable, table } from '../format.js';
import { defaultModel, tokenIds } from '../options.js';
import { readPrompt } from '../read-prompt.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly model: string;
  readonly models?: string;
  readonly decode?: number[];
  readonly pieces?: boolean;
  readonly json?: boolean;
}

/** The tokenizer of a model's file; the weights are not read. */
async function openTokenizer(options: Options): Promise<Tokenizer> {
  const source = await openModel(findModel(options.model, options.models).file);
  try {
    const gguf = await readGguf(source);
    return loadTokenizer(gguf.metadata.optional);
  } finally {
    await source.close();
  }
}

export function checkIds(ids: readonly number[], vocabularySize: number): void {
  const bad = ids.find((id) => id >= vocabularySize);
  if (bad !== undefined) {
    throw new SaguimError('invalid-argument', `There is no token ${bad}`, {
      hint: `This model's tokens go from 0 to ${vocabularySize - 1}.`,
    });
  }
}

export function addTokenizeCommand(program: Command, terminal: Terminal): void {
  program
    .command('tokenize')
    .summary('a text as token ids, and back')
    .description(
      'Prints the token ids of a text (from the argument or standard input) as plain text: spellings of control tokens in it stay text.',
    )
    .argument('[text]', 'the text; standard input when it is left out or -')
    .option('-m, --model <name|file>', 'whose tokenizer', defaultModel)
    .option('--models <folder>', 'where models are looked for by name')
    .option('--decode <ids>', 'the text of these ids instead, such as 1,2,3', tokenIds)
    .option('--pieces', 'one token a line, with its spelling')
    .option('--json', 'one JSON object: tokens, pieces, text')
    .action(async (text: string | undefined, options: Options) => {
      const tokenizer = await openTokenizer(options);
      let tokens = options.decode;
      if (tokens) checkIds(tokens, tokenizer.vocabularySize);
      else tokens = tokenizer.encode(await readPrompt(terminal, text, 'tokenize'));
      const pieces = () => tokens.map((id) => tokenizer.piece(id));
      if (options.json) return terminal.json({ tokens, pieces: pieces(), text: tokenizer.decode(tokens, { control: true }) });
      if (options.pieces) {
        const rows = pieces().map((piece, index) => [String(tokens[index]), printable(piece)]);
        for (const line of table(rows, [0])) await terminal.line(line);
        return;
      }
      return terminal.line(options.decode ? tokenizer.decode(tokens, { control: true }) : tokens.join(' '));
    });
}
