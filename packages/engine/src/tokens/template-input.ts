import { SaguimError } from '../spec/index.js';

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 1_000_000;

export interface CopiedInput {
  /** The same JSON, of plain arrays and objects. */
  readonly value: unknown;
  /** Every string in it, keys included. */
  readonly texts: readonly string[];
  /** Characters and elements in it. */
  readonly units: number;
}

/**
 * Copies what a caller gives to a template, so that getters, cycles and functions never meet it.
 * @throws {SaguimError} `invalid-argument` for what is not JSON, or nested or large beyond reason.
 */
export function copyInput(input: unknown): CopiedInput {
  const texts: string[] = [];
  let elements = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) throw refuse(`are nested more than ${MAX_DEPTH} levels deep`);
    if (++elements > MAX_ELEMENTS) throw refuse(`hold more than ${MAX_ELEMENTS} values`);
    switch (typeof value) {
      case 'string':
        texts.push(value);
        return value;
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        throw refuse(`hold the number ${value}`);
      case 'object': {
        if (value === null) return null;
        if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
        const entries = Object.entries(value).map(([key, item]) => {
          texts.push(key);
          return [key, copy(item, depth + 1)] as const;
        });
        return Object.fromEntries(entries);
      }
      default:
        throw refuse(`hold a ${typeof value}`);
    }
  };
  const value = copy(input, 0);
  return { value, texts, units: texts.reduce((sum, text) => sum + text.length, elements) };
}

function refuse(what: string): SaguimError {
  return new SaguimError('invalid-argument', `The messages, tools or variables of a chat ${what}`, {
    where: 'messages',
    hint: 'Give plain JSON values.',
  });
}
