import { describe, expect, it } from 'vitest';
import { MemoryFolder } from '../platform/memory-folder.js';
import type { DocumentInput } from './check-documents.js';
import { addTo, openCore, request } from './core-cases.case.js';
import { HashingEmbedder } from './hashing-embedder.case.js';

const documents: DocumentInput[] = [
  {
    id: 'printer',
    title: 'Printers',
    text: 'How to install the printer driver on your computer.',
    metadata: { lang: 'en', year: 2021, tags: ['hardware'] },
  },
  { id: 'impressora', text: 'Instalação da impressora: baixe o driver e siga os passos.', metadata: { lang: 'pt', year: 2023 } },
  {
    id: 'forest',
    text: 'Marmosets live in the trees of the Atlantic forest.',
    metadata: { lang: 'en', year: 1999, tags: ['animals', 'brazil'] },
  },
  { id: 'mata', text: 'O sagui vive nas árvores da Mata Atlântica.', metadata: { lang: 'pt', tags: ['animals', 'brazil'] } },
];

async function filled() {
  const folder = new MemoryFolder();
  const embedder = new HashingEmbedder();
  const core = await openCore(folder, embedder);
  await addTo(core, embedder, documents);
  return { folder, embedder, core };
}

const ids = ({ hits }: { hits: readonly { id: string }[] }) => hits.map(({ id }) => id);

describe('an index', () => {
  it('finds by words, in either language, without accents and in other forms of the word', async () => {
    const { core } = await filled();
    expect(ids(await core.search(request('como instalar a impressora', undefined)))).toEqual(['impressora']);
    expect(ids(await core.search(request('INSTALACAO', undefined)))).toEqual(['impressora']);
    expect(ids(await core.search(request('marmoset tree', undefined)))).toEqual(['forest']);
    expect(ids(await core.search(request('arvore', undefined)))).toEqual(['mata']);
    expect(ids(await core.search(request('unicorn', undefined)))).toEqual([]);
  });

  it('finds by vectors, and by both', async () => {
    const { core, embedder } = await filled();
    for (const mode of ['vectors', 'hybrid'] as const) {
      const { hits } = await core.search(request(documents[3]!.text, embedder, { mode }));
      expect(hits).toHaveLength(4);
      expect(hits[0]).toMatchObject({ id: 'mata', similarity: expect.closeTo(1, 5) });
    }
  });

  it('gives the passage, where it lies, and what matches in it', async () => {
    const { core } = await filled();
    const { hits } = await core.search(request('árvores', undefined));
    const [{ text }] = [documents[3]!];
    expect(hits[0]).toMatchObject({ passage: { start: 0, end: text.length, text }, metadata: { lang: 'pt' } });
    expect(hits[0]!.highlights.map(({ start, end }) => text.slice(start, end))).toEqual(['árvores']);
  });

  it('completes the last word while it is typed', async () => {
    const { core } = await filled();
    expect(ids(await core.search(request('atlant', undefined)))).toEqual([]);
    const { hits } = await core.search(request('atlânt', undefined, { partial: true }));
    expect(hits.map(({ id }) => id).sort()).toEqual(['forest', 'mata']);
    expect(hits.every(({ highlights }) => highlights.length === 1)).toBe(true);
    expect(ids(await core.search(request('atlânt ', undefined, { partial: true })))).toEqual([]);
  });

  it.each([
    [{ lang: 'pt' }, ['impressora', 'mata']],
    [{ lang: { in: ['pt', 'fr'] } }, ['impressora', 'mata']],
    [{ year: { gte: 2000, lt: 2023 } }, ['printer']],
    [{ year: { gt: 1999, lte: 2023 } }, ['impressora', 'printer']],
    [{ tags: 'animals', lang: 'en' }, ['forest']],
    [{ or: [{ lang: 'pt' }, { year: 1999 }] }, ['forest', 'impressora', 'mata']],
    [{ not: { tags: 'animals' } }, ['impressora', 'printer']],
    [{ year: { exists: false } }, ['mata']],
    [{ lang: { not: 'pt' }, and: [{ year: { gt: 2000 } }] }, ['printer']],
    [{ and: [] }, ['forest', 'impressora', 'mata', 'printer']],
    [{ or: [] }, []],
  ])('filters by %j', async (filter, expected) => {
    const { core, embedder } = await filled();
    expect(ids(await core.search(request('x', embedder, { filter }))).sort()).toEqual(expected);
  });

  it.each([
    [{ lang: { like: 'p' } }, /"like" for "lang", which is no condition/],
    [{ year: { gt: true } }, /"gt" for "year" without a number or text/],
    [{ year: { gt: 1, lt: 'x' } }, /bounds of two kinds/],
    [{ lang: null }, /no condition for "lang"/],
    [{ lang: {} }, /no condition for "lang"/],
    [{ and: { lang: 'pt' } }, /"and" without a list/],
    ['pt', /is no object/],
  ])('refuses the filter %j', async (filter, message) => {
    const { core } = await filled();
    await expect(core.search(request('x', undefined, { filter }))).rejects.toThrow(message);
  });

  it('says which fields of a filter no document has', async () => {
    const { core } = await filled();
    expect(await core.search(request('x', undefined, { filter: { lnag: 'pt', year: 1 } }))).toEqual({ hits: [], unknownFields: ['lnag'] });
  });

  it('finds documents like another', async () => {
    const { core, embedder } = await filled();
    await addTo(core, embedder, [{ id: 'twin', text: documents[3]!.text }]);
    const { hits } = await core.similar('mata', request('', undefined, { limit: 2 }));
    expect(hits[0]).toMatchObject({ id: 'twin', similarity: expect.closeTo(1, 5) });
    expect(hits).toHaveLength(2);
    await expect(core.similar('none', request('', undefined))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('gets, counts, updates, removes and clears', async () => {
    const { core, embedder } = await filled();
    expect(await core.get('mata')).toEqual(documents[3]);
    expect(await core.get('none')).toBeUndefined();
    expect(
      await addTo(
        core,
        embedder,
        [
          { id: 'mata', text: 'Outra coisa.' },
          { id: 'new', text: 'Novo.' },
        ],
        'update',
      ),
    ).toBe(2);
    expect(await core.get('mata')).toEqual({ id: 'mata', text: 'Outra coisa.' });
    expect(ids(await core.search(request('sagui', undefined)))).toEqual([]);
    expect(await core.info()).toMatchObject({ documents: 5, passages: 5 });
    expect(await core.remove(['mata', 'none', 'mata', 'new'])).toBe(2);
    expect(await core.info()).toMatchObject({ documents: 3 });
    await core.clear();
    expect(await core.info()).toMatchObject({ documents: 0, passages: 0 });
    expect(await core.search(request('printer', embedder))).toEqual({ hits: [], unknownFields: [] });
    await addTo(core, embedder, documents);
    expect(await core.info()).toMatchObject({ documents: 4 });
  });

  it('is there again after it was closed', async () => {
    const { core, folder, embedder } = await filled();
    const before = await core.search(request('install', embedder));
    await core.close();
    const again = await openCore(folder, embedder);
    expect(await again.search(request('install', embedder))).toEqual(before);
    await expect(core.search(request('install', embedder))).rejects.toMatchObject({ code: 'closed' });
  });

  it('embeds no text twice', async () => {
    const { core, embedder } = await filled();
    const before = embedder.embedded.length;
    await addTo(
      core,
      embedder,
      [
        { ...documents[3]!, metadata: { lang: 'other' } },
        { id: 'copy', text: documents[2]!.text },
      ],
      'update',
    );
    expect(embedder.embedded).toHaveLength(before);
    await addTo(core, embedder, [
      { id: 'a', text: 'The same.' },
      { id: 'b', text: 'The same.' },
    ]);
    expect(embedder.embedded).toHaveLength(before + 1);
    const { hits } = await core.search(request('The same.', embedder, { mode: 'vectors', limit: 2 }));
    expect(hits).toMatchObject([{ similarity: expect.closeTo(1, 5) }, { similarity: expect.closeTo(1, 5) }]);
  });

  it('takes documents without words, which only filters find', async () => {
    const { core, embedder } = await filled();
    await addTo(core, embedder, [
      { id: 'empty', text: '' },
      { id: 'space', text: ' \n\t ', metadata: { kind: 'blank' } },
    ]);
    expect(await core.info()).toMatchObject({ documents: 6, passages: 6 });
    expect(ids(await core.search(request('x', embedder, { filter: { kind: 'blank' } })))).toEqual(['space']);
    expect((await core.similar('empty', request('', undefined))).hits).toEqual([]);
  });

  it('splits long documents, and gives the passage that fits', async () => {
    const { core, embedder } = await filled();
    const filler = 'Nothing of interest is said in this sentence. '.repeat(60);
    const text = `${filler}The treasure is under the old lighthouse. ${filler}`;
    await addTo(core, embedder, [{ id: 'long', text }]);
    const { hits } = await core.search(request('treasure lighthouse', embedder));
    expect(hits[0]!.id).toBe('long');
    const { start, end, text: passage } = hits[0]!.passage;
    expect(passage).toBe(text.slice(start, end));
    expect(passage).toContain('The treasure is under the old lighthouse.');
    const each = await core.search(request('nothing of interest', embedder, { group: 'passages', limit: 50 }));
    expect(each.hits.filter(({ id }) => id === 'long').length).toBeGreaterThan(2);
  });
});

describe('what is given wrongly', () => {
  const cases: [string, unknown, RegExp][] = [
    ['no list', { id: 'a', text: 'b' }, /come as a list/],
    ['no object', ['text'], /document is an object \(documents\[0\]\)/],
    ['no id', [{ text: 'b' }], /The id is missing/],
    ['a number as id', [{ id: 1, text: 'b' }], /The id is of type number.*String\(id\)/],
    ['an empty id', [{ id: '', text: 'b' }], /empty or too long/],
    ['half a surrogate pair as id', [{ id: '\ud800', text: 'b' }], /half a surrogate pair/],
    ['no text', [{ id: 'a' }], /The text of document "a" is missing/],
    [
      'the same id twice',
      [
        { id: 'a', text: 'b' },
        { id: 'c', text: 'd' },
        { id: 'a', text: 'e' },
      ],
      /"a" is that of documents\[0\] too \(documents\[2\]\)/,
    ],
    ['an id that is there', [{ id: 'mata', text: 'b' }], /"mata" is in the index already.*update\(\)/],
    ['a date', [{ id: 'a', text: 'b', metadata: { at: new Date() } }], /"at" of document "a" is a Date.*getTime/],
    ['NaN', [{ id: 'a', text: 'b', metadata: { at: Number.NaN } }], /"at" of document "a"/],
    ['a title that is no text', [{ id: 'a', text: 'b', title: 3 }], /title of document "a" is of type number/],
  ];
  it.each(cases)('%s is refused, and the index stays as it was', async (_, input, message) => {
    const { core, embedder } = await filled();
    await expect(addTo(core, embedder, input as never)).rejects.toThrow(message);
    expect(await core.info()).toMatchObject({ documents: 4 });
  });

  it('vectors that are not finite, or too few, are refused', async () => {
    const { core, embedder } = await filled();
    for (const vectors of [new Float32Array(32).fill(Number.NaN), new Float32Array(31), new Float32Array(64)]) {
      const { batch } = await core.prepare([{ id: 'a', text: 'b' }], 'add');
      await expect(core.commit(batch, vectors)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(await core.info()).toMatchObject({ documents: 4 });
    await addTo(core, embedder, [{ id: 'a', text: 'b' }]);
  });

  it('another model is refused with what to do, and nothing is mixed', async () => {
    const { core, folder } = await filled();
    const other = new HashingEmbedder({ fingerprint: 'hashing-2' });
    await expect(openCore(folder, other)).rejects.toThrow(/made with the model hashing.*reindex: true/);
    await expect(openCore(folder, new HashingEmbedder({ dimensions: 16 }))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(core.search(request('x', new HashingEmbedder({ dimensions: 16 })))).rejects.toThrow(
      /16 dimensions and the vectors have 32/,
    );
  });

  it('writing to what was opened for reading is refused', async () => {
    const { folder, embedder } = await filled();
    const reader = await openCore(folder, embedder, { mode: 'read' });
    await expect(addTo(reader, embedder, [{ id: 'a', text: 'b' }])).rejects.toMatchObject({ code: 'unsupported' });
    expect(ids(await reader.search(request('marmoset', undefined)))).toEqual(['forest']);
  });
});
