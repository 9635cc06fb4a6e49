import { describe, expect, it } from 'vitest';
import { checkLayers, checkTexts } from './lib/layers.mjs';

const manifest = (name, more = {}) => JSON.stringify({ name, exports: { '.': './dist/index.js' }, ...more });

/** A small house that keeps the rules, with some files replaced or added. */
const house = (files = {}) =>
  new Map(
    Object.entries({
      'package.json': manifest('saguim-workspace', { devDependencies: { vitest: '1' } }),
      'packages/engine/package.json': manifest('@saguim/engine', { imports: { '#platform': './dist/platform/node.js' } }),
      'packages/saguim/package.json': manifest('saguim', { dependencies: { '@saguim/engine': '1' } }),
      'packages/elements/package.json': manifest('@saguim/elements', { dependencies: { saguim: '1' } }),
      'packages/engine/src/index.ts': "export * from './engine.js';",
      'packages/engine/src/engine.ts': "import { f } from './text/f.js';\nimport { k } from './kernels/k.js';",
      'packages/engine/src/spec/error.ts': 'export const e = 1;',
      'packages/engine/src/platform/node.ts': "import { readFile } from 'node:fs/promises';",
      'packages/engine/src/bytes/b.ts': "import { p } from '#platform';\nimport { e } from '../spec/error.js';",
      'packages/engine/src/tensors/t.ts': "import { b } from '../bytes/b.js';",
      'packages/engine/src/kernels/k.ts': "import type { T } from '../tensors/t.js';",
      'packages/engine/src/tokens/tokens.ts': "import { b } from '../bytes/b.js';",
      'packages/engine/src/models/m.ts': "import { t } from '../tensors/t.js';",
      'packages/engine/src/text/f.ts': "import { x } from '../tokens/tokens.js';\nimport { y } from '../models/m.js';",
      'packages/saguim/src/index.ts': "export { E } from '@saguim/engine';",
      'packages/elements/src/index.ts': "import { LanguageModel } from 'saguim';",
      ...files,
    }),
  );

describe('checkLayers', () => {
  it('finds nothing in a house that keeps the rules', () => {
    expect(checkLayers(house())).toEqual([]);
  });

  const bad = [
    [
      'a value that runs back',
      'packages/engine/src/bytes/b.ts',
      "import { t } from '../tensors/t.js';",
      /bytes\/b\.ts:1: import of '\.\.\/tensors\/t\.js' runs back.*bytes\/ may import spec, platform, not tensors/,
    ],
    [
      'a type import',
      'packages/engine/src/spec/error.ts',
      "import type { B } from '../bytes/b.js';",
      /spec\/error\.ts:1.*imports no other layer, not bytes.*contracts import nothing/,
    ],
    [
      'an import type in the middle of code',
      'packages/engine/src/spec/error.ts',
      "const a = 1;\nexport let t: import('../tensors/t.js').T;",
      /spec\/error\.ts:2.*not tensors/,
    ],
    [
      'a re-export',
      'packages/engine/src/models/m.ts',
      "export * from '../tokens/tokens.js';",
      /models\/m\.ts:1.*models and tokens do not meet before text/,
    ],
    [
      'a dynamic import',
      'packages/engine/src/tokens/tokens.ts',
      "const m = await import('../models/m.js');",
      /tokens\/tokens\.ts:1.*not models/,
    ],
    [
      'text that picks a backend',
      'packages/engine/src/text/f.ts',
      "import { k } from '../kernels/k.js';",
      /only engine\.ts picks a backend/,
    ],
    [
      'a package that runs back',
      'packages/saguim/src/index.ts',
      "import { x } from '@saguim/elements';",
      /packages\/saguim may import @saguim\/engine, not @saguim\/elements/,
    ],
    [
      'internals of another package',
      'packages/saguim/src/index.ts',
      "import { x } from '@saguim/engine/dist/bytes/b.js';",
      /reaches into packages\/engine: its package\.json exports \./,
    ],
    ['a path out of the package', 'packages/saguim/src/index.ts', "import { x } from '../../engine/src/index.js';", /leaves the package/],
    [
      'a dependency that is not declared',
      'packages/elements/src/index.ts',
      "import { html } from 'lit';",
      /packages\/elements\/package\.json does not depend on lit/,
    ],
    [
      'Node in a page',
      'packages/engine/src/bytes/b.ts',
      "import { readFile } from 'node:fs';",
      /platform\/node\.ts and files named for Node/,
    ],
    ['a folder without a row', 'packages/engine/src/extras/x.ts', 'export {};', /the folder "extras" has no row/],
    ['a missing file', 'packages/engine/src/bytes/b.ts', "import { x } from './nothing.js';", /names no file/],
    [
      'a test in what people get',
      'packages/engine/src/bytes/b.ts',
      "import { x } from './b.test.js';",
      /takes a test into what people get/,
    ],
    ['a subpath that is not declared', 'packages/engine/src/bytes/b.ts', "import { x } from '#host';", /"imports" has no such name/],
  ];
  it.each(bad)('names the rule for %s', (_, path, text, message) => {
    // Some of them close a ring as well, which has a test of its own.
    const problems = checkLayers(house({ 'packages/engine/src/bytes/b.test.ts': '', [path]: text })).filter(
      (line) => !line.endsWith('in a ring'),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it('lets tests beside the code import any layer', () => {
    expect(
      checkLayers(house({ 'packages/engine/src/spec/error.test.ts': "import { b } from '../bytes/b.js';\nimport { it } from 'vitest';" })),
    ).toEqual([]);
  });

  it('lets the launcher alone hand over to the commands', () => {
    const launcher = "import { main } from '@saguim/cli';";
    const cli = {
      'packages/cli/package.json': manifest('@saguim/cli'),
      'packages/saguim/package.json': manifest('saguim', { dependencies: { '@saguim/engine': '1', '@saguim/cli': '1' } }),
    };
    expect(checkLayers(house({ ...cli, 'packages/saguim/bin/saguim.js': launcher }))).toEqual([]);
    expect(checkLayers(house({ ...cli, 'packages/saguim/src/node.ts': launcher }))).toEqual([
      expect.stringMatching(/saguim\/src\/node\.ts:1: .*runs back/),
    ]);
  });

  it('finds files that import each other in a ring', () => {
    const ring = { 'packages/engine/src/bytes/b.ts': "import './c.js';", 'packages/engine/src/bytes/c.ts': "import './b.js';" };
    expect(checkLayers(house(ring))).toEqual([expect.stringMatching(/bytes\/b\.ts → .*bytes\/c\.ts → .*bytes\/b\.ts.*ring/)]);
  });
});

describe('checkTexts', () => {
  it('finds files that are too long, and paths of a machine', () => {
    const slash = '/';
    const problems = checkTexts(
      new Map([
        ['a.ts', 'x\n'.repeat(401)],
        ['b.ts', 'x\n'.repeat(400)],
        ['c.md', `see\n${slash}home/ana/saguim/notes`],
        ['d.md', `https://example.org${slash}home/ana is an address, not a path`],
      ]),
    );
    expect(problems).toEqual([expect.stringMatching(/^a\.ts: 401 lines/), expect.stringMatching(/^c\.md:2: .*a path of a machine/)]);
  });
});
