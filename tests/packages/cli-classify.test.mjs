import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, saguim, temporaryFolder } from './command.mjs';

const parse = (stdout) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const examples = [
  ['delivery', 'Where is my parcel?'],
  ['delivery', 'My order has not arrived yet'],
  ['delivery', 'The package is late'],
  ['refund', 'I want my money back'],
  ['refund', 'Please return the payment'],
  ['refund', 'Refund what you charged'],
].map(([label, text]) => ({ text, label }));
const jsonl = (rows) => rows.map((row) => JSON.stringify(row)).join('\n');

const folder = temporaryFolder('classify');

describe('saguim classify', () => {
  it('tells how texts feel, in order, with the fields that came in', async () => {
    const input = jsonl([
      { id: 7, text: 'What a wonderful film!' },
      { id: 8, text: 'Péssimo, dinheiro jogado fora.' },
      { id: 9, text: 'A reunião foi transferida para quinta-feira.' },
    ]);
    const { code, stdout, stderr } = await saguim(['classify', '--batch', '2'], { input });
    expect([code, stderr]).toEqual([0, '']);
    const results = parse(stdout);
    expect(results.map(({ id, label }) => [id, label])).toEqual([
      [7, 'positive'],
      [8, 'negative'],
      [9, 'neutral'],
    ]);
    for (const { label, score, scores } of results) {
      expect(scores[label]).toBe(score);
      expect(Object.values(scores).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    }
  });

  it('takes labels by their meaning, and says which words moved the answer', async () => {
    const labels = 'sport=games and teams;cooking=recipes and meals';
    const [result] = parse(
      (await saguim(['classify', '--labels', labels, '--explain', '--no-text'], { input: 'The striker scored a goal' })).stdout,
    );
    expect(result.label).toBe('sport');
    expect(result).not.toHaveProperty('text');
    expect(result.words.map(({ word }) => word)).toEqual(['The', 'striker', 'scored', 'a', 'goal']);
  });

  it('takes a model with classes of its own, and one that tells what follows for labels of yours', async () => {
    const checkpoint = (name) => join(root, 'tests/golden/checkpoints', name);
    const [expected] = JSON.parse(readFileSync(join(checkpoint('distilbert'), 'expected.json'), 'utf8')).texts;
    const own = await saguim(['classify', '--head', checkpoint('distilbert')], { input: expected.text });
    const scores = Object.values(parse(own.stdout)[0].scores);
    for (const [i, probability] of expected.probabilities.entries()) expect(scores[i]).toBeCloseTo(probability, 1);
    const follows = await saguim(['classify', '--model', checkpoint('bart'), '--labels', 'sport,cooking'], { input: 'the striker scored' });
    expect(Object.keys(parse(follows.stdout)[0].scores)).toEqual(['sport', 'cooking']);
  });

  it.each([
    ['an unknown file', ['--head', 'nothing.head'], /no classifier "nothing\.head".*sentiment or spam/, 1],
    ['a folder', ['--head', root], /This is a folder/, 1],
    ['a file that is none', ['--head', join(root, 'LICENSE')], /not a usable classifier file.*LICENSE/, 1],
    ['one label', ['--labels', 'a'], /at least two labels/, 2],
    ['both ways at once', ['--labels', 'a,b', '--head', 'spam'], /cannot be used with/, 2],
  ])('says what is wrong with %s', async (_, args, message, expected) => {
    const { code, stdout, stderr } = await saguim(['classify', ...args], { input: 'text' });
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('saguim train', () => {
  it('writes a classifier that classify uses; equal examples give equal files', async () => {
    const [out, again] = ['topics.head', 'again.head'].map((name) => join(folder, name));
    const { code, stdout, stderr } = await saguim(['train', '--out', out], { input: jsonl(examples) });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/2 labels from 6 examples; right/);
    const lines = examples.map(({ label, text }) => `${label}\t${text}`).join('\n');
    const { metrics } = JSON.parse((await saguim(['train', '--out', again, '--json'], { input: lines })).stdout);
    expect(metrics.rows).toBe(6);
    expect(readFileSync(again)).toEqual(readFileSync(out));
    const [result] = parse((await saguim(['classify', '--head', out], { input: 'when will it be delivered' })).stdout);
    expect(result.label).toBe('delivery');
  });

  it('takes labels that are numbers, and names the line of the file that is wrong', async () => {
    const file = join(folder, 'numbers.jsonl');
    const rows = examples.map(({ text, label }) => ({ text, label: label === 'refund' ? 1 : 0 }));
    writeFileSync(file, jsonl(rows));
    const out = join(folder, 'numbers.head');
    expect((await saguim(['train', '--out', out, file, '--json'])).stdout).toContain('"labels":["0","1"]');
    writeFileSync(file, `\n${jsonl([...rows, { text: 'a', label: '' }])}`);
    const { code, stderr } = await saguim(['train', '--out', out, file]);
    expect(stderr).toMatch(/^saguim: The label of an example is no text \(.*numbers\.jsonl, line 8\)\. [^\n]+\n$/);
    expect(code).toBe(1);
  });

  it.each([
    ['a folder', (folder) => folder],
    ['a place in no folder', (folder) => join(folder, 'none', 'x.head')],
  ])('refuses %s for its file before it reads anything', async (_, place) => {
    const { code, stderr } = await saguim(['train', '--out', place(folder)], { input: 'not an example' });
    expect(stderr).toMatch(/^saguim: [^\n]*(Name a file|Make it)[^\n]*\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ['one label', examples.slice(0, 3), /All examples have the label "delivery"/],
    ['a label that appears once', [...examples, { text: 'hello', label: 'greeting' }], /"greeting" has only one example/],
    ['contradictions', [...examples, { text: 'The package is late', label: 'refund' }], /different labels: "delivery" and "refund"/],
    ['no label', [...examples, { text: 'hello' }], /has no label \(line 7\)/],
  ])('refuses %s with what to do, and leaves the file as it was', async (_, rows, message) => {
    const out = join(folder, 'kept.head');
    writeFileSync(out, 'as it was');
    const { code, stderr } = await saguim(['train', '--out', out], { input: jsonl(rows) });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(readFileSync(out, 'utf8')).toBe('as it was');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(out)).toBe(true);
  });
});
