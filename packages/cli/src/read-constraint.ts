import { SaguimError, type TextConstraint } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { readWhole } from './file-errors.js';

const readText = (file: string): string => new TextDecoder('utf-8', { fatal: true }).decode(readWhole(file));

export interface ConstraintOptions {
  readonly schema?: string;
  readonly regex?: string;
  readonly grammar?: string;
}

export function withConstraint(command: Command): Command {
  return command
    .addOption(new Option('--schema <file>', 'answer with JSON that fits this JSON Schema').conflicts(['regex', 'grammar']))
    .addOption(new Option('--regex <expression>', 'answer with what this regular expression matches as a whole').conflicts('grammar'))
    .option('--grammar <file>', 'answer with a text of this grammar in EBNF, whose start is the rule root');
}

/**
 * What an answer must look like, from the options of a command.
 * @throws {SaguimError} `bad-file` for a schema that is not JSON; as `readWhole`
 */
export function readConstraint(options: ConstraintOptions): TextConstraint | undefined {
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
