import { expect, it } from 'vitest';
import { MemoryFolder } from '../platform/memory-folder.js';
import { Analyzer } from './analysis/analyzer.js';
import type { DocumentInput } from './check-documents.js';
import { addTo, openCore, randomNumbers, randomText, request } from './core-cases.case.js';
import { HashingEmbedder } from './hashing-embedder.case.js';
import { journalLimits } from './storage/index-store.js';
import { dot } from './unit-vector.js';

// The index against a plain scan of all documents, after lives that differ by chance: other batches, changes, removals, merges, reopening.

const embedder = new HashingEmbedder({ dimensions: 24 });
const analyzer = new Analyzer();

type Plain = Map<string, DocumentInput>;

/** BM25 as its definition has it, over whole documents. */
function plainWords(documents: Plain, query: string): Map<string, number> {
  const all = [...documents.values()].map(({ id, text }) => ({ id, ...analyzer.terms(text) }));
  const average = Math.max(1, all.reduce((sum, { length }) => sum + length, 0) / all.length);
  const scores = new Map<string, number>();
  for (const { terms } of analyzer.query(query)) {
    const timesIn = ({ counts }: (typeof all)[number]) => Math.max(0, ...terms.map((term) => counts.get(term) ?? 0));
    const having = all.filter((document) => timesIn(document) > 0);
    const weight = Math.log(1 + (all.length - having.length + 0.5) / (having.length + 0.5));
    for (const document of having) {
      const times = timesIn(document);
      const score = (weight * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * document.length) / average));
      scores.set(document.id, (scores.get(document.id) ?? 0) + score);
    }
  }
  return scores;
}

const matches = ({ metadata }: DocumentInput, least: number, kind: string) => (metadata!.n as number) >= least && metadata!.kind === kind;

it('finds what a plain scan finds, whatever happened before', async () => {
  const before = { ...journalLimits };
  Object.assign(journalLimits, { records: 3 });
  try {
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomNumbers(seed * 7919);
      const folder = new MemoryFolder();
      let core = await openCore(folder, embedder);
      const plain: Plain = new Map();
      for (let step = 0; step < 60; step++) {
        const choice = random();
        if (choice < 0.6) {
          const documents = Array.from({ length: 1 + Math.floor(random() * 12) }, () => Math.floor(random() * 150))
            .filter((n, at, all) => all.indexOf(n) === at)
            .map((n) => ({
              id: `d${n}`,
              text: randomText(random, 4 + Math.floor(random() * 20)),
              metadata: { n, kind: n % 3 === 0 ? 'x' : 'y' },
            }));
          await addTo(core, embedder, documents, 'update');
          for (const document of documents) plain.set(document.id, document);
        } else if (choice < 0.8) {
          const ids = Array.from({ length: 5 }, () => `d${Math.floor(random() * 150)}`);
          await core.remove(ids);
          for (const id of ids) plain.delete(id);
        } else if (choice < 0.9) {
          await core.settled();
          await core.close();
          core = await openCore(folder, embedder);
        } else if (choice < 0.92) {
          await core.clear();
          plain.clear();
        }
        if (step % 6 !== 5 || plain.size === 0) continue;
        const query = randomText(random, 3);
        const least = Math.floor(random() * 100);
        const filter = { n: { gte: least }, kind: 'y' };
        const allowed = [...plain.values()].filter((document) => matches(document, least, 'y'));

        const words = plainWords(plain, query);
        const byWords = await core.search(request(query, undefined, { limit: 200, filter }));
        const expectedWords = allowed.filter(({ id }) => (words.get(id) ?? 0) > 0);
        expect(byWords.hits.map(({ id }) => id).sort()).toEqual(expectedWords.map(({ id }) => id).sort());
        for (const { id, score } of byWords.hits) expect(score).toBeCloseTo(words.get(id)!, 4);

        const vector = embedder.embed(query);
        const near = allowed.map(({ id, text }) => ({ id, score: dot(embedder.embed(text), vector) })).sort((a, b) => b.score - a.score);
        const { hits } = await core.search(request(query, embedder, { mode: 'vectors', limit: 10, filter }));
        expect(hits).toHaveLength(Math.min(10, near.length));
        for (const [rank, { score }] of hits.entries()) expect(score).toBeCloseTo(near[rank]!.score, 5);

        const both = await core.search(request(query, embedder, { limit: 10, filter }));
        expect(both.hits.every(({ id }) => allowed.some((document) => document.id === id))).toBe(true);
        expect(new Set(both.hits.map(({ id }) => id)).size).toBe(both.hits.length);
      }
      expect((await core.info()).documents).toBe(plain.size);
      await core.close();
    }
  } finally {
    Object.assign(journalLimits, before);
  }
});
