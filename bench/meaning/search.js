// An index in a page, through the public library, without a model: vectors are random.
import { SearchIndex } from '/packages/saguim/dist/browser/saguim.js';
import { makeQueries, randomNumbers, text, timeModes, vectors } from '../lib/documents.mjs';

const now = () => performance.now();

/** What is embedded gets random vectors, queries theirs. Milliseconds that this takes are counted. */
function randomEmbedder(dimensions, queries) {
  const random = randomNumbers(7);
  const known = new Map(queries.map(({ text, vector }) => [text, vector]));
  const embedder = {
    model: 'random',
    fingerprint: 'random',
    dimensions,
    featureDimensions: dimensions,
    maxTokens: 512,
    spent: 0,
    async embedTexts(texts) {
      const from = now();
      const rows = known.get(texts[0]) ?? vectors(random, texts.length, dimensions);
      embedder.spent += now() - from;
      return rows.slice();
    },
  };
  return embedder;
}

async function open(name, { dimensions, queries }) {
  const made = makeQueries(queries, dimensions);
  const embedder = randomEmbedder(dimensions, made);
  const from = now();
  const index = await SearchIndex.open(name, { embedder });
  await index.count();
  return {
    index,
    embedder,
    openMs: now() - from,
    times: () => timeModes(made, ({ text }, mode) => index.search(text, { mode, limit: 10 })),
  };
}

/** Fills an index; gives milliseconds, making texts and vectors aside. */
globalThis.fill = async (job) => {
  const { index, embedder } = await open(job.name, job);
  const random = randomNumbers(8);
  let [aside, first] = [0, 0];
  const from = now();
  const spent = () => now() - from - aside - embedder.spent;
  for (let at = 0; at < job.documents; at += 1000) {
    const begin = now();
    const documents = Array.from({ length: Math.min(1000, job.documents - at) }, (_, i) => ({
      id: `document-${at + i}`,
      text: text(random, job.words),
      metadata: { n: at + i },
    }));
    aside += now() - begin;
    await index.add(documents);
    if (at + 1000 <= 10_000) first = spent();
  }
  const all = spent();
  await index.close();
  return { add10000Ms: first, addMs: all };
};

/** Opens and searches an index that is there, and keeps it open. */
globalThis.search = async (job) => {
  const opened = await open(job.name, job);
  globalThis.opened = opened;
  return {
    openMs: opened.openMs,
    times: await opened.times(),
    documents: await opened.index.count(),
    isolated: globalThis.crossOriginIsolated,
  };
};
globalThis.closeIndex = () => globalThis.opened.index.close();

document.body.dataset.ready = 'yes';
