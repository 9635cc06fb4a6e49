// The real server with the real model, and what people and programs may send it: an answer or a clear refusal, never a failure inside.
import { readFileSync } from 'node:fs';
import { Moderator } from 'saguim';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '../../packages/server/dist/index.js';

let moderator;
let server;
beforeAll(async () => {
  moderator = await Moderator.create();
  expect(moderator.failure).toBeUndefined();
  server = await startServer({ moderator, port: 0, rate: 0, queue: 1000 });
});
afterAll(async () => {
  await server?.close();
  moderator?.destroy();
});

const send = async (path, body) => {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return { status: response.status, body: await response.json() };
};
const analyze = (text) =>
  send('/v1alpha1/comments:analyze', JSON.stringify({ comment: { text }, languages: ['en'], requestedAttributes: { TOXICITY: {} } }));

const texts = [
  '\u0000\u0001\u0007 a',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '" or 1=1 -- \\',
  '{"comment": {"text": "a"}}',
  '\ud800 half a character',
  'İıſK ﷽ ﷽',
  '𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐 🏳️‍🌈👩‍👩‍👧‍👦',
  '\u202eאבג\u202c \u2066abc\u2069',
  'الكل في المجموعة',
  '社會科學院語學研究所',
  `a${'\u0301'.repeat(5000)}`,
  '\u200b\u200c\u200d\ufeff',
  '💩'.repeat(2000),
  '(ﾉಥ益ಥ）ﾉ ┻━┻',
  '%s%n%x $\u007bjndi:ldap://x} {{7*7}}',
  '__proto__',
  'a '.repeat(10_000),
  'a'.repeat(20_000),
];

it.each(texts.map((text) => [JSON.stringify(text.slice(0, 24)), text]))('judges %s', async (_, text) => {
  const { status, body } = await analyze(text);
  if (text.trim() === '') return expect(status).toBe(400);
  expect(status).toBe(200);
  expect(body.saguim.failure).toBeUndefined();
  const { value } = body.attributeScores.TOXICITY.summaryScore;
  expect(value >= 0 && value <= 1).toBe(true);
});

it('judges naughty strings', async () => {
  const { texts } = JSON.parse(readFileSync(new URL('../golden/reference/tokens.json', import.meta.url), 'utf8'));
  // The moderator is given all of them in a test of its own.
  const naughty = texts.filter((text, i) => text.trim() && (process.env.SAGUIM_LONG || i % 8 === 0));
  expect(naughty.length).toBeGreaterThan(50);
  for (let at = 0; at < naughty.length; at += 64) {
    const input = naughty.slice(at, at + 64);
    const { status, body } = await send('/v1/moderations', JSON.stringify({ input }));
    expect([status, body.results?.length]).toEqual([200, input.length]);
    expect(body.results.flatMap(({ saguim }) => saguim.reasons).filter(({ kind }) => kind === 'error')).toEqual([]);
  }
});

it('refuses a comment of a megabyte, and one in a body that is too large', async () => {
  expect((await analyze('a '.repeat(250_000))).body.error.details[0].errorType).toBe('COMMENT_TOO_LONG');
  expect((await analyze('a '.repeat(600_000))).status).toBe(413);
});

/** Numbers that look random, the same in every run (mulberry32). */
function randomNumbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const good = {
  '/v1/moderations': { input: ['a', 'b'], model: 'omni-moderation-latest' },
  '/v1alpha1/comments:analyze': {
    comment: { text: 'You are here.', type: 'PLAIN_TEXT' },
    context: { entries: [{ text: 'b' }] },
    requestedAttributes: { TOXICITY: { scoreType: 'PROBABILITY', scoreThreshold: 0.1 } },
    languages: ['en'],
    doNotStore: true,
    spanAnnotations: true,
    clientToken: 't',
    communityId: 'c',
  },
  '/v1alpha1/comments:suggestscore': {
    comment: { text: 'You are here.' },
    attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
    languages: ['en'],
  },
};
const odd = [null, true, -1, 1e308, '', 'x', [], {}, [[[]]], { text: 1 }, { constructor: 1 }, '\ud800', ['__proto__'], 'y'.repeat(3000)];

it('answers a thousand broken requests, each with a word on what is wrong', async () => {
  const random = randomNumbers(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const paths = Object.keys(good);
  const broken = Array.from({ length: 1000 }, () => {
    const path = pick(paths);
    let json = structuredClone(good[path]);
    if (random() < 0.05) json = structuredClone(pick(odd));
    for (let at = json; at && typeof at === 'object'; ) {
      const key = pick(Object.keys(at));
      if (key === undefined) break;
      if (random() < 0.4) {
        const name = random() < 0.2 ? pick(['__proto__', 'toString', 'extra', '']) : key;
        Object.defineProperty(at, name, { value: structuredClone(pick(odd)), enumerable: true, configurable: true, writable: true });
        break;
      }
      at = at[key];
    }
    let body = JSON.stringify(json);
    if (random() < 0.2) body = body.slice(0, Math.floor(random() * body.length));
    return [path, body];
  });
  const statuses = new Map();
  for (const [path, body] of broken) {
    const answer = await send(path, body);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status !== 200) expect(answer.body.error.message, body).toMatch(/\w{3}/);
  }
  expect([...statuses.keys()].filter((status) => ![200, 400, 404].includes(status))).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(50);
  expect(statuses.get(400)).toBeGreaterThan(200);
});

it('survives a flood: all are answered, with a verdict or with when to come back', async () => {
  const flooded = await startServer({ moderator, port: 0, rate: 0, queue: 32 });
  const ask = (i) =>
    fetch(`${flooded.url}/v1/moderations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ input: `Comment number ${i}` }),
    });
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(i)));
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([200, 429]);
  for (const answer of answers) {
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await answer.arrayBuffer();
  }
  expect((await ask(301)).status).toBe(200);
  await flooded.close();
});
