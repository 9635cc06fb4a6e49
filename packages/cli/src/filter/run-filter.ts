import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { openToRead } from '../file-errors.js';
import { number } from '../options.js';
import { whatOf } from '../report-error.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { batches } from './batches.js';
import { ProgressLine } from './progress-line.js';
import { type InputFormat, type InputRecord, readRecords } from './records.js';

/** Options that every filter has. */
export interface FilterOptions {
  readonly input: InputFormat;
  readonly batch: number;
}

/** Adds the file to read, and how. */
export function withFilter(command: Command): Command {
  return command
    .argument('[file]', 'texts, one a line, or JSON objects with a "text", one a line; standard input when it is left out or -')
    .addOption(
      new Option('--input <format>', 'what the lines are; auto: what the first one is').choices(['auto', 'lines', 'jsonl']).default('auto'),
    )
    .option('--batch <count>', 'texts that are worked on together at most', number(1, 4096, 'whole'), 64);
}

/** Texts to read, and what lets go of where they come from. */
export interface FilterInput {
  readonly records: AsyncIterable<InputRecord>;
  close(): void;
}

/**
 * The texts of a file or of standard input. Reading ends when `signal` is aborted, also while nothing comes.
 * @throws {UsageError} when nobody gives any; the system's error for a file that cannot be opened
 */
export function openInput(
  terminal: Terminal,
  file: string | undefined,
  { input }: Pick<FilterOptions, 'input'>,
  signal: AbortSignal,
): FilterInput {
  if (file === undefined && terminal.stdin.isTTY) {
    throw new UsageError('There are no texts. Name a file, or give them through a pipe: cat texts.txt | saguim …');
  }
  // Opened now: a wrong name is told before a model is loaded.
  const named = file !== undefined && file !== '-';
  const stream: Readable = named ? createReadStream(file, { fd: openToRead(file) }) : terminal.stdin;
  addAbortSignal(signal, stream);
  // Who reads hears of errors; whoever does not read yet must not die of one.
  stream.on('error', () => {});
  return { records: readRecords(stream as AsyncIterable<Uint8Array>, input, named ? file : undefined), close: () => void stream.destroy() };
}

export interface Filter {
  /** Closed at the end, whatever happens. */
  readonly input: FilterInput;
  readonly batch: number;
  /** What is counted on the progress line, in the plural. Default: texts. */
  readonly noun?: string;
  readonly signal?: AbortSignal;
  /** What becomes of each record of a batch, in order: an object to write. */
  work(batch: readonly InputRecord[]): Promise<readonly object[]>;
}

/**
 * Reads, works and writes one JSON object a line, in order, never more than two batches in memory: a slow reader slows the work, and the work
 * the reading.
 * @throws what `work` throws; a {SaguimError} that one text is to blame for names its lines
 */
export async function runFilter(terminal: Terminal, { input, batch, noun = 'texts', signal, work }: Filter): Promise<void> {
  const progress = new ProgressLine(terminal, noun);
  try {
    for await (const some of batches(input.records, batch)) {
      signal?.throwIfAborted();
      let results: readonly object[];
      try {
        results = await work(some);
      } catch (error) {
        throw withLines(error, some);
      }
      await terminal.write(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
      progress.add(some.length);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    input.close();
    progress.end();
  }
}

/** Errors about a text name its place in the call; people want the line. */
function withLines(error: unknown, batch: readonly InputRecord[]): unknown {
  const ours = error instanceof DOMException ? error.cause : error;
  if (!(ours instanceof SaguimError) || (ours.code !== 'invalid-argument' && ours.code !== 'context-overflow')) return error;
  const place = ours.details?.text;
  const [first, last] = typeof place === 'number' ? [batch[place], batch[place]] : [batch[0], batch.at(-1)];
  const lines = first === last ? `line ${first?.line}` : `lines ${first?.line} to ${last?.line}`;
  const what = whatOf(ours).replace(/`texts\[\d+\]`/g, 'the text');
  return new SaguimError('bad-file', `${lines}: ${what}`, { hint: ours.hint, details: ours.details, cause: error });
}
