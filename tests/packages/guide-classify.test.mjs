// Every example of the guide runs as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../../scripts/lib/house.mjs';

const blocks = [...readFileSync(join(root, 'docs/classify.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
/** What each writes. */
const expected = [/^positive 0\.\d\d[\s\S]*rude [1-9]/, /\[ 'politics', 'food' \]/, /^delivery \{\s*value:/, /483 Sports 0\.\d+/];

it.each(expected.map((pattern, i) => [i, pattern]))('example %d', async (i, pattern) => {
  expect(blocks).toHaveLength(expected.length);
  // Inside the workspace, so that `saguim` is found as an app finds it.
  const file = join(root, 'packages/saguim', `guide-example-${i}.mjs`);
  writeFileSync(file, blocks[i]);
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: root });
    expect(stderr).toBe('');
    expect(stdout).toMatch(pattern);
  } finally {
    rmSync(file);
  }
});
