import type { Engine } from '@saguim/engine';
import type { Command } from 'commander';
import { table } from '../format.js';
import { Interrupt } from '../interrupt.js';
import { openEngine } from '../open-engine.js';
import { type ModelOptions, number, withModel } from '../options.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions {
  readonly promptTokens: number;
  readonly tokens: number;
  readonly repeat: number;
  readonly json?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Plain tokens that differ from the first on in every round, so that nothing kept from one round helps the next. */
export function roundTokens(engine: Pick<Engine, 'info' | 'tokenizer'>, round: number, length: number): number[] {
  const tokens: number[] = [];
  let state = 0x9e3779b9 ^ round;
  // 1009 is far above any control tokens that stand first in a vocabulary, so that rounds begin apart.
  let id = (1009 + round) % engine.info.vocabularySize;
  while (tokens.length < length) {
    if (!engine.tokenizer.isControl(id)) tokens.push(id);
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    id = tokens.length ? state % engine.info.vocabularySize : (id + 1) % engine.info.vocabularySize;
  }
  return tokens;
}

export function addBenchCommand(program: Command, terminal: Terminal): void {
  withModel(program.command('bench'))
    .summary('how fast a model runs here')
    .description(
      'Measures loading, reading a prompt and writing an answer on this machine; medians. Against other engines: `npm run bench` in a clone.',
    )
    .option('--prompt-tokens <count>', 'tokens of the prompt', number(1, 1 << 20, 'whole'), 384)
    .option('--tokens <count>', 'tokens to generate', number(2, 1 << 20, 'whole'), 64)
    .option('--repeat <count>', 'rounds', number(1, 1000, 'whole'), 5)
    .option('--json', 'one JSON object')
    .action(async (options: Options) => {
      using interrupt = new Interrupt();
      const { engine, model, loadMs } = await openEngine(terminal, options, interrupt.signal);
      try {
        const rounds = [];
        for (let round = 0; round <= options.repeat; round++) {
          const { result } = engine.generate({
            tokens: roundTokens(engine, round, options.promptTokens),
            maxTokens: options.tokens,
            stopTokens: [],
            sampling: { temperature: 0 },
            signal: interrupt.signal,
          });
          const { timings } = await result;
          // The first round warms up: code is compiled, threads are chosen.
          if (round > 0) rounds.push(timings);
          terminal.note(round === 0 ? 'warm' : `round ${round} of ${options.repeat}`);
        }
        const prefill = median(rounds.map(({ prefillMs }) => (options.promptTokens / prefillMs) * 1000));
        const decode = median(rounds.map(({ decodeMs }) => ((options.tokens - 1) / decodeMs) * 1000));
        const summary = {
          model: model.name,
          backend: engine.info.backend,
          threads: engine.info.threads,
          load_ms: loadMs,
          prompt_tokens: options.promptTokens,
          prefill_tokens_per_second: prefill,
          generated_tokens: options.tokens,
          decode_tokens_per_second: decode,
          first_token_ms: median(rounds.map(({ firstTokenMs }) => firstTokenMs)),
          memory_bytes: engine.stats().memory.total,
          rounds: rounds.length,
        };
        if (options.json) return await terminal.json(summary);
        const rows = [
          ['model', model.name],
          ['runs on', `${summary.backend}, ${summary.threads} thread${summary.threads === 1 ? '' : 's'}`],
          ['load', `${summary.load_ms.toFixed(0)} ms`],
          [`prompt of ${options.promptTokens}`, `${prefill.toFixed(1)} tokens/s`],
          [`answer of ${options.tokens}`, `${decode.toFixed(1)} tokens/s`],
          ['first token', `${summary.first_token_ms.toFixed(0)} ms`],
          ['memory', `${(summary.memory_bytes / 1e6).toFixed(0)} MB`],
        ];
        for (const line of table(rows)) await terminal.line(line);
      } finally {
        await engine.close();
      }
    });
}
