import { type Command, Option } from 'commander';
import { builtInHeads } from 'saguim';
import { type FilterOptions, openInput, runFilter, withFilter } from '../filter/run-filter.js';
import { Interrupt } from '../interrupt.js';
import { chooseClassifier } from '../open-classifier.js';
import { defaultEmbedder } from '../open-embedder.js';
import { type ModelOptions, withModelFile } from '../options.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options extends ModelOptions, FilterOptions {
  readonly head?: string;
  readonly labels?: string;
  readonly languageModel?: string;
  readonly explain?: boolean;
  readonly text: boolean;
}

/** Labels and what they mean: `sport,politics`, or `sport=games and teams;politics=governments and laws`. */
export function parseLabels(text: string): { label: string; description?: string }[] {
  const parts = text.split(text.includes('=') ? ';' : ',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? { label: part } : { label: part.slice(0, at).trim(), description: part.slice(at + 1).trim() };
  });
}

const round = (value: number) => Number(value.toPrecision(6));

export function addClassifyCommand(program: Command, terminal: Terminal): void {
  withFilter(withModelFile(program.command('classify'), defaultEmbedder))
    .summary('what texts are about, or how they feel')
    .description(
      'Writes one JSON object a line, in the order of the texts: what came in, and "label", "score", "scores" and "outOfScope". By default it tells how a text feels: positive, neutral or negative.',
    )
    .option(
      '--head <name|file>',
      `what tells: ${builtInHeads.join(', ')}, a file that \`saguim train\` wrote, or a model with classes of its own (default: sentiment)`,
    )
    .addOption(
      new Option(
        '--labels <a,b,c>',
        'labels by their meaning alone, without training; better with a sentence each: "sport=games and teams;politics=laws and votes"',
      ).conflicts('head'),
    )
    .option('--language-model <name|file>', 'with --labels: a language model that has a word too, such as smollm2-135m-instruct (slower)')
    .option('--explain', 'also "words": how much each word moved the answer (slower)')
    .option('--no-text', 'leave the texts out of what is written')
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const labels = options.labels === undefined ? undefined : parseLabels(options.labels);
      if (labels && labels.length < 2) throw new UsageError('Give at least two labels: --labels positive,negative');
      if (options.languageModel !== undefined && !labels) throw new UsageError('--language-model goes with --labels');
      const open = chooseClassifier(terminal, { ...options, labels, signal });
      const input = openInput(terminal, file, options, signal);
      const { classifier, close } = await open();
      try {
        await runFilter(terminal, {
          input,
          batch: options.batch,
          signal,
          work: async (batch) => {
            const answers = await classifier.classify(
              batch.map(({ text }) => text),
              { signal },
            );
            const results: object[] = [];
            for (const [i, { label, score, scores, labels: all, outOfScope }] of answers.entries()) {
              const { text, ...others } = batch[i]!.fields;
              const words = options.explain && (await classifier.explain(text as string, { signal })).words;
              results.push({
                ...(options.text && { text }),
                ...others,
                label,
                score: round(score),
                scores: Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, round(value)])),
                ...(all && { labels: all }),
                outOfScope,
                ...(words && { words: words.map(({ word, contribution }) => ({ word, contribution: round(contribution) })) }),
              });
            }
            return results;
          },
        });
      } finally {
        close();
      }
    });
}
