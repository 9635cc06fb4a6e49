#!/usr/bin/env node
// Fails on an import that runs back, and names the rule. The rules: scripts/lib/layer-rules.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './lib/files.mjs';
import { root, runMain } from './lib/house.mjs';
import { readSources } from './lib/imports.mjs';
import { checkLayers, checkTexts } from './lib/layers.mjs';

/** Files of the project: what git knows or would add; without git, what lies there. */
function projectFiles() {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const paths = git.status === 0 ? git.stdout.split('\0').filter(Boolean) : listFiles(root, ['dist', 'build', 'coverage']);
  return [...new Set(paths)].filter((path) => existsSync(join(root, path)));
}

const isText = (path) =>
  /\.(ts|mts|mjs|js|jsx|vue|svelte|json|md|html|css|svg|yml|yaml|sh|txt|webmanifest)$|(^|\/)(\.ci\/run|LICENSE)$/.test(path);
// Texts of books and test data are not ours to judge.
const isData = (path) => path.startsWith('tests/golden/');

await runMain(() => {
  const files = readSources(
    root,
    projectFiles().filter((path) => isText(path) && !isData(path)),
  );
  const problems = [...checkLayers(files), ...checkTexts(files)];
  for (const problem of problems) console.error(problem);
  console.log(problems.length ? `${problems.length} problem(s)` : `${files.size} files keep the layers`);
  return problems.length ? 1 : 0;
});
