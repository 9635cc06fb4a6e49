import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import type { CodeSuggestion, CompletionRequest } from 'saguim';
import { caretOffset } from '../caret-offset.js';
import { type CompletionLine, completionLines } from '../completion-lines.js';
import { openToRead, readWhole } from '../file-errors.js';
import { ProgressLine } from '../filter/progress-line.js';
import { Interrupt } from '../interrupt.js';
import { type CompleterOptions, openCompleter } from '../open-completer.js';
import { number, withModel } from '../options.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options extends CompleterOptions {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly with?: readonly string[];
  readonly language?: string;
  readonly mode: 'auto' | 'line' | 'block';
  readonly maxLines: number;
  readonly alternatives: number;
  readonly json?: boolean;
}

/** A file as text; bytes that are none become signs for what cannot be read, as editors show them. */
const textOf = (file: string) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(readWhole(file));

function answer(suggestion: CodeSuggestion | null) {
  return {
    completion: suggestion?.text ?? null,
    logprob: suggestion?.logProbability ?? null,
    confidence: suggestion?.confidence ?? null,
    ...(suggestion && suggestion.alternatives.length > 1
      ? { alternatives: suggestion.alternatives.map(({ text, logProbability }) => ({ completion: text, logprob: logProbability })) }
      : {}),
    usage: suggestion && { evaluated_tokens: suggestion.usage.evaluated, generated_tokens: suggestion.usage.generated },
    timings: suggestion && { first_line_ms: suggestion.timings.firstLineMs, total_ms: suggestion.timings.totalMs },
  };
}

export function addCompleteCommand(program: Command, terminal: Terminal): void {
  withModel(program.command('complete'))
    .summary('code at a caret')
    .description(
      'Completes code at a place in a file (--file, --line, --column), or at every place that standard input names: one JSON object a line with prefix, suffix, language and max_lines, answered by completion, logprob, confidence, usage and timings (milliseconds). Where nothing good comes, the completion is null.',
    )
    .argument('[places]', 'a file of such lines; standard input when it is left out or -')
    .addOption(new Option('-f, --file <path>', 'the file to complete').argParser((path) => path))
    .option('-l, --line <number>', 'from 1; default: the last', number(1, Number.MAX_SAFE_INTEGER, 'whole'))
    .option(
      '-c, --column <number>',
      'from 1, in UTF-16 code units; default: the end of the line',
      number(1, Number.MAX_SAFE_INTEGER, 'whole'),
    )
    .option('--with <path...>', 'other files of the project, for definitions and what is alike')
    .option('--language <name>', "as editors name it; default: what the file's ending says")
    .addOption(new Option('--mode <mode>', 'how far it goes').choices(['auto', 'line', 'block']).default('auto'))
    .option('--max-lines <count>', 'lines at most', number(1, 64, 'whole'), 16)
    .option('--alternatives <count>', 'completions to choose from', number(1, 5, 'whole'), 1)
    .option('--threshold <share>', 'confidence a completion must have, 0 to 1', number(0, 1), 0)
    .addOption(
      new Option('--infill <use>', "the model's marks for filling in: where it was surely taught them, where it has them, or never")
        .choices(['auto', 'fim', 'prefix'])
        .default('auto'),
    )
    .option('--json', 'with --file: one JSON object')
    .action(async (places: string | undefined, options: Options) => {
      if (options.file !== undefined && places !== undefined)
        throw new UsageError('Name a file to complete, or a file of places, not both.');
      if (options.file === undefined && (options.line !== undefined || options.column !== undefined)) {
        throw new UsageError('A line and a column are places in a file: say --file too.');
      }
      if (options.file === undefined && places === undefined && terminal.stdin.isTTY) {
        throw new UsageError(
          'There is nothing to complete. Name a place, saguim complete --file a.py --line 3, or give places through a pipe.',
        );
      }
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const { mode, maxLines, alternatives, language } = options;
      const files = (options.with ?? []).map((path) => ({ path, text: textOf(path) }));
      const common: Omit<CompletionRequest, 'prefix'> = { mode, maxLines, alternatives, language, files };
      if (options.file !== undefined) {
        const text = textOf(options.file);
        const caret = caretOffset(text, options.line ?? Infinity, options.column);
        const completer = await openCompleter(terminal, options, signal);
        try {
          const request = { ...common, prefix: text.slice(0, caret), suffix: text.slice(caret), path: options.file };
          const suggestion = await completer.complete(request, { signal });
          if (options.json) await terminal.json(answer(suggestion));
          else if (suggestion) await terminal.write(`${suggestion.text}\n`);
          else terminal.note('Nothing good comes there.');
        } finally {
          completer.destroy();
        }
        return;
      }
      const named = places !== undefined && places !== '-';
      const stream: Readable = named ? createReadStream(places, { fd: openToRead(places) }) : terminal.stdin;
      addAbortSignal(signal, stream);
      // Who reads hears of errors; whoever does not read yet must not die of one.
      stream.on('error', () => {});
      const completer = await openCompleter(terminal, options, signal);
      const progress = new ProgressLine(terminal, 'places');
      try {
        for await (const place of completionLines(stream as AsyncIterable<Uint8Array>, named ? places : undefined)) {
          const result = answer(await completer.complete(requestOf(place, common), { signal }));
          await terminal.write(`${JSON.stringify({ ...place.others, ...result })}\n`);
          progress.add(1);
        }
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        stream.destroy();
        progress.end();
        completer.destroy();
      }
    });
}

function requestOf(place: CompletionLine, common: Omit<CompletionRequest, 'prefix'>): CompletionRequest {
  const { prefix, suffix, language = common.language, path, maxLines = common.maxLines } = place;
  return { ...common, prefix, suffix, language, path, maxLines };
}
