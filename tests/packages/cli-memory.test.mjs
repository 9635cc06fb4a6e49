// The commands that are filters, with tens of thousands of lines through a pipe: what they hold does not grow with what they have read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, saguim, start, temporaryFolder } from './command.mjs';

const tiny = join(root, 'tests/golden/tiny/bert-f32.gguf');
const long = process.env.SAGUIM_LONG === '1';
const count = long ? 100_000 : 15_000;

const folder = temporaryFolder('memory');

/** Gives a filter `count` lines as fast as it takes them. @returns how it ended, lines written, and kilobytes resident forty times on the way */
async function pass(args, line) {
  const command = start(args);
  const { stdin, stdout, pid } = command.child;
  // What it writes is counted and not kept.
  stdout.removeAllListeners('data');
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const samples = [];
  let lines = 0;
  stdout.on('data', (text) => {
    for (const character of text) if (character === '\n' && ++lines % (count / 40) === 0 && lines < count) samples.push(resident());
  });
  for (let i = 0; i < count; i++) {
    if (!stdin.write(`${line(i)}\n`)) await new Promise((resolve) => stdin.once('drain', resolve));
  }
  stdin.end();
  const { code, stderr } = await command.ended;
  return { code, stderr, lines, samples };
}

/** The most that is resident in the second half, over the most in the first. */
function growth(samples) {
  const half = samples.length >> 1;
  expect(half).toBeGreaterThan(5);
  return Math.max(...samples.slice(half)) / Math.max(...samples.slice(0, half));
}

// Short, since what is measured is what is held; no two the same, since the embedding of a text that came before is not computed again.
const sentence = (i) => `note ${i % 1000} of ${Math.floor(i / 1000)}`;

it.each([
  ['embed', ['--format', 'int8']],
  // It reads and writes as `embed` does.
  ...(long ? [['classify', ['--labels', 'one,two', '--no-text']]] : []),
])('%s takes lines by the ten thousand in constant memory', async (name, args) => {
  const { samples, ...ended } = await pass([name, '--model', tiny, '--batch', '256', ...args], sentence);
  expect(ended).toEqual({ code: 0, stderr: '', lines: count });
  expect(growth(samples)).toBeLessThan(1.25);
});

it('search takes queries by the ten thousand in constant memory', async () => {
  const index = join(folder, 'index');
  const documents = Array.from({ length: 200 }, (_, i) => sentence(i)).join('\n');
  expect((await saguim(['index', '--model', tiny, '--index', index], { input: documents })).code).toBe(0);
  const { samples, ...ended } = await pass(
    ['search', '--index', index, '--mode', 'words', '--limit', '1', '--batch', '256'],
    (i) => `note ${i % 200} of ${Math.floor(i / 200)}`,
  );
  expect(ended).toEqual({ code: 0, stderr: '', lines: count });
  expect(growth(samples)).toBeLessThan(1.25);
});

it('index takes documents by the ten thousand and holds little of them', async () => {
  const index = join(folder, 'large');
  const { samples, ...ended } = await pass(['index', '--model', tiny, '--index', index, '--batch', '1024'], sentence);
  expect(ended).toEqual({ code: 0, stderr: '', lines: count });
  // The index itself grows, by some 100 bytes a document; documents and texts do not stay. The first merge of segments takes 30 MB that then stay
  // the same: it lies in the first half of a short run.
  expect(growth(long ? samples : samples.slice(samples.length >> 1))).toBeLessThan(1.25);
});
