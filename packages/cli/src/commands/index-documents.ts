import { basename } from 'node:path';
import { SaguimError } from '@saguim/engine';
import type { Command } from 'commander';
import { type DocumentMetadata, type SearchDocument, SearchIndex } from 'saguim';
import type { InputRecord } from '../filter/records.js';
import { type FilterOptions, openInput, runFilter, withFilter } from '../filter/run-filter.js';
import { Interrupt } from '../interrupt.js';
import { defaultEmbedder, openEmbedder } from '../open-embedder.js';
import { type ModelOptions, withModelFile } from '../options.js';
import { whatOf } from '../report-error.js';
import type { Terminal } from '../terminal.js';

interface Options extends ModelOptions, FilterOptions {
  readonly index: string;
  readonly reindex?: boolean;
}

/** A line as a document. Without an id it is known by its place in the file, so that the same file again replaces it. */
function toDocument({ line, text, fields }: InputRecord, source: string): SearchDocument {
  const { id = `${source}:${line}`, title, metadata } = fields;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new SaguimError('bad-file', 'The id is neither text nor number', { where: `line ${line}` });
  return {
    id: String(id),
    text,
    ...(title !== undefined && { title: title as string }),
    ...(metadata !== undefined && { metadata: metadata as DocumentMetadata }),
  };
}

export function addIndexCommand(program: Command, terminal: Terminal): void {
  withFilter(withModelFile(program.command('index'), defaultEmbedder))
    .summary('documents into an index')
    .description(
      'Puts documents into an index that `saguim search` looks in. JSON objects may have an "id", a "title" and "metadata" beside the "text"; a document with an id that is there takes its place. Writes one JSON object a line, in order: what came in without the text, its "id", and "indexed". A line is written when its document is kept.',
    )
    .requiredOption('--index <folder>', 'where the index is; it is made if it is not there')
    .option('--reindex', 'embed all documents anew where the index was made with another model')
    .action(async (file: string | undefined, options: Options) => {
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const input = openInput(terminal, file, options, signal);
      const source = file === undefined || file === '-' ? 'stdin' : basename(file);
      const embedder = await openEmbedder(terminal, options, signal);
      try {
        const index = await SearchIndex.open(options.index, { embedder: embedder.saguim.textEmbedder, reindex: options.reindex, signal });
        try {
          await runFilter(terminal, {
            input,
            batch: options.batch,
            noun: 'documents',
            signal,
            work: async (batch) => {
              const documents = batch.map((record) => toDocument(record, source));
              await update(index, documents, signal);
              return batch.map(({ fields: { text: _text, ...others } }, i) => ({ ...others, id: documents[i]!.id, indexed: true }));
            },
          });
        } finally {
          await index.close();
        }
      } finally {
        embedder.destroy();
      }
    });
}

/** Of documents with the same id the last one counts, as if they had come one by one. */
async function update(index: SearchIndex, documents: readonly SearchDocument[], signal: AbortSignal): Promise<void> {
  const places = new Map(documents.map(({ id }, place) => [id, place]));
  const last = documents.filter(({ id }, place) => places.get(id) === place);
  try {
    await index.update(last, { signal });
  } catch (error) {
    const place = error instanceof SaguimError ? error.details?.document : undefined;
    if (typeof place !== 'number') throw error;
    // The filter names the line of a text that is to blame.
    const { code, hint, details } = error as SaguimError;
    throw new SaguimError(code, whatOf(error as SaguimError), {
      hint,
      details: { ...details, text: documents.indexOf(last[place]!) },
      cause: error,
    });
  }
}
