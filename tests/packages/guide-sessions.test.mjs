// Every example of the guides to sessions, tools, constraints and the AI SDK runs as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/house.mjs';

/** What each writes. */
const guides = {
  sessions: [
    /Paris[\s\S]* true 8\d\d\d\n.*\S/,
    /^(the oldest questions are forgotten\n)+QuotaExceededError true\n$/,
    /^("[^\n]* -?\d\.\d\d 3\n)+\d+ \d+ true\n.*\S/,
  ],
  tools: [/^get_weather {"city":\s*"(Paris|Rome)"}\nan(other call| answer in words)\n$/, /^(asked about (Paris|Rome) false\n)+string\n$/],
  constraints: [/^\d+ \d{4}-\d{2}-\d{2} \d+(\+\d+)*\n$/],
  'ai-sdk': [/^[\s\S]*\w[\s\S]*\n [^\n]{0,20} \d+\n$/],
};

describe.each(Object.entries(guides))('%s', (guide, expected) => {
  const blocks = [...readFileSync(join(root, `docs/${guide}.md`), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);

  it.each(expected.map((pattern, i) => [i, pattern]))('example %d', async (i, pattern) => {
    expect(blocks).toHaveLength(expected.length);
    // Inside the workspace, so that `saguim` is found as an app finds it.
    const file = join(root, 'packages/saguim', `guide-${guide}-${i}.mjs`);
    writeFileSync(file, blocks[i]);
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: root });
      expect(stderr).toBe('');
      expect(stdout).toMatch(pattern);
    } finally {
      rmSync(file);
    }
  });
});
