import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { type Example, TextClassifier, type TrainingProgress } from 'saguim';
import type { InputFormat, InputRecord } from '../filter/records.js';
import { openInput } from '../filter/run-filter.js';
import { place } from '../filter/text-lines.js';
import { Interrupt } from '../interrupt.js';
import { defaultEmbedder, openEmbedder } from '../open-embedder.js';
import { type ModelOptions, number, withModelFile } from '../options.js';
import { checkOutputFile, writeOutputFile } from '../output-file.js';
import { whatOf } from '../report-error.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions {
  readonly out: string;
  readonly input: InputFormat;
  readonly validation?: string;
  readonly outOfScope?: string;
  readonly balanced?: boolean;
  readonly contradictions: 'refuse' | 'drop';
  readonly seed: number;
  readonly memory: boolean;
  readonly cache?: string;
  readonly json?: boolean;
}

const phases: Record<TrainingProgress['phase'], string> = {
  embed: 'reading examples',
  search: 'choosing the penalty',
  fit: 'fitting',
  measure: 'measuring',
};

/** Data sets number their labels, too. */
const toLabel = (label: unknown): unknown => (typeof label === 'number' || typeof label === 'boolean' ? String(label) : label);

/** A record with its label: of a JSON object, or of a line `label<TAB>text`. What is wrong with it the training tells. */
function toExample({ text, fields }: InputRecord): Example | undefined {
  const label = Array.isArray(fields.label) ? fields.label.map(toLabel) : toLabel(fields.label);
  if (label !== undefined && label !== null) return { text, label: label as string };
  const tab = text.indexOf('\t');
  return tab > 0 ? { label: text.slice(0, tab).trim(), text: text.slice(tab + 1) } : undefined;
}

/** Things read from the lines of a file, and where each was. */
interface Lines<T> {
  readonly file: string | undefined;
  readonly all: readonly T[];
  readonly numbers: readonly number[];
}

/** @throws {SaguimError} `bad-file` naming the line of which `take` makes nothing */
async function readAll<T>(
  terminal: Terminal,
  named: string | undefined,
  input: InputFormat,
  signal: AbortSignal,
  take: (record: InputRecord) => T | undefined,
): Promise<Lines<T>> {
  const opened = openInput(terminal, named, { input }, signal);
  const file = named === '-' ? undefined : named;
  const all: T[] = [];
  const numbers: number[] = [];
  try {
    for await (const record of opened.records) {
      const taken = take(record);
      if (taken === undefined) {
        throw new SaguimError('bad-file', 'The example has no label', {
          where: place(record.line, file),
          hint: 'Give one JSON object with text and label a line, or lines of a label, a tab and the text.',
        });
      }
      all.push(taken);
      numbers.push(record.line);
    }
    return { file, all, numbers };
  } finally {
    opened.close();
  }
}

/** The library names a place in its lists, and its options; people want the line, and ours. */
function inLines(error: unknown, lists: Readonly<Record<string, Lines<unknown> | undefined>>): unknown {
  if (!(error instanceof SaguimError) || error.code !== 'invalid-argument') return error;
  const [, list = '', at] = /^(\w+)(?:\[(\d+)\])?$/.exec(error.where ?? '') ?? [];
  const lines = lists[list];
  if (!lines) return error;
  const hint = error.hint
    ?.replace("with contradictions: 'drop'", 'with --contradictions drop')
    .replace('say multiLabel: true with a list of labels each', 'give each a list of labels');
  const where = at === undefined ? (lines.file ?? 'standard input') : place(lines.numbers[Number(at)]!, lines.file);
  return new SaguimError('bad-file', whatOf(error), { where, hint, details: error.details, cause: error });
}

export function addTrainCommand(program: Command, terminal: Terminal): void {
  withModelFile(program.command('train'), defaultEmbedder)
    .summary('a classifier from examples')
    .description(
      'Makes a classifier from examples, measures it, and writes it to a file for `saguim classify --head FILE`. Examples come as JSON objects with "text" and "label" (a list where several labels may be right), one a line, or as lines of a label, a tab and the text.',
    )
    .argument('[file]', 'the examples; standard input when it is left out or -')
    .requiredOption('--out <file>', 'where the classifier goes; what is there is replaced only when the training is done')
    .addOption(
      new Option('--input <format>', 'what the lines are; auto: what the first one is').choices(['auto', 'lines', 'jsonl']).default('auto'),
    )
    .option('--validation <file>', 'examples to measure on (default: the training ones, held out in turn)')
    .option('--out-of-scope <file>', 'texts that belong to no label, to find when to say "I don\'t know"')
    .option('--balanced', 'rare labels count as much as frequent ones')
    .addOption(
      new Option('--contradictions <what>', 'what becomes of a text that is there with different labels')
        .choices(['refuse', 'drop'])
        .default('refuse'),
    )
    .option('--seed <number>', 'equal seeds and examples give equal classifiers', number(0, 2 ** 32 - 1, 'whole'), 0)
    .option('--no-memory', 'keep no numbers of examples in the file: smaller, and nothing of private examples in it')
    .option('--cache <folder>', 'keep embeddings of the examples there, for the next training')
    .option('--json', 'all metrics as one JSON object')
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      checkOutputFile(options.out);
      const examples = await readAll(terminal, file, options.input, signal, toExample);
      const validation = options.validation ? await readAll(terminal, options.validation, 'auto', signal, toExample) : undefined;
      const outOfScope = options.outOfScope ? await readAll(terminal, options.outOfScope, 'auto', signal, ({ text }) => text) : undefined;
      const opened = await openEmbedder(terminal, options, signal);
      try {
        const classifier = await TextClassifier.train({
          embedder: opened.saguim.textEmbedder,
          examples: examples.all,
          ...(validation && { validation: validation.all }),
          ...(outOfScope && { outOfScope: outOfScope.all }),
          ...(options.balanced && { classWeights: 'balanced' }),
          contradictions: options.contradictions,
          seed: options.seed,
          ...(options.cache !== undefined && { cache: options.cache }),
          signal,
          onProgress: ({ phase, done, total }) => terminal.note(`${phases[phase]}: ${done} of ${total}`),
        }).catch((error) => {
          throw inLines(error, { examples, validation, outOfScope });
        });
        await writeOutputFile(options.out, (part) => part.writeFile(classifier.save({ memory: options.memory }), { signal }));
        const { metrics } = classifier;
        if (options.json)
          return await terminal.json({ out: options.out, labels: classifier.labels, examples: classifier.examples, metrics });
        const { value, low, high } = metrics!.accuracy;
        const share = (part: number) => `${(100 * part).toFixed(1)} %`;
        await terminal.line(
          `${options.out}: ${classifier.labels.length} labels from ${classifier.examples} examples; right ${share(value)} (${share(low)} to ${share(high)}), calibration error ${share(metrics!.calibrationError)}`,
        );
      } finally {
        opened.destroy();
      }
    });
}
