// The examples of the two guides on moderation: code runs as it stands there, and every policy is one.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../packages/saguim/dist/index.js';
import { root } from '../../scripts/lib/house.mjs';
import { saguim, temporaryFolder } from './command.mjs';

const blocksOf = (guide, kind) =>
  [...readFileSync(join(root, 'docs', guide), 'utf8').matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text,
  );
const folder = temporaryFolder('guide');

// What runs in a page alone is told by its document.
const code = [...blocksOf('moderation.md', 'js'), ...blocksOf('policy.md', 'js')].filter((text) => !text.includes('document.'));
const expected = [/^(review|block) 0\.\d\d This may read/, /^toxicity (stupid|idiot)\n$/, /^version: 1 → 2\nlabels\.spam/];

it.each(expected.map((pattern, i) => [i, pattern]))('example %d', async (i, pattern) => {
  expect(code).toHaveLength(expected.length);
  const file = join(root, 'packages/saguim', `guide-moderation-${i}.mjs`);
  writeFileSync(file, code[i]);
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: root });
    expect(stderr).toBe('');
    expect(stdout).toMatch(pattern);
  } finally {
    rmSync(file);
  }
});

describe('the policies of the guide', () => {
  const policies = blocksOf('policy.md', 'json');
  const comments = 'You are a stupid idiot\nTake these pills twice a day\nClick here to win a prize\nVer em a.com b.com c.com';

  it('are five, each newer than the one before', () => {
    expect(policies.map((text) => checkPolicy(text).version)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    [0, [], /"action":"(review|block)".*"toxicity"/, 0],
    [1, ['--section', 'children'], /"action":"block"/, 0],
    [2, [], /"rule":"prize"/, 2],
    [3, [], /"medical-advice":"review"/, 1],
    [4, [], /Be kind\./, 0],
  ])('do what it says: %d', async (i, args, pattern, line) => {
    const file = join(folder, `policy-${i}.json`);
    writeFileSync(file, policies[i]);
    const { code: exit, stdout, stderr } = await saguim(['moderate', '--policy', file, ...args], { input: comments });
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[line]).toMatch(pattern);
  });
});
