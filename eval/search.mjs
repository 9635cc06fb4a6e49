// Finding documents on Cranfield: nDCG@10 of vectors, of words (BM25), and of both.
import { PlainScanner, WasmScanner } from '../packages/engine/dist/index.js';
import { MemoryFolder } from '../packages/saguim/dist/platform/node.js';
import { IndexCore } from '../packages/saguim/dist/retrieval/index.js';

/** Discounted gain of graded documents in order, over that of the best order (J. Järvelin and J. Kekäläinen, 2002; gain 2^grade - 1). */
export function ndcg(found, grades, depth = 10) {
  const gain = (list) => list.slice(0, depth).reduce((sum, grade, rank) => sum + (2 ** grade - 1) / Math.log2(rank + 2), 0);
  const best = gain([...grades.values()].sort((a, b) => b - a));
  return best === 0 ? undefined : gain(found.map((id) => grades.get(id) ?? 0)) / best;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const modes = ['vectors', 'words', 'hybrid'];

/** The collection as documents, queries and grades (0 to 4) by query; undefined when it is not there. Two of its documents are empty. */
export function readCranfield(data) {
  const [documents, queries, judged] = ['documents', 'queries', 'qrels'].map((name) => data.rows(`cranfield/${name}.jsonl`));
  if (!documents || !queries || !judged) return undefined;
  const grades = new Map();
  for (const { query_id, doc_id, grade } of judged) {
    if (!grades.has(query_id)) grades.set(query_id, new Map());
    if (grade > 0) grades.get(query_id).set(doc_id, grade);
  }
  return { documents: documents.map(({ _id, title, text }) => ({ id: _id, title, text })), queries, grades };
}

/** @returns mean nDCG@10 by mode */
export async function evaluateSearch({ documents, queries, grades }, embedder) {
  const { model: name, fingerprint, dimensions } = embedder;
  const makeScanner = async (count, width) => (count < 512 ? new PlainScanner(count, width) : WasmScanner.create(count, width));
  const core = await IndexCore.open({ folder: new MemoryFolder(), makeScanner, model: { name, fingerprint, dimensions } });
  const size = 64;
  for (let at = 0; at < documents.length; at += size) {
    const { batch, texts } = await core.prepare(documents.slice(at, at + size), 'add');
    await core.commit(batch, texts.length > 0 ? await embedder.embedTexts(texts, { kind: 'document' }) : new Float32Array(0));
  }
  const scores = Object.fromEntries(modes.map((mode) => [mode, []]));
  for (const { _id, text } of queries) {
    const vector = await embedder.embedTexts([text], { kind: 'query' });
    for (const mode of modes) {
      const { hits } = await core.search({ text, vector, mode, limit: 10, group: 'documents', partial: false });
      const score = ndcg(
        hits.map(({ id }) => id),
        grades.get(_id) ?? new Map(),
      );
      if (score !== undefined) scores[mode].push(score);
    }
  }
  await core.close();
  return Object.fromEntries(modes.map((mode) => [mode, mean(scores[mode])]));
}

/** The section of docs/quality.md. */
export async function search({ embedder, data }) {
  const collection = readCranfield(data);
  if (!collection) return ['Cranfield is not there.'];
  const found = await evaluateSearch(collection, embedder);
  return [
    `Cranfield: ${collection.documents.length} abstracts of aerodynamics, ${collection.queries.length} questions with graded answers; nDCG@10, gain 2^grade − 1. Why both together: [search-ranking.md](decisions/search-ranking.md).`,
    '',
    '| searched by | nDCG@10 |',
    '|---|---|',
    `| meaning (vectors) | ${found.vectors.toFixed(3)} |`,
    `| words (BM25) | ${found.words.toFixed(3)} |`,
    `| both (hybrid, the default) | ${found.hybrid.toFixed(3)} |`,
  ];
}
