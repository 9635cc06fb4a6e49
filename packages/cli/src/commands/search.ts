import { readdirSync } from 'node:fs';
import { SaguimError } from '@saguim/engine';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type SearchFilter, SearchIndex, type SearchIndexOpenOptions, type SearchMode } from 'saguim';
import { type FilterOptions, openInput, runFilter, withFilter } from '../filter/run-filter.js';
import { Interrupt } from '../interrupt.js';
import { defaultEmbedder, openEmbedder } from '../open-embedder.js';
import { type ModelOptions, number, withModelFile } from '../options.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options extends ModelOptions, FilterOptions {
  readonly index: string;
  readonly query?: string;
  readonly limit: number;
  readonly mode: SearchMode;
  readonly group: 'documents' | 'passages';
  readonly filter?: SearchFilter;
}

function toFilter(text: string): SearchFilter {
  try {
    return JSON.parse(text) as SearchFilter;
  } catch {
    throw new InvalidArgumentError('Give it as JSON, such as \'{"lang":"pt"}\'.');
  }
}

const noIndex = (where: string, cause?: unknown) =>
  new SaguimError('not-found', 'There is no index here', {
    where,
    hint: 'Check the path, or make one: saguim index --index FOLDER texts.txt',
    cause,
  });

/** @throws {SaguimError} `not-found` where nothing was ever indexed; as `SearchIndex.open` */
async function openIndex(terminal: Terminal, where: string, options: SearchIndexOpenOptions): Promise<SearchIndex> {
  const index = await SearchIndex.open(where, options).catch((error) => {
    throw error instanceof SaguimError && error.code === 'not-found' ? noIndex(where, error) : error;
  });
  const { documents, damage } = await index.info();
  if (documents === 0 && !readdirSync(where).some((name) => /^(manifest|journal|segment)-\d/.test(name))) {
    await index.close();
    throw noIndex(where);
  }
  for (const { message } of damage) terminal.warn(`part of the index is damaged and left out: ${message}`);
  return index;
}

export function addSearchCommand(program: Command, terminal: Terminal): void {
  withFilter(withModelFile(program.command('search'), defaultEmbedder))
    .summary('finds documents of an index')
    .description(
      'Finds the documents of an index that answer each query best, by meaning and by words. Writes one JSON object a line, in the order of the queries: what came in, and "hits", best first, each with "id", "score", "passage" and "highlights".',
    )
    .requiredOption('--index <folder>', 'an index that `saguim index` has made')
    .option('--query <text>', 'one query, in place of a file or standard input')
    .option('--limit <count>', 'hits for each query at most', number(1, 1000, 'whole'), 10)
    .addOption(
      new Option('--mode <mode>', 'by meaning and words, or by one of them').choices(['hybrid', 'vectors', 'words']).default('hybrid'),
    )
    .addOption(
      new Option('--group <what>', 'one hit for each document, its best passage, or for each passage')
        .choices(['documents', 'passages'])
        .default('documents'),
    )
    .option('--filter <json>', 'which documents count, by their metadata: {"lang":"pt"}, {"year":{"gte":2000}}', toFilter)
    .action(async (file: string | undefined, options: Options) => {
      const { query, limit, mode, group, filter } = options;
      if (query !== undefined && file !== undefined) throw new UsageError('Give --query or a file of queries, not both.');
      using interrupt = new Interrupt();
      const { signal } = interrupt;
      const input = query === undefined ? openInput(terminal, file, options, signal) : undefined;
      const embedder = mode === 'words' ? undefined : await openEmbedder(terminal, options, signal);
      try {
        const index = await openIndex(terminal, options.index, { embedder: embedder?.saguim.textEmbedder ?? null, mode: 'read', signal });
        const unknown = new Set<string>();
        const search = async (text: string) => {
          const { hits, unknownFields } = await index.search(text, { limit, mode, group, filter, signal });
          for (const field of unknownFields) {
            if (!unknown.has(field)) terminal.warn(`no document has the field "${field}" of the filter`);
            unknown.add(field);
          }
          return hits;
        };
        try {
          if (!input) return await terminal.json({ text: query, hits: await search(query!) });
          await runFilter(terminal, {
            input,
            batch: options.batch,
            noun: 'queries',
            signal,
            work: async (batch) => {
              const results: object[] = [];
              for (const { fields, text } of batch) results.push({ ...fields, hits: await search(text) });
              return results;
            },
          });
        } finally {
          await index.close();
        }
      } finally {
        embedder?.destroy();
      }
    });
}
