import type { TextConstraint } from '@saguim/engine';
import { exception } from './exceptions.js';
import { toJsonText } from './json-text.js';

/** What an answer must look like, as a caller asked for it. */
export interface ResponseConstraint {
  readonly constraint: TextConstraint;
  /** A JSON Schema's text, to be put to the model. */
  readonly schema?: string;
}

/**
 * Most expressions have no longest text, and small models like to repeat themselves for ever within one. Who expects more than so many
 * tokens says how many by `maxTokens`.
 */
const settle = 1024;

const isRegExp = (value: object): value is RegExp => Object.prototype.toString.call(value) === '[object RegExp]';

/**
 * A `responseConstraint` (a JSON Schema, or a regular expression of any realm, which is found somewhere in the answer) or a grammar.
 * @param bounded whether the caller has said how many tokens there may be
 * @throws {TypeError} for what is neither; {DOMException} `NotSupportedError` for a schema that is not JSON
 */
export function toResponseConstraint(value: unknown, grammar: unknown, bounded = false): ResponseConstraint | undefined {
  if (grammar !== undefined) {
    if (typeof grammar !== 'string') throw new TypeError('grammar must be a string.');
    if (value !== undefined) throw new TypeError('Give responseConstraint or grammar, not both.');
    return { constraint: { type: 'grammar', grammar } };
  }
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) throw new TypeError('responseConstraint must be an object.');
  if (isRegExp(value)) {
    const flags = value.flags.replace(/[dgy]/g, '');
    const source = `[\\s\\S]*(?:${value.source})[\\s\\S]*`;
    return { constraint: { type: 'regex', source, flags, ...(!bounded && { settle }) } };
  }
  let schema: string | undefined;
  try {
    schema = toJsonText(value);
  } catch (error) {
    throw exception(
      'NotSupportedError',
      'The responseConstraint cannot be written as JSON: it leads back to itself, is too deep or too large, or holds what JSON has no form for.',
      error,
    );
  }
  if (schema === undefined) throw exception('NotSupportedError', 'The responseConstraint is not JSON.');
  return { constraint: { type: 'json-schema', schema: JSON.parse(schema) as unknown }, schema };
}
