import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointFolder } from '../conformance/checkpoint-folder.mjs';
import { root, saguim, start, temporaryFolder } from './command.mjs';

const tiny = join(root, 'tests/golden/tiny/bert-f32.gguf');
const parse = (stdout) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const folder = temporaryFolder('embed');

describe('saguim embed', () => {
  it('gives the vectors of other implementations, in order', async () => {
    const { texts, embeddings } = JSON.parse(readFileSync(join(root, 'tests/golden/reference/minilm.json'), 'utf8'));
    const lines = texts.flatMap((text, i) => (text.trim() === '' ? [] : [{ text, i }]));
    const input = lines.map((line) => JSON.stringify(line)).join('\n');
    const { code, stdout, stderr } = await saguim(['embed', '--model', 'all-minilm-l6-v2'], { input });
    expect([code, stderr]).toEqual([0, '']);
    const results = parse(stdout);
    expect(results.map(({ text, i }) => ({ text, i }))).toEqual(lines);
    for (const { i, embedding } of results) {
      expect(embedding.reduce((sum, x, k) => sum + x * embeddings[i][k], 0)).toBeGreaterThan(0.9999);
    }
  });

  it('reads lines from a pipe or a file, tells queries from documents, and writes other formats', async () => {
    const file = join(folder, 'texts.txt');
    writeFileSync(file, 'uma frase\n\noutra frase\n');
    const documents = parse((await saguim(['embed', file])).stdout);
    expect(documents.map(({ text }) => text)).toEqual(['uma frase', 'outra frase']);
    const piped = await saguim(['embed', '-', '--batch', '1'], { input: readFileSync(file) });
    expect(parse(piped.stdout)).toEqual(documents);
    const [query] = parse((await saguim(['embed', file, '--query'])).stdout);
    expect(query.embedding).not.toEqual(documents[0].embedding);
    const [whole] = parse((await saguim(['embed', file, '--format', 'int8', '--no-text'])).stdout);
    expect(Object.keys(whole)).toEqual(['embedding', 'scale']);
    expect(whole.embedding.every(Number.isInteger)).toBe(true);
    const [base64] = parse((await saguim(['embed', file, '--format', 'base64'])).stdout);
    expect(Buffer.from(base64.embedding, 'base64').readFloatLE(0)).toBeCloseTo(documents[0].embedding[0], 6);
  });

  it('takes a folder of safetensors for a model, as the other commands do', async () => {
    const path = join(folder, 'bert-folder');
    for (const [below, bytes] of await checkpointFolder(new Uint8Array(readFileSync(tiny)), { shards: 2 })) {
      mkdirSync(dirname(join(path, below)), { recursive: true });
      writeFileSync(join(path, below), bytes);
    }
    const [ours] = parse((await saguim(['embed', '--model', path], { input: 'a b c' })).stdout);
    const [theirs] = parse((await saguim(['embed', '--model', tiny], { input: 'a b c' })).stdout);
    expect(ours.embedding.reduce((sum, x, k) => sum + x * theirs.embedding[k], 0)).toBeGreaterThan(0.999);
    const tokens = await Promise.all([path, tiny].map((model) => saguim(['tokenize', '--model', model, 'a b c'])));
    expect(tokens[0]).toEqual(tokens[1]);
    const types = async (file) =>
      JSON.parse((await saguim(['inspect', file, '--json'])).stdout)
        .tensors.by_type.map(({ type }) => type)
        .sort();
    expect(await types(path)).toEqual(['F32', 'Q8_0']);

    const file = join(folder, 'converted.gguf');
    const converted = await saguim(['convert', path, '--to', file, '--json']);
    expect(JSON.parse(converted.stdout)).toEqual({ file, bytes: statSync(file).size });
    expect(parse((await saguim(['embed', '--model', file], { input: 'a b c' })).stdout)).toEqual([ours]);
    const [again, same] = [await saguim(['convert', path, '--to', file]), await saguim(['convert', file, '--to', `${file}2`])];
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('there already')]);
    expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('a file already')]);
    const smaller = join(folder, 'smaller.gguf');
    expect((await saguim(['convert', path, '--to', smaller, '--type', 'Q4_0'])).code).toBe(0);
    expect(await types(smaller)).toEqual(['F32', 'Q4_0']);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it.each([
    [['embed', '--query', '--symmetric'], '', 2, /cannot be used with option/],
    [['embed', '--batch', '0'], '', 2, /--batch/],
    [['embed', 'nowhere.txt'], '', 1, /nowhere\.txt: there is no such file/],
    [['embed', '--model', 'smollm2-135m-instruct'], 'a', 1, /generates text/],
    [['embed', '--model', tiny, '--input', 'jsonl'], 'plain', 1, /no JSON object \(line 1\)/],
    [['embed', '--model', tiny, '--overflow', 'refuse'], `a\n${'b '.repeat(600)}`, 1, /lines 1 to 2.*tokens/],
    [['embed', '--model', tiny], '{"text":"a"}\n{"text":"\\u200b"}', 1, /line 2: there is nothing to read/i],
  ])(
    '%j with %j is one line that says what to do',
    async (args, input, exitCode, message) => {
      const { code, stderr } = await saguim(args, { input });
      expect(stderr).toMatch(/^saguim: [^\n]+\n$/);
      expect(stderr).toMatch(message);
      expect(code).toBe(exitCode);
    },
    30_000,
  );

  it('writes what came before a bad line', async () => {
    const { code, stdout } = await saguim(['embed', '--model', tiny, '--batch', '1'], { input: '{"text":"a"}\n{"text":"b"}\n{}' });
    expect(parse(stdout).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(code).toBe(1);
  });

  it('answers a line at a time where lines come slowly, and ends when its reader has seen enough', async () => {
    const command = start(['embed', '--model', tiny]);
    command.child.stdin.write('one\n');
    await command.seen(/"text":"one"/);
    command.child.stdin.write('two\n');
    await command.seen(/"text":"two"/);
    command.child.stdout.destroy();
    for (let i = 0; i < 2000; i++) command.child.stdin.write(`more ${i}\n`);
    command.child.stdin.end();
    expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends at a bad line, though more may come', async () => {
    const command = start(['embed', '--model', tiny]);
    command.child.stdin.write('{"text":"one"}\n{}\n');
    expect((await command.ended).code).toBe(1);
  });

  it('stops at Ctrl-C while it waits', async () => {
    const command = start(['embed', '--model', tiny]);
    command.child.stdin.write('one\n');
    await command.seen(/one/);
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
  });
});
