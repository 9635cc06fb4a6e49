import { SaguimError } from '../spec/index.js';

/** Sampling, by the usual names. All optional; the default is greedy (temperature 0). */
export interface SamplingOptions {
  /** 0 takes the most likely token; 0 … 5. */
  temperature?: number;
  /** Keep the k most likely; 0 keeps all. */
  topK?: number;
  /** Keep the smallest set whose probability reaches p; 0 < p ≤ 1. https://arxiv.org/abs/1904.09751 */
  topP?: number;
  /** Keep what is at least p times as likely as the most likely; 0 ≤ p ≤ 1. https://arxiv.org/abs/2407.01082 */
  minP?: number;
  /** > 1 makes tokens of the prompt and the answer less likely; 0 < r ≤ 10, 1 changes nothing. https://arxiv.org/abs/1909.05858 */
  repetitionPenalty?: number;
  /** Taken from the logit of every token that the answer has; -2 … 2. */
  presencePenalty?: number;
  /** Taken from the logit of a token once for each time that the answer has it; -2 … 2. */
  frequencyPenalty?: number;
  /** Added to the logits, by token id; -100 … 100, or -Infinity to forbid a token. */
  logitBias?: Readonly<Record<number, number>>;
  /** The same seed gives the same text; a safe integer. Default: random. */
  seed?: number;
}

/** Options with every default filled in. */
export interface CheckedSampling {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  readonly logitBias: readonly (readonly [token: number, bias: number])[];
  readonly seed: number | undefined;
}

/**
 * Checks and completes sampling options.
 * @throws {SaguimError} `invalid-argument` naming the option and its range
 */
export function checkSampling(options: SamplingOptions | undefined, vocabularySize: number): CheckedSampling {
  const given = options ?? {};
  const number = (name: keyof SamplingOptions, fallback: number, fits: (value: number) => boolean, range: string): number => {
    const value: unknown = given[name] ?? fallback;
    if (typeof value === 'number' && fits(value)) return value;
    throw refusal(name, value, range);
  };
  const between = (low: number, high: number) => (value: number) => value >= low && value <= high;
  const seed = given.seed ?? undefined;
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw refusal('seed', seed, 'a safe integer');
  const checked: CheckedSampling = {
    temperature: number('temperature', 0, between(0, 5), 'a number from 0 to 5'),
    topK: number('topK', 0, (value) => Number.isSafeInteger(value) && value >= 0, 'a whole number, 0 or more'),
    topP: number('topP', 1, (value) => value > 0 && value <= 1, 'a number above 0, 1 at most'),
    minP: number('minP', 0, between(0, 1), 'a number from 0 to 1'),
    repetitionPenalty: number('repetitionPenalty', 1, (value) => value > 0 && value <= 10, 'a number above 0, 10 at most'),
    presencePenalty: number('presencePenalty', 0, between(-2, 2), 'a number from -2 to 2'),
    frequencyPenalty: number('frequencyPenalty', 0, between(-2, 2), 'a number from -2 to 2'),
    logitBias: checkBias(given.logitBias, vocabularySize),
    seed,
  };
  const unknown = Object.keys(given).find((name) => !(name in checked));
  if (unknown !== undefined) throw refusal('sampling', unknown, `with no other names than ${Object.keys(checked).join(', ')}`);
  return checked;
}

function checkBias(bias: unknown, vocabularySize: number): [number, number][] {
  if (bias === undefined || bias === null) return [];
  if (typeof bias !== 'object') throw refusal('logitBias', bias, 'an object of token ids and numbers');
  return Object.entries(bias).map(([key, value]: [string, unknown]) => {
    const token = Number(key);
    if (!(Number.isInteger(token) && token >= 0 && token < vocabularySize)) {
      throw refusal('logitBias', key, `a token id below ${vocabularySize}`);
    }
    if (typeof value === 'number' && ((value >= -100 && value <= 100) || value === -Infinity)) return [token, value];
    throw refusal(`logitBias[${token}]`, value, 'a number from -100 to 100, or -Infinity');
  });
}

function refusal(name: string, value: unknown, range: string): SaguimError {
  const shown = typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 40) : typeof value;
  return new SaguimError('invalid-argument', `\`${name}\` is ${shown}`, {
    where: name,
    hint: `It must be ${range}.`,
    details: { option: name },
  });
}
