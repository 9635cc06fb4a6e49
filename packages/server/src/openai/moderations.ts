import { randomUUID } from 'node:crypto';
import type { Verdict } from 'saguim';
import { Problem } from '../http/problem.js';
import { categoryNames, categoryOf } from './categories.js';
import type { ModerationResponse } from './schemas.js';

/** Names that programs written for OpenAI ask for; what judges is the model that is here. */
const theirModels = [
  'omni-moderation-latest',
  'omni-moderation-2024-09-26',
  'text-moderation-latest',
  'text-moderation-stable',
  'text-moderation-007',
];

const mostInputs = 64;
/** Bytes of a text in UTF-8. */
export const mostTextBytes = 20_480;

const wrong = (field: string, message: string, code?: string) => new Problem('invalid', message, { field, code });

function checkText(text: unknown, field: string): string {
  if (typeof text !== 'string') throw wrong(field, `Invalid type for '${field}': expected a string.`, 'invalid_type');
  if (Buffer.byteLength(text) > mostTextBytes)
    throw wrong(field, `Invalid '${field}': longer than ${mostTextBytes} bytes in UTF-8. Check it in pieces.`, 'string_above_max_length');
  return text;
}

function textOfPart(part: unknown, field: string): string {
  const { type, text } = part as { type?: unknown; text?: unknown };
  if (type === 'image_url') throw wrong(`${field}.type`, `'${field}' is an image: text alone is judged here.`, 'unsupported_input');
  if (type !== 'text') throw wrong(`${field}.type`, `Invalid value for '${field}.type': expected 'text'.`, 'invalid_value');
  return checkText(text, `${field}.text`);
}

/**
 * The texts to judge: one for a string and for parts of a text, as many as there are for an array of strings.
 * @throws {Problem} `invalid`, with the field
 */
export function readInput({ input }: Record<string, unknown>): string[] {
  if (input === undefined || input === null) throw wrong('input', "Missing required parameter: 'input'.", 'missing_required_parameter');
  if (!Array.isArray(input)) return [checkText(input, 'input')];
  if (input.length === 0) throw wrong('input', "Invalid 'input': the array is empty.", 'empty_array');
  if (input.length > mostInputs)
    throw wrong('input', `Invalid 'input': ${input.length} texts, and ${mostInputs} at most are judged at once.`, 'array_above_max_length');
  if (typeof input[0] !== 'object' || input[0] === null) return input.map((text, i) => checkText(text, `input[${i}]`));
  const parts = input.map((part, i) => {
    if (typeof part !== 'object' || part === null)
      throw wrong(`input[${i}]`, `Invalid type for 'input[${i}]': expected a part with a type.`, 'invalid_type');
    return textOfPart(part, `input[${i}]`);
  });
  return [checkText(parts.join('\n'), 'input')];
}

/** @throws {Problem} `not-found` for a model that is not here */
export function checkModel({ model }: Record<string, unknown>, own: string): void {
  if (model === undefined || model === null || model === own || theirModels.includes(model as string)) return;
  if (typeof model !== 'string') throw wrong('model', "Invalid type for 'model': expected a string.", 'invalid_type');
  throw new Problem(
    'not-found',
    `There is no such model here. There is: ${own}. The names of OpenAI's moderation models are taken for it.`,
    {
      field: 'model',
      code: 'model_not_found',
    },
  );
}

function resultOf(verdict: Verdict): ModerationResponse['results'][number] {
  const each = categoryNames.map((name) => [name, categoryOf(name, verdict)] as const);
  const by = <T>(pick: (result: ReturnType<typeof categoryOf>, name: string) => T) =>
    Object.fromEntries(each.map(([name, result]) => [name, pick(result, name)])) as Record<(typeof categoryNames)[number], T>;
  return {
    flagged: verdict.action !== 'allow',
    // OpenAI's own answers leave these two open where they were not judged.
    categories: by(({ applied, flagged }, name) => (!applied && name.startsWith('illicit') ? null : flagged)),
    category_scores: by(({ score }) => score),
    category_applied_input_types: by(({ applied }) => (applied ? ['text' as const] : [])),
    saguim: verdict as ModerationResponse['results'][number]['saguim'],
  };
}

export function moderationResponseOf(verdicts: readonly Verdict[], model: string): ModerationResponse {
  return { id: `modr-${randomUUID()}`, model, results: verdicts.map(resultOf) };
}
