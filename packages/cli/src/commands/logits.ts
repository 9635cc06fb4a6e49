import type { Command } from 'commander';
import { printable, table } from '../format.js';
import { Interrupt } from '../interrupt.js';
import { openEngine } from '../open-engine.js';
import { type ModelOptions, number, tokenIds, withModel } from '../options.js';
import type { Terminal } from '../terminal.js';
import { checkIds } from './tokenize.js';

interface Options extends ModelOptions {
  readonly tokens: number[];
  readonly top: number;
  readonly json?: boolean;
}

/** Indices of the n largest, largest first. */
function largest(values: Float32Array, n: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, n);
}

export function addLogitsCommand(program: Command, terminal: Terminal): void {
  withModel(program.command('logits'))
    .summary('what a model makes of some tokens')
    .description('Computes the logits of the position after the last token. As they are: no start token is added, nothing is sampled.')
    .requiredOption('--tokens <ids>', 'token ids, such as 1,2,3', tokenIds)
    .option('--top <n>', 'how many to list', number(1, 1 << 20, 'whole'), 10)
    .option('--json', 'one JSON object: tokens, logits (all of them, by token id)')
    .action(async (options: Options) => {
      using interrupt = new Interrupt();
      const { engine } = await openEngine(terminal, options, interrupt.signal);
      try {
        checkIds(options.tokens, engine.info.vocabularySize);
        const logits = await engine.logits(options.tokens, interrupt.signal);
        if (options.json) return await terminal.json({ tokens: options.tokens, logits: Array.from(logits) });
        const rows = largest(logits, options.top).map((id) => [String(id), logits[id]!.toFixed(4), printable(engine.tokenizer.piece(id))]);
        for (const line of table(rows, [0, 1])) await terminal.line(line);
      } finally {
        await engine.close();
      }
    });
}
