// The guide for readers of Portuguese, and that for people who come from Transformers.js: their programs run and write what stands below them.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './command.mjs';

const address = (path) => pathToFileURL(join(root, 'packages/saguim/dist', path)).href;
const from = { saguim: address('index.js'), 'saguim/transformers': address('transformers/index.js') };
const { configure } = await import(from.saguim);

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-guide-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Programs of a guide, each with what it writes where the guide says so. */
function programs(guide) {
  const text = readFileSync(join(root, 'docs', guide), 'utf8');
  return [...text.matchAll(/```js\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(([, code, output]) => ({ code, output }));
}

const localised = (code) =>
  code.replace(/from '(saguim[\w/]*)'/g, (whole, name) => (from[name] ? `from ${JSON.stringify(from[name])}` : whole));

describe('primeiros-15-minutos.md', () => {
  it('runs from its first line to its last', async () => {
    const all = programs('pt-BR/primeiros-15-minutos.md');
    expect(all.length).toBeGreaterThanOrEqual(7);
    // In one process, one after the other: the engine starts once.
    const file = join(folder, 'all.mjs');
    const parts = all.map(({ code }, i) => {
      const name = join(folder, `part-${i}.mjs`);
      writeFileSync(name, localised(code).replace("'./bilhetes'", JSON.stringify(join(folder, 'bilhetes'))));
      return `await import(${JSON.stringify(pathToFileURL(name).href)}); process.stdout.write('--- next\\n');`;
    });
    const setting = `import { configure } from ${JSON.stringify(from.saguim)};\nconfigure({ models: ${JSON.stringify(join(root, 'models'))} });\n`;
    writeFileSync(file, setting + parts.join('\n'));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    expect(stderr).toBe('');
    expect(stdout.split('--- next\n').slice(0, -1)).toEqual(all.map(({ output }) => output));
  });

  it('links to guides that are there', () => {
    for (const guide of ['pt-BR/primeiros-15-minutos.md', 'transformers.md']) {
      const text = readFileSync(join(root, 'docs', guide), 'utf8');
      for (const [, target] of text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
        expect(() => readFileSync(new URL(target, pathToFileURL(join(root, 'docs', guide))), { flag: 'r' }), target).not.toThrow(/ENOENT/);
      }
    }
  });
});

it('transformers.md: its program says what it says', async () => {
  const [{ code }] = programs('transformers.md');
  configure({ models: join(root, 'models') });
  const file = join(folder, 'transformers.mjs');
  writeFileSync(file, localised(code).replace('console.log(output.dims);', 'export const { dims } = output;'));
  expect((await import(pathToFileURL(file).href)).dims).toEqual([2, 384]);
});
