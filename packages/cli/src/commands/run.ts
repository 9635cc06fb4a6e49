import { type Engine, type GenerationResult, SaguimError } from '@saguim/engine';
import type { Command } from 'commander';
import { AnswerWriter } from '../answer-writer.js';
import { chatTemplateOf } from '../chat/chat-session.js';
import { Interrupt } from '../interrupt.js';
import { openEngine } from '../open-engine.js';
import { type GenerationOptions, type ModelOptions, samplingOf, withModel, withSampling } from '../options.js';
import { type ConstraintOptions, readConstraint, withConstraint } from '../read-constraint.js';
import { readPrompt } from '../read-prompt.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options extends ModelOptions, GenerationOptions, ConstraintOptions {
  readonly system?: string;
  readonly raw?: boolean;
  readonly json?: boolean;
}

/** Token ids of one question through the model's chat template, or of a text to go on from. */
function promptTokens(engine: Engine, prompt: string, { system, raw }: Options): number[] {
  if (!raw) {
    const messages = [...(system === undefined ? [] : [{ role: 'system', content: system }]), { role: 'user', content: prompt }];
    return chatTemplateOf(engine, 'Continue a text with it instead: --raw.').render({ messages }).ids;
  }
  const { tokenizer } = engine;
  const tokens = [...(tokenizer.startToken === undefined ? [] : [tokenizer.startToken]), ...tokenizer.encode(prompt)];
  if (tokens.length === 0)
    throw new SaguimError('invalid-argument', 'The text is empty', { hint: 'Give at least one character to go on from.' });
  return tokens;
}

const resultJson = (result: GenerationResult, loadMs: number) => ({
  text: result.text,
  tokens: result.tokens,
  finish_reason: result.finishReason,
  usage: {
    prompt_tokens: result.usage.promptTokens,
    cached_tokens: result.usage.cachedTokens,
    completion_tokens: result.usage.completionTokens,
  },
  timings: {
    load_ms: loadMs,
    prefill_ms: result.timings.prefillMs,
    first_token_ms: result.timings.firstTokenMs,
    decode_ms: result.timings.decodeMs,
  },
});

export function addRunCommand(program: Command, terminal: Terminal): void {
  withConstraint(withSampling(withModel(program.command('run').alias('generate'))))
    .summary('one answer')
    .description(
      'Answers a prompt (from the argument or standard input) and ends. Takes the most likely words unless --temperature says otherwise.',
    )
    .argument('[prompt]', 'the prompt; standard input when it is left out or -')
    .option('--system <text>', 'the system prompt')
    .option('--raw', 'go on from the text as it stands, without a chat template')
    .option('--json', 'one JSON object: text, tokens, finish_reason, usage, timings (milliseconds)')
    .action(async (argument: string | undefined, options: Options) => {
      const constraint = readConstraint(options);
      const prompt = await readPrompt(terminal, argument, 'run');
      if (prompt.trim() === '' && !options.raw)
        throw new UsageError('The prompt is empty. Give it as an argument, saguim run "…", or through a pipe.');
      using interrupt = new Interrupt();
      const { engine, loadMs } = await openEngine(terminal, options, interrupt.signal);
      const writer = new AnswerWriter(terminal);
      try {
        const generation = engine.generate({
          tokens: promptTokens(engine, prompt, options),
          maxTokens: options.maxTokens,
          constraint,
          sampling: samplingOf(options),
          stop: options.stop,
          signal: interrupt.signal,
        });
        for await (const { text } of generation) if (!options.json) await writer.write(text);
        const result = await generation.result;
        if (options.json) await terminal.json(resultJson(result, loadMs));
      } finally {
        await writer.end();
        await engine.close();
      }
    });
}
