import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './house.mjs';

/** Lint and format, layers, sizes, packages: each a command of its own that exits with 1 when something is wrong. */
export const checks = [
  {
    name: 'lint and format',
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
    hint: '`npm run format` repairs what can be repaired.',
  },
  { name: 'types of Studio', args: ['node_modules/typescript/bin/tsc', '-p', 'apps/studio'] },
  { name: 'types of its service worker', args: ['node_modules/typescript/bin/tsc', '-p', 'apps/studio/tsconfig.worker.json'] },
  { name: "types of the community's built-in AI", args: ['node_modules/typescript/bin/tsc', '-p', 'tests/types'] },
  { name: 'layers', args: ['scripts/check-layers.mjs'] },
  { name: 'sizes', args: ['scripts/check-size.mjs'] },
  { name: 'packages', args: ['scripts/check-packages.mjs'] },
];

/** Runs all checks, one after the other, and says what each found. @returns {Promise<{passed: number, failed: number}>} */
export async function runChecks(list = checks) {
  const total = { passed: 0, failed: 0 };
  for (const { name, args, hint } of list) {
    try {
      if (!existsSync(join(root, args[0]))) throw new Error(`${args[0]} is missing.`);
      await run(process.execPath, args, { what: `The check of ${name}` });
      total.passed++;
      console.log(`  ✓ ${name}`);
    } catch (error) {
      total.failed++;
      console.log(`  ✗ ${name}\n${error.message.replace(/^/gm, '    ')}${hint ? `\n    ${hint}` : ''}`);
    }
  }
  return total;
}
