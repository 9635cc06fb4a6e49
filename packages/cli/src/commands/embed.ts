import { type Command, Option } from 'commander';
import { formatVector, type VectorFormat } from 'saguim';
import { type FilterOptions, openInput, runFilter, withFilter } from '../filter/run-filter.js';
import { Interrupt } from '../interrupt.js';
import { defaultEmbedder, openEmbedder } from '../open-embedder.js';
import { type ModelOptions, withModelFile } from '../options.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions, FilterOptions {
  readonly query?: boolean;
  readonly symmetric?: boolean;
  readonly overflow: 'window' | 'truncate' | 'refuse';
  readonly format: VectorFormat;
  readonly text: boolean;
}

/** A vector as JSON has it: floats with as many digits as they hold. */
function toJson(vector: Float32Array, format: VectorFormat): { embedding: number[] | string; scale?: number } {
  const { values, scale } = formatVector(vector, format);
  if (typeof values === 'string') return { embedding: values };
  if (scale !== undefined) return { embedding: Array.from(values), scale };
  return { embedding: Array.from(values, (x) => Number(x.toPrecision(8))) };
}

export function addEmbedCommand(program: Command, terminal: Terminal): void {
  withFilter(withModelFile(program.command('embed'), defaultEmbedder))
    .summary('texts as vectors')
    .description(
      'Turns texts into vectors that lie close together where meanings do. Writes one JSON object a line, in the order of the texts: what came in, and "embedding". Texts are taken for what is searched; say --query for what is asked.',
    )
    .option('--query', 'the texts are queries')
    .addOption(new Option('--symmetric', 'the texts are compared with each other').conflicts('query'))
    .addOption(
      new Option('--overflow <way>', 'what happens to a text that is longer than the model takes: windows of it are averaged, or')
        .choices(['window', 'truncate', 'refuse'])
        .default('window'),
    )
    .addOption(
      new Option('--format <format>', 'numbers; integers with a "scale"; or 32-bit floats in base64')
        .choices(['float32', 'int8', 'base64'])
        .default('float32'),
    )
    .option('--no-text', 'leave the texts out of what is written')
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const input = openInput(terminal, file, options, signal);
      const embedder = await openEmbedder(terminal, options, signal);
      const { textEmbedder } = embedder.saguim;
      const kind = options.query ? 'query' : options.symmetric ? 'symmetric' : 'document';
      try {
        await runFilter(terminal, {
          input,
          batch: options.batch,
          signal,
          work: async (batch) => {
            const texts = batch.map(({ text }) => text);
            const rows = await textEmbedder.embedTexts(texts, { kind, overflow: options.overflow, signal });
            const { dimensions } = textEmbedder;
            return batch.map(({ fields: { text, ...others } }, i) => ({
              ...(options.text && { text }),
              ...others,
              ...toJson(rows.subarray(i * dimensions, (i + 1) * dimensions), options.format),
            }));
          },
        });
      } finally {
        embedder.destroy();
      }
    });
}
