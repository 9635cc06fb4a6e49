import { rename, rm, writeFile } from 'node:fs/promises';
import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { type Example, TextClassifier, type TrainingProgress } from 'saguim';
import type { InputFormat, InputRecord } from '../filter/records.js';
import { openInput } from '../filter/run-filter.js';
import { Interrupt } from '../interrupt.js';
import { defaultEmbedder, openEmbedder } from '../open-embedder.js';
import { type ModelOptions, number, withModelFile } from '../options.js';
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
  readonly json?: boolean;
}

const phases: Record<TrainingProgress['phase'], string> = {
  embed: 'reading examples',
  search: 'choosing the penalty',
  fit: 'fitting',
  measure: 'measuring',
};

/** A record with its label: of a JSON object, or of a line `label<TAB>text`. @throws {SaguimError} `bad-file` naming the line */
function toExample({ line, text, fields }: InputRecord): Example {
  const { label } = fields;
  if (typeof label === 'string' || Array.isArray(label)) return { text, label: label as string | string[] };
  const tab = fields.label === undefined ? text.indexOf('\t') : -1;
  if (tab > 0) return { label: text.slice(0, tab).trim(), text: text.slice(tab + 1) };
  throw new SaguimError('bad-file', 'The example has no label', {
    where: `line ${line}`,
    hint: 'Give one JSON object with text and label a line, or lines of a label, a tab and the text.',
  });
}

async function readAll<T>(
  terminal: Terminal,
  file: string | undefined,
  input: InputFormat,
  signal: AbortSignal,
  take: (record: InputRecord) => T,
) {
  const opened = openInput(terminal, file, { input }, signal);
  const all: T[] = [];
  try {
    for await (const record of opened.records) all.push(take(record));
    return all;
  } finally {
    opened.close();
  }
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
    .option('--json', 'all metrics as one JSON object')
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const examples = await readAll(terminal, file, options.input, signal, toExample);
      const validation = options.validation && (await readAll(terminal, options.validation, 'auto', signal, toExample));
      const outOfScope = options.outOfScope && (await readAll(terminal, options.outOfScope, 'auto', signal, ({ text }) => text));
      const opened = await openEmbedder(terminal, options, signal);
      try {
        const classifier = await TextClassifier.train({
          embedder: opened.saguim.textEmbedder,
          examples,
          ...(validation && { validation }),
          ...(outOfScope && { outOfScope }),
          ...(options.balanced && { classWeights: 'balanced' }),
          contradictions: options.contradictions,
          seed: options.seed,
          signal,
          onProgress: ({ phase, done, total }) => terminal.note(`${phases[phase]}: ${done} of ${total}`),
        });
        const part = `${options.out}.part`;
        try {
          await writeFile(part, classifier.save({ memory: options.memory }), { signal });
          await rename(part, options.out);
        } catch (error) {
          await rm(part, { force: true });
          throw error;
        }
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
