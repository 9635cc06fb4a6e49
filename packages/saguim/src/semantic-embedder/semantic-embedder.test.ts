import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineClient } from '../runtime/index.js';
import type { SemanticEmbedderCreateOptions } from './embedder-options.js';
import { SemanticEmbedder } from './semantic-embedder.js';
import { rank, similarity } from './similarity.js';

const models = new URL('../../../../models/', import.meta.url);
const reference = (name: string): { texts: string[]; ids: number[][]; embeddings: number[][] } =>
  JSON.parse(readFileSync(new URL(`../../../../tests/golden/reference/${name}.json`, import.meta.url), 'utf8'));
const sessions: SemanticEmbedder[] = [];

async function create(options: SemanticEmbedderCreateOptions = {}): Promise<SemanticEmbedder> {
  const session = await SemanticEmbedder.create({ ...options, saguim: { models, ...options.saguim } });
  sessions.push(session);
  return session;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, aa, bb] = [0, 0, 0];
  for (let i = 0; i < b.length; i++) {
    product += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return product / Math.sqrt(aa * bb);
}

const caught = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error);
const long = 'There was nothing so very remarkable in that. '.repeat(200);

afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

describe('SemanticEmbedder', () => {
  it('tells what is here', async () => {
    expect(await SemanticEmbedder.availability({ saguim: { models } })).toBe('available');
    expect(await SemanticEmbedder.availability({ saguim: { models, model: 'nope' } })).toBe('unavailable');
    await expect(SemanticEmbedder.availability({ signal: 1 as never })).rejects.toBeInstanceOf(TypeError);
  });

  it('cannot be called as a constructor, and works detached', async () => {
    expect(() => new SemanticEmbedder()).toThrowError(TypeError);
    const detached = SemanticEmbedder.create;
    const session = await detached({ saguim: { models } });
    sessions.push(session);
    expect(String(session)).toBe('[object SemanticEmbedder]');
  });

  it.each([
    ['multilingual-e5-small-en-pt', 'e5'],
    ['all-minilm-l6-v2', 'minilm'],
  ])('gives the vectors of other implementations, prefixes added: %s', async (model, name) => {
    const { texts, ids, embeddings } = reference(name);
    const session = await create({ saguim: { model } });
    const result = await session.embed(texts.map((text) => text.replace(/^query: /, '')));
    result.embeddings.forEach(({ values, saguim }, i) => {
      expect(values).toBeInstanceOf(Float32Array);
      expect(cosine(values, embeddings[i]!)).toBeGreaterThanOrEqual(0.9999);
      expect(saguim).toEqual({ tokens: ids[i]!.length, truncated: false });
    });
    expect(session.saguim.textEmbedder).toMatchObject({ model, dimensions: 384, featureDimensions: 3072, maxTokens: 512 });
  });

  it("answers in the standard's shape: one text, several, none, and what becomes a text", async () => {
    const session = await create();
    const one = await session.embed('café');
    expect(one.embeddings).toHaveLength(1);
    expect(await session.embed([])).toEqual({ embeddings: [] });
    const several = await session.embed(new Set(['a', 'café']));
    expect(several.embeddings[1]).toEqual(one.embeddings[0]);
    expect((await session.embed(null as never)).embeddings[0]).toEqual((await session.embed('null')).embeddings[0]);
    expect((await session.embed('')).embeddings[0]!.values.every(Number.isFinite)).toBe(true);
    expect((await session.embed('a', { taskType: 'retrieval-document' })).embeddings[0]!.values).not.toEqual(several.embeddings[0]!.values);
  });

  it.each([
    ['no argument', (s: SemanticEmbedder) => (s.embed as () => Promise<unknown>)(), TypeError],
    ['an unknown task', (s: SemanticEmbedder) => s.embed('a', { taskType: 'poetry' as never }), TypeError],
    ['a symbol', (s: SemanticEmbedder) => s.embed([Symbol('a')] as never), TypeError],
    ['no signal', (s: SemanticEmbedder) => s.embed('a', { signal: {} as never }), TypeError],
    ['an unknown format', (s: SemanticEmbedder) => s.embed('a', { saguim: { format: 'float64' as never } }), TypeError],
    ['no dimensions', (s: SemanticEmbedder) => s.embed('a', { saguim: { dimensions: 0 } }), RangeError],
  ])('rejects %s, and goes on', async (_, call, error) => {
    const session = await create();
    await expect(call(session)).rejects.toBeInstanceOf(error);
    expect((await session.embed('a')).embeddings).toHaveLength(1);
  });

  it('refuses a backend that there is not', async () => {
    await expect(create({ saguim: { backend: 'gpu' as never } })).rejects.toMatchObject({ code: 'invalid-argument', where: 'backend' });
  });

  it('says that the model cannot be cut to fewer dimensions', async () => {
    const session = await create();
    await expect(session.embed('a', { saguim: { dimensions: 128 } })).rejects.toMatchObject({ name: 'NotSupportedError' });
    expect((await session.embed('a', { saguim: { dimensions: 384 } })).embeddings).toHaveLength(1);
  });

  it('gives integers and base64', async () => {
    const session = await create();
    const { values } = (await session.embed('a')).embeddings[0]!;
    const [whole] = (await session.embed('a', { saguim: { format: 'int8' } })).embeddings;
    expect(whole!.values).toBeInstanceOf(Int8Array);
    whole!.values.forEach((x, i) => {
      expect(Math.abs(x * whole!.saguim.scale! - values[i]!)).toBeLessThanOrEqual(whole!.saguim.scale! * 0.501);
    });
    const [text] = (await session.embed('a', { saguim: { format: 'base64' } })).embeddings;
    const bytes = Buffer.from(text!.values, 'base64');
    expect(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))).toEqual(values);
  });

  it('cuts what is too long and reports it; averages windows or refuses where that is asked for', async () => {
    const session = await create();
    const [cut] = (await session.embed(long)).embeddings;
    expect(cut!.saguim).toEqual({ tokens: 512, truncated: true });
    const [averaged] = (await session.embed(long, { saguim: { overflow: 'window' } })).embeddings;
    expect(averaged!.saguim.truncated).toBe(false);
    expect(averaged!.saguim.tokens).toBeGreaterThan(2000);
    expect(cosine(averaged!.values, averaged!.values)).toBeCloseTo(1, 6);
    // The same sentence again and again means the same in every window.
    expect(cosine(averaged!.values, cut!.values)).toBeGreaterThan(0.99);
    await expect(session.embed(['a', long], { saguim: { overflow: 'refuse' } })).rejects.toMatchObject({
      name: 'QuotaExceededError',
      quota: 510,
    });
  });

  it('ends with the reason of whoever aborts, and goes on', async () => {
    const session = await create();
    const reason = { my: 'reason' };
    const aborted = new AbortController();
    aborted.abort(reason);
    expect(await caught(session.embed('a', { signal: aborted.signal }))).toBe(reason);
    const running = new AbortController();
    const many = session.embed(
      Array.from({ length: 2000 }, (_, i) => `text number ${i}`),
      {
        signal: running.signal,
        saguim: { onProgress: () => running.abort(reason) },
      },
    );
    expect(await caught(many)).toBe(reason);
    expect((await session.embed('a')).embeddings).toHaveLength(1);
  });

  it('rejects what is pending and what comes later once it is destroyed, by either way', async () => {
    const session = await create();
    const pending = session.embed(Array.from({ length: 200 }, (_, i) => `text ${i}`));
    session.destroy();
    session.destroy();
    for (const call of [pending, session.embed('a'), session.saguim.textEmbedder.embedTexts(['a'])]) {
      await expect(call).rejects.toMatchObject({ name: 'AbortError', constructor: DOMException });
    }
    const controller = new AbortController();
    const other = await create({ signal: controller.signal });
    controller.abort('enough');
    expect(await caught(other.embed('a'))).toBe('enough');
    await expect(create({ signal: controller.signal })).rejects.toBe('enough');
  });

  it('refuses a model that generates text, and leaves nothing loaded for it', async () => {
    await expect(create({ saguim: { model: 'smollm2-135m-instruct' } })).rejects.toMatchObject({ name: 'NotSupportedError' });
  });

  it('throws what the monitor throws, and tells it 0 and 1', async () => {
    const error = new Error('mine');
    await expect(
      create({
        monitor: () => {
          throw error;
        },
      }),
    ).rejects.toBe(error);
    const told: number[] = [];
    await create({ monitor: (m) => m.addEventListener('downloadprogress', (event) => told.push((event as ProgressEvent).loaded)) });
    expect(told).toEqual([0, 1]);
  });

  it('embeds streams in order, asks its source for little at a time, and lets go of it', async () => {
    const session = await create();
    let asked = 0;
    let returned = false;
    async function* source() {
      try {
        for (; ; asked++) yield `text ${asked % 7}`;
      } finally {
        returned = true;
      }
    }
    const rows: Float32Array[] = [];
    for await (const { values } of session.saguim.embedStream(source(), { batch: 10 })) {
      if (rows.push(values) === 25) break;
    }
    expect(asked).toBeLessThanOrEqual(31);
    expect(rows[8]).toEqual(rows[1]);
    const [third] = (await session.embed('text 3')).embeddings;
    expect(rows[3]).toEqual(third!.values);
    await session.embed('a');
    expect(returned).toBe(true);
    await expect(session.saguim.embedStream('text' as never).next()).rejects.toBeInstanceOf(TypeError);
  });
});

describe('TextEmbedder', () => {
  let session: SemanticEmbedder;
  beforeAll(async () => {
    session = await SemanticEmbedder.create({ saguim: { models } });
    return () => session.destroy();
  });

  it('computes a text once in a call, tells how far it is, and gives the bits of any other batch', async () => {
    const { textEmbedder } = session.saguim;
    const texts = Array.from({ length: 300 }, (_, i) => `sentence ${i % 40}`);
    const told: number[][] = [];
    const rows = await textEmbedder.embedTexts(texts, { onProgress: (done, total) => told.push([done, total]) });
    expect(rows).toHaveLength(300 * 384);
    expect(told.at(-1)).toEqual([300, 300]);
    expect(told.every(([done], i) => i === 0 || done! >= told[i - 1]![0]!)).toBe(true);
    const alone = await textEmbedder.embedTexts(['sentence 17']);
    for (const at of [17, 57, 297]) expect(rows.slice(at * 384, (at + 1) * 384)).toEqual(alone);
    expect(await textEmbedder.embedTexts([])).toHaveLength(0);
  });

  it('gives features, and lets a query by while a long job runs', async () => {
    const { textEmbedder } = session.saguim;
    const features = await textEmbedder.embedTexts(['a', 'b'], { features: 'layers' });
    expect(features).toHaveLength(2 * textEmbedder.featureDimensions);
    expect(features.every(Number.isFinite)).toBe(true);
    const ended: string[] = [];
    const job = textEmbedder
      .embedTexts(
        Array.from({ length: 400 }, (_, i) => `document number ${i} of many`),
        { priority: 'background' },
      )
      .then(() => ended.push('job'));
    await textEmbedder.embedTexts(['query'], { kind: 'query' }).then(() => ended.push('query'));
    await job;
    expect(ended).toEqual(['query', 'job']);
  });

  it.each([
    ['an empty text', ['a', '']],
    ['only spaces', ['a', ' \n\t\u00a0\u3000']],
    ['control and format characters', ['a', '\u0000\u0007\u200b\u202e\u2066']],
  ])('refuses %s by its number', async (_, texts) => {
    await expect(session.saguim.textEmbedder.embedTexts(texts)).rejects.toMatchObject({
      code: 'invalid-argument',
      details: { text: 1 },
      message: expect.stringContaining('texts[1]'),
    });
  });

  it.each([
    ['no list', 'text'],
    ['numbers', [1]],
    ['holes', [undefined]],
  ])('refuses %s', async (_, texts) => {
    await expect(session.saguim.textEmbedder.embedTexts(texts as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it.each(['multilingual-e5-small-en-pt', 'all-minilm-l6-v2'])('embeds every naughty string, or refuses it: %s', async (model) => {
    const tokens: { texts?: string[] } & Record<string, unknown> = JSON.parse(
      readFileSync(new URL('../../../../tests/golden/reference/tokens.json', import.meta.url), 'utf8'),
    );
    const own = await create({ saguim: { model } });
    const { textEmbedder } = own.saguim;
    expect(tokens.texts!.length).toBeGreaterThan(500);
    const strings = [
      // All of them take half a minute; the kinds lie together, so that every eighth is of every kind.
      ...tokens.texts!.filter((_, i) => process.env.SAGUIM_LONG === '1' || i % 8 === 0),
      '\ud800',
      'lone \udc00 surrogates \ud83d',
      '\u202eright to left\u202c and \u2066back\u2069',
      '\u0000between\u0001',
      'é'.normalize('NFD').repeat(50),
      '\u{10ffff}',
    ];
    let refused = 0;
    const check = (rows: Float32Array) => {
      for (let i = 0; i < rows.length; i += 384) expect(Math.hypot(...rows.subarray(i, i + 384))).toBeCloseTo(1, 4);
    };
    const refuse = (error: unknown) => {
      expect(error).toMatchObject({ name: 'SaguimError', code: 'invalid-argument' });
      refused++;
    };
    for (let i = 0; i < strings.length; i += 16) {
      const some = strings.slice(i, i + 16);
      // Where one is refused none is embedded: then each for itself.
      const together = await textEmbedder.embedTexts(some).catch(() => undefined);
      if (together) check(together);
      else for (const text of some) await textEmbedder.embedTexts([text]).then(check, refuse);
    }
    expect(refused).toBeLessThan(40);
  });

  it('takes a text of a megabyte window by window, and leaves it at once when it is told to', async () => {
    const { textEmbedder } = session.saguim;
    const controller = new AbortController();
    const whole = textEmbedder.embedTexts([long.repeat(110)], { signal: controller.signal, priority: 'background' });
    const query = await textEmbedder.embedTexts(['a']);
    controller.abort('enough');
    expect(await caught(whole)).toBe('enough');
    expect(await textEmbedder.embedTexts(['a'])).toEqual(query);
  });

  it('goes on after the worker died', async () => {
    const { textEmbedder } = session.saguim;
    const before = await textEmbedder.embedTexts(['a']);
    await engineClient({ models }).terminate();
    expect(await textEmbedder.embedTexts(['a'])).toEqual(before);
  });

  it('has a fingerprint that follows the model and its prefixes', async () => {
    const same = await create();
    const otherModel = await create({ saguim: { model: 'all-minilm-l6-v2' } });
    const otherPrefix = await create({ saguim: { prefixes: { document: 'text: ' } } });
    const { fingerprint } = session.saguim.textEmbedder;
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(same.saguim.textEmbedder.fingerprint).toBe(fingerprint);
    expect(otherModel.saguim.textEmbedder.fingerprint).not.toBe(fingerprint);
    expect(otherPrefix.saguim.textEmbedder.fingerprint).not.toBe(fingerprint);
  });
});

describe('rank and similarity', () => {
  it('orders documents by closeness to a query, and keeps what they are', async () => {
    const documents = [
      { text: 'Cats sleep most of the day.', id: 1 },
      { text: 'The stock market fell sharply.', id: 2 },
    ];
    const ranked = await rank('o mercado de ações', documents, { saguim: { models } });
    expect(ranked.map(({ document, index }) => [document.id, index])).toEqual([
      [2, 1],
      [1, 0],
    ]);
    expect(ranked[0]!.similarity).toBeGreaterThan(ranked[1]!.similarity);
    expect(await rank('cats', ['dogs', 'cats', 'cats'], { saguim: { models }, limit: 2 })).toMatchObject([{ index: 1 }, { index: 2 }]);
    expect(await rank('cats', [], { saguim: { models } })).toEqual([]);
    await expect(rank('cats', ['a', ''], { saguim: { models } })).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('finds the framework among three sentences', async () => {
    const sentences = ['JavaScript is a programming language', 'Python is used for data science', 'React is a JavaScript library'];
    const ranked = await rank('JS frameworks', sentences, { saguim: { models } });
    expect(ranked.map(({ index }) => index)).toEqual([2, 0, 1]);
  });

  it('compares two texts, also over an embedder that is there', async () => {
    const near = await similarity('The cat sits on the mat.', 'O gato está sentado no tapete.', { saguim: { models } });
    const session = await create();
    const far = await similarity('The cat sits on the mat.', 'Taxes are due in April.', { embedder: session.saguim.textEmbedder });
    expect(near).toBeGreaterThan(far);
    expect(await similarity('a', 'a', { saguim: { models } })).toBeCloseTo(1, 5);
  });
});
