import { SaguimError } from '@saguim/engine';

/** A line longer than this is not a line of text but a file without line breaks. */
const longestLine = 16 * 2 ** 20;

/** `line 3`, or `notes.txt, line 3`. */
export const place = (line: number, file?: string) => `${file === undefined ? '' : `${file}, `}line ${line}`;

/**
 * Lines of UTF-8 text as they arrive, without their ends (`\n` or `\r\n`), numbered from 1. Nothing but the line that is not whole yet is kept.
 * @param file its name, for messages
 * @throws {SaguimError} `bad-file` naming the line that is not UTF-8 or too long
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  file?: string,
): AsyncGenerator<{ number: number; text: string }, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 1;
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new SaguimError('bad-file', 'The input is not UTF-8 text', {
        where: `${place(number, file)} or after it`,
        hint: 'Convert it first.',
        cause,
      });
    }
  };
  const give = (text: string) => ({ number: number++, text: text.endsWith('\r') ? text.slice(0, -1) : text });
  for await (const chunk of chunks) {
    const lines = decode(chunk).split('\n');
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    for (const line of lines) yield give(line);
    if (rest.length > longestLine) {
      throw new SaguimError('bad-file', `The line has more than ${longestLine} characters`, {
        where: place(number, file),
        hint: 'Give one text a line.',
      });
    }
  }
  rest += decode();
  if (rest !== '') yield give(rest);
}
