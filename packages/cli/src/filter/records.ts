import { SaguimError } from '@saguim/engine';
import { place, textLines } from './text-lines.js';

/** One text of a filter's input. */
export interface InputRecord {
  /** Of the input, from 1. */
  readonly line: number;
  readonly text: string;
  /** All members of its JSON object, `text` included; of a plain line, `text` alone. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type InputFormat = 'auto' | 'lines' | 'jsonl';

/**
 * The texts of lines, or of JSON objects with a `text`, one a line; lines without anything are left out. `auto`: the first line decides which.
 * @param file its name, for messages
 * @throws {SaguimError} `bad-file` naming the line that is no such object
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: InputFormat = 'auto',
  file?: string,
): AsyncGenerator<InputRecord, void, undefined> {
  let jsonl = format === 'auto' ? undefined : format === 'jsonl';
  for await (const { number, text } of textLines(chunks, file)) {
    if (text.trim() === '') continue;
    jsonl ??= parseObject(text) !== undefined;
    if (!jsonl) {
      yield { line: number, text, fields: { text } };
      continue;
    }
    const fields = parseObject(text);
    if (typeof fields?.text !== 'string') {
      throw new SaguimError('bad-file', fields ? 'The object has no "text", or it is no string' : 'The line is no JSON object', {
        where: place(number, file),
        hint: 'Give one JSON object with a text a line, or plain texts with --input lines.',
      });
    }
    yield { line: number, text: fields.text, fields };
  }
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
