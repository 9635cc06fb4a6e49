import { SaguimError } from '@saguim/engine';
import { place, textLines } from './filter/text-lines.js';

/** One place to complete, from a line of JSON. */
export interface CompletionLine {
  readonly line: number;
  readonly prefix: string;
  readonly suffix: string;
  readonly language?: string;
  readonly path?: string;
  readonly maxLines?: number;
  /** Its other members, which are written with the answer. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** @throws {SaguimError} `bad-file` naming the line that asks for nothing */
export async function* completionLines(chunks: AsyncIterable<Uint8Array>, file?: string): AsyncGenerator<CompletionLine, void, undefined> {
  for await (const { number, text } of textLines(chunks, file)) {
    if (text.trim() === '') continue;
    const refuse = (what: string): never => {
      throw new SaguimError('bad-file', what, {
        where: place(number, file),
        hint: 'Give one JSON object a line: {"prefix": "…", "suffix": "…", "language": "python", "max_lines": 1}.',
      });
    };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      refuse('The line is no JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('The line is no JSON object');
    const { prefix, suffix = '', language, path, max_lines: maxLines, ...others } = value as Record<string, unknown>;
    if (typeof prefix !== 'string') refuse('The object has no "prefix", or it is no string');
    for (const [name, member] of Object.entries({ suffix, language, path })) {
      if (member !== undefined && typeof member !== 'string') refuse(`"${name}" is no string`);
    }
    if (maxLines !== undefined && !(Number.isInteger(maxLines) && (maxLines as number) >= 1 && (maxLines as number) <= 64)) {
      refuse('"max_lines" is no whole number from 1 to 64');
    }
    yield { line: number, prefix, suffix, language, path, maxLines, others } as CompletionLine;
  }
}
