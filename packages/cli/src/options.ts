import type { SamplingOptions } from '@saguim/engine';
import { type Command, InvalidArgumentError, Option } from 'commander';

export const defaultModel = 'smollm2-135m-instruct';

/** A parser for a number in a range, that says what would be right. */
export function number(low: number, high: number, kind: 'whole' | 'any' = 'any') {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < low || value > high || (kind === 'whole' && !Number.isInteger(value))) {
      const from = low === Number.MIN_VALUE ? 'above 0' : `from ${low}`;
      const range = high >= Number.MAX_SAFE_INTEGER ? from : `${from} to ${high}`;
      throw new InvalidArgumentError(`Give a ${kind === 'whole' ? 'whole ' : ''}number ${range}.`);
    }
    return value;
  };
}

/** Token ids: `1,2,3`, or separated by spaces. */
export function tokenIds(text: string): number[] {
  const parts = text.split(/[\s,]+/).filter(Boolean);
  if (parts.length === 0 || parts.some((part) => !/^\d{1,9}$/.test(part)))
    throw new InvalidArgumentError('Give token ids as whole numbers, such as 1,2,3.');
  return parts.map(Number);
}

const collect = (text: string, all: readonly string[] | undefined): string[] => {
  if (text === '') throw new InvalidArgumentError('Give a text that is not empty.');
  return [...(all ?? []), text];
};

export interface ModelOptions {
  readonly model: string;
  readonly models?: string;
  readonly backend: 'auto' | 'wasm' | 'reference';
  readonly threads?: number | 'auto';
  readonly context?: number;
}

/** Which model, and what computes it. */
export function withModelFile(command: Command, byDefault: string): Command {
  return command
    .option(
      '-m, --model <name|file>',
      'a model from models/ or one that was pulled, or the path of any GGUF file or folder of safetensors',
      byDefault,
    )
    .option(
      '--models <folder>',
      'where models are looked for by name (default: models/ here or above, and installed @saguim/model-… packages)',
    )
    .addOption(new Option('--backend <backend>', 'what computes').choices(['auto', 'wasm', 'reference']).default('auto'))
    .option('--threads <count>', 'threads at most (default: follows the machine)', (text) =>
      text === 'auto' ? 'auto' : number(1, 256, 'whole')(text),
    );
}

export function withModel(command: Command): Command {
  return withModelFile(command, defaultModel).option(
    '--context <tokens>',
    "tokens a conversation may have at most (default: the model's own)",
    number(8, 1 << 24, 'whole'),
  );
}

export interface GenerationOptions {
  readonly seed?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repetitionPenalty?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
}

export function withSampling(command: Command): Command {
  return command
    .option('--max-tokens <count>', 'tokens to answer with at most', number(1, 1 << 24, 'whole'))
    .option('--temperature <t>', '0 takes the most likely token, higher is more varied', number(0, 5))
    .option('--top-k <k>', 'keep the k most likely tokens; 0 keeps all', number(0, 1 << 24, 'whole'))
    .option('--top-p <p>', 'keep the smallest set of tokens whose probability reaches p', number(Number.MIN_VALUE, 1))
    .option('--min-p <p>', 'keep what is at least p times as likely as the most likely token', number(0, 1))
    .option('--repetition-penalty <r>', 'over 1 makes repeated tokens less likely', number(Number.MIN_VALUE, 10))
    .option('--presence-penalty <r>', 'taken once from the logit of every token that has come', number(-10, 10))
    .option('--frequency-penalty <r>', 'taken from the logit of a token each time it comes', number(-10, 10))
    .option('--seed <n>', 'the same seed gives the same text', number(0, 0xffff_ffff, 'whole'))
    .option('--stop <text>', 'end the answer before this text; may be given several times', collect);
}

/** The sampling options among the command's, without those not given. */
export function samplingOf(options: GenerationOptions): SamplingOptions {
  const { seed, temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty } = options;
  const all = { seed, temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
