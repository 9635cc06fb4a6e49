import { SaguimError, type TextConstraint } from '@saguim/engine';
import { readWhole } from './file-errors.js';

const readText = (file: string): string => new TextDecoder('utf-8', { fatal: true }).decode(readWhole(file));

/**
 * What an answer must look like, from the options of a command.
 * @throws {SaguimError} `bad-file` for a schema that is not JSON; as `readWhole`
 */
export function readConstraint(options: { schema?: string; regex?: string; grammar?: string }): TextConstraint | undefined {
  const { schema, regex, grammar } = options;
  if (schema !== undefined) {
    const text = readText(schema);
    try {
      return { type: 'json-schema', schema: JSON.parse(text) };
    } catch (cause) {
      throw new SaguimError('bad-file', 'The schema is not JSON', { where: schema, hint: (cause as Error).message, cause });
    }
  }
  if (grammar !== undefined) return { type: 'grammar', grammar: readText(grammar) };
  return regex === undefined ? undefined : { type: 'regex', source: regex, flags: 'u' };
}
