import { type Engine, SaguimError } from '@saguim/engine';
import type { Command } from 'commander';
import { readWhole } from '../file-errors.js';
import { Interrupt } from '../interrupt.js';
import { openEngine } from '../open-engine.js';
import { type ModelOptions, number, withModel } from '../options.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions {
  readonly window: number;
  readonly windows?: number;
  readonly json?: boolean;
}

export interface Perplexity {
  readonly perplexity: number;
  /** Mean of the natural-log losses. */
  readonly nll_per_token: number;
  /** Tokens that were predicted: all of a window but its first. */
  readonly tokens: number;
  readonly windows: number;
}

/**
 * exp of the mean loss over whole windows of `window` tokens, one after the other without overlap and without a start token.
 * @throws {SaguimError} `invalid-argument` when the text has not one whole window
 */
export async function measurePerplexity(
  engine: Engine,
  tokens: readonly number[],
  {
    window,
    windows = Number.POSITIVE_INFINITY,
    signal,
    onWindow,
  }: { window: number; windows?: number; signal?: AbortSignal; onWindow?(done: number, of: number): void },
): Promise<Perplexity> {
  const whole = Math.min(windows, Math.floor(tokens.length / window));
  if (whole === 0) {
    throw new SaguimError('invalid-argument', `The text has ${tokens.length} tokens, less than one window of ${window}`, {
      hint: 'Give a longer text or a smaller --window.',
    });
  }
  let loss = 0;
  for (let at = 0; at < whole; at++) {
    onWindow?.(at, whole);
    for (const logProbability of await engine.logProbabilities(tokens.slice(at * window, (at + 1) * window), signal))
      loss -= logProbability;
  }
  const predicted = whole * (window - 1);
  const mean = loss / predicted;
  return { perplexity: Math.exp(mean), nll_per_token: mean, tokens: predicted, windows: whole };
}

export function addPerplexityCommand(program: Command, terminal: Terminal): void {
  withModel(program.command('perplexity'))
    .summary('how well a model predicts a text')
    .description('Tokenises a whole file as plain text and predicts it in windows without overlap, without a start token. Lower is better.')
    .argument('<file>', 'a UTF-8 text file')
    .option('--window <tokens>', 'tokens a window', number(2, 1 << 24, 'whole'), 512)
    .option('--windows <count>', 'windows at most (default: all that are whole)', number(1, 1 << 24, 'whole'))
    .option('--json', 'one JSON object: perplexity, nll_per_token, tokens (those predicted)')
    .action(async (file: string, options: Options) => {
      let text: string;
      try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(readWhole(file));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw new SaguimError('bad-file', 'The file is not UTF-8 text', { where: file, hint: 'Convert it first.' });
      }
      using interrupt = new Interrupt();
      const { engine } = await openEngine(terminal, options, interrupt.signal);
      try {
        const tokens = engine.tokenizer.encode(text);
        const { signal } = interrupt;
        const onWindow = (done: number, of: number) => terminal.note(`window ${done + 1} of ${of}`);
        const result = await measurePerplexity(engine, tokens, { window: options.window, windows: options.windows, signal, onWindow });
        if (options.json) return await terminal.json(result);
        await terminal.line(
          `perplexity ${result.perplexity.toFixed(4)}  nll/token ${result.nll_per_token.toFixed(5)}  tokens ${result.tokens} in ${result.windows} windows`,
        );
      } finally {
        await engine.close();
      }
    });
}
