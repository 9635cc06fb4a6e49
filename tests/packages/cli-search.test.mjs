// `saguim index` and `saguim search` as filters, with the model that comes along.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endAll, saguim, start } from './command.mjs';

let folder;
let index;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-search-'));
  index = join(folder, 'index');
});
afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parse = (text) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const documents = [
  { id: 'react', text: 'React is a library for building user interfaces.', metadata: { lang: 'en', year: 2013 }, source: 'a' },
  { id: 'cake', text: 'Whisk the eggs with sugar and bake for forty minutes.', metadata: { lang: 'en', year: 2001 } },
  { id: 'banco', text: 'O banco fecha às quatro da tarde.', title: 'Horários', metadata: { lang: 'pt' } },
];
const jsonl = documents.map((document) => JSON.stringify(document)).join('\n');

describe('an index made by a pipe', () => {
  it('takes JSONL, writes a line for each document, and finds by meaning', async () => {
    const made = await saguim(['index', '--index', index], { input: jsonl });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(parse(made.stdout)).toEqual(documents.map(({ text: _text, ...rest }) => ({ ...rest, indexed: true })));
    const found = await saguim(['search', '--index', index, '--limit', '2'], { input: 'JS frameworks\nquando o banco encerra\n' });
    expect(found).toMatchObject({ code: 0, stderr: '' });
    const [first, second] = parse(found.stdout);
    expect(first).toMatchObject({ text: 'JS frameworks', hits: [{ id: 'react', passage: { start: 0 } }, {}] });
    expect(second.hits[0]).toMatchObject({ id: 'banco', title: 'Horários', highlights: [{ start: 2, end: 7 }] });
  });

  it('answers one query, filtered, and by words without a model', async () => {
    const one = await saguim(['search', '--index', index, '--query', 'cozinha', '--filter', '{"year":{"lt":2010}}']);
    expect(parse(one.stdout)[0].hits.map(({ id }) => id)).toEqual(['cake']);
    const words = await saguim(['search', '--index', index, '--mode', 'words', '--query', 'BANCOS']);
    expect(parse(words.stdout)[0].hits).toMatchObject([{ id: 'banco' }]);
  });

  it('takes plain lines, and the same file again in their place', async () => {
    const file = join(folder, 'lines.txt');
    writeFileSync(file, 'The first line.\n\nThe third line.\n');
    for (let time = 0; time < 2; time++) {
      const { stdout } = await saguim(['index', '--index', index, file]);
      expect(parse(stdout).map(({ id }) => id)).toEqual(['lines.txt:1', 'lines.txt:3']);
    }
    const { stdout } = await saguim(['search', '--index', index, '--mode', 'words', '--query', 'line']);
    expect(parse(stdout)[0].hits).toHaveLength(2);
  });

  it.each([
    [['index'], '', 2, /required option '--index <folder>'/],
    [['search', '--index', 'IDX', '--query', 'x', '--filter', '{'], '', 2, /Give it as JSON/],
    [['search', '--index', 'IDX', '--mode', 'words', '--query', 'x', '--filter', '{"a":{"like":1}}'], '', 2, /"like" for "a"/],
    [['search', '--index', 'NONE', '--mode', 'words', '--query', 'x'], '', 1, /no index here.*saguim index/],
    [['search', '--index', 'EMPTY', '--mode', 'words', '--query', 'x'], '', 1, /no index here/],
    [['search', '--index', 'FILE', '--mode', 'words', '--query', 'x'], '', 1, /This is a file, not the folder of an index/],
    [['index', '--index', 'FILE'], '{"text":"a"}', 1, /This is a file, not the folder of an index/],
    [['index', '--index', 'FILE/sub'], '{"text":"a"}', 1, /The folder cannot be made: ENOTDIR .*Choose one/],
    [['index', '--index', 'IDX'], '{"text":"a","metadata":3}', 1, /line 1: The metadata/],
    [['index', '--index', 'IDX', '--model', 'all-minilm-l6-v2'], '{"text":"a"}', 1, /made with the model.*`saguim index --reindex`/],
  ])('%j is refused in a sentence', async (args, input, code, message) => {
    const places = { IDX: index, NONE: join(folder, 'none'), EMPTY: join(folder, 'empty'), FILE: join(folder, 'file') };
    mkdirSync(places.EMPTY, { recursive: true });
    writeFileSync(join(places.EMPTY, 'notes.txt'), 'of something else');
    writeFileSync(places.FILE, 'not an index');
    const whole = args.map((arg) => arg.replace(/^[A-Z]+(?=$|\/)/, (place) => places[place]));
    const result = await saguim(whole, { input });
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });
});

describe('two processes', () => {
  it('write one index by turns, and lose nothing', async () => {
    const shared = join(folder, 'shared');
    const lines = (name) =>
      Array.from({ length: 40 }, (_, at) => JSON.stringify({ id: `${name}${at}`, text: `Note ${at} of ${name}.` })).join('\n');
    const results = await Promise.all(
      ['a', 'b'].map((name) => saguim(['index', '--index', shared, '--batch', '4'], { input: lines(name) })),
    );
    for (const { code, stdout } of results) {
      expect(code).toBe(0);
      expect(parse(stdout)).toHaveLength(40);
    }
    const { stdout } = await saguim(['search', '--index', shared, '--mode', 'words', '--limit', '200', '--query', 'note']);
    expect(new Set(parse(stdout)[0].hits.map(({ id }) => id)).size).toBe(80);
    expect(readdirSync(shared).filter((name) => name.startsWith('writer.lock'))).toEqual([]);
  });

  it('go on where one was killed: what it has written out is there', async () => {
    const killed = join(folder, 'killed');
    const command = start(['index', '--index', killed, '--batch', '1']);
    for (let at = 0; at < 400; at++) command.child.stdin.write(`${JSON.stringify({ id: `d${at}`, text: `Killed note ${at}.` })}\n`);
    await command.seen(/"d30"/);
    command.child.kill('SIGKILL');
    const { stdout } = await command.ended;
    const told = stdout
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line).id);
    const again = await saguim(['index', '--index', killed], { input: '{"id":"after","text":"A note after it."}' });
    expect(again.code).toBe(0);
    const found = await saguim(['search', '--index', killed, '--mode', 'words', '--limit', '500', '--query', 'note']);
    const ids = new Set(parse(found.stdout)[0].hits.map(({ id }) => id));
    for (const id of [...told, 'after']) expect(ids).toContain(id);
  });
});
