import { SaguimError } from '@saguim/engine/spec';
import { checkDocuments, type DocumentInput, type StoredDocument } from '../retrieval/index.js';

/** What is embedded and kept at a time: a kill loses at most the embedding of one such batch. */
const batchLimits = { documents: 64, characters: 100_000 };

/** Documents in batches; a list is checked whole before the first. @throws {SaguimError} `invalid-argument` */
export async function* documentBatches(
  documents: readonly DocumentInput[] | AsyncIterable<DocumentInput>,
): AsyncGenerator<StoredDocument[]> {
  if (!Array.isArray(documents) && typeof (documents as AsyncIterable<DocumentInput> | null)?.[Symbol.asyncIterator] !== 'function')
    throw new SaguimError('invalid-argument', 'Documents come as a list or an async iterable', { hint: 'Give [{ id, text }].' });
  const source = Array.isArray(documents) ? checkDocuments(documents) : checkEach(documents as AsyncIterable<DocumentInput>);
  let batch: StoredDocument[] = [];
  let characters = 0;
  for await (const document of source) {
    if (batch.length > 0 && (batch.length >= batchLimits.documents || characters + document.text.length > batchLimits.characters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(document);
    characters += document.text.length;
  }
  if (batch.length > 0) yield batch;
}

/** Of documents that come one by one, ids are compared as far as they are in one batch; the index refuses the others. */
async function* checkEach(documents: AsyncIterable<DocumentInput>): AsyncGenerator<StoredDocument> {
  for await (const document of documents) yield checkDocuments([document])[0]!;
}
