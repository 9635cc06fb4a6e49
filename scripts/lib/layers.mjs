import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { exportsEntry, findCycle, readImports, resolveRelative, splitBare } from './imports.mjs';
import * as defaultRules from './layer-rules.mjs';

const isTest = (path) => /\.(test|case)\.\w+$/.test(path);
const isSource = (path) => /\.(ts|mts|mjs|js)$/.test(path) && !path.endsWith('.d.ts');

/**
 * Checks a tree of files against the rules.
 * @param {Map<string, string>} files every text file of the repository: path to text
 * @param {typeof defaultRules} [rules]
 * @returns {string[]} one line for each thing that is wrong: where, what, which rule
 */
export function checkLayers(files, rules = defaultRules) {
  const problems = [];
  const manifests = new Map();
  for (const [path, text] of files) if (posix.basename(path) === 'package.json') manifests.set(posix.dirname(path), JSON.parse(text));
  const byName = new Map([...manifests].map(([folder, manifest]) => [manifest.name, { folder, manifest }]));

  const home = (path) => {
    let folder = posix.dirname(path);
    while (folder !== '.' && !manifests.has(folder)) folder = posix.dirname(folder);
    return folder;
  };
  const observes = (path) => rules.observers.some((pattern) => pattern.test(path)) || isTest(path);

  /** The layer a file belongs to, with its row. */
  const layerOf = (path) => {
    const base = Object.keys(rules.layers).find((folder) => path.startsWith(`${folder}/`));
    if (!base) return undefined;
    const first = path.slice(base.length + 1).split('/')[0];
    const inner = path.slice(base.length + 1);
    const row =
      rules.layers[base].find(({ layer }) => layer === first || inner.startsWith(`${layer}/`)) ??
      rules.layers[base].find(({ layer }) => layer === '*');
    return { base, name: row.layer, row, known: row.layer !== '*' || first.endsWith('.ts'), first };
  };

  const graph = new Map();
  for (const [path, text] of files) {
    if (!isSource(path)) continue;
    const at = layerOf(path);
    if (at && !at.known)
      problems.push(`${path}: the folder "${at.first}" has no row in scripts/lib/layer-rules.mjs; give it its place there`);
    const edges = new Set();
    graph.set(path, edges);
    for (const { specifier, line } of readImports(text)) {
      const where = `${path}:${line}: import of '${specifier}'`;
      if (specifier.startsWith('.')) checkRelative(path, specifier, where, edges, at);
      else if (specifier.startsWith('#')) checkSubpath(path, specifier, where, at);
      else if (specifier.startsWith('node:') || builtinModules.includes(specifier)) checkBuiltin(path, where);
      else if (!/^[a-z]+:|^[~/]|^rt\//.test(specifier)) checkBare(path, specifier, where);
    }
  }

  function checkRow(at, targetLayer, where) {
    if (!at || targetLayer === undefined || at.name === targetLayer || at.row.from.includes(targetLayer)) return;
    const allowed = at.row.from.length ? `may import ${at.row.from.join(', ')}` : 'imports no other layer';
    problems.push(`${where} runs back: ${at.name === '*' ? at.first : `${at.name}/`} ${allowed}, not ${targetLayer} (${at.row.says})`);
  }

  function checkRelative(path, specifier, where, edges, at) {
    const target = resolveRelative(path, specifier, files);
    const reached = target ?? posix.normalize(posix.join(posix.dirname(path), specifier));
    if (target) edges.add(target);
    if (observes(path)) return;
    if (home(reached) !== home(path) || reached.startsWith('..')) {
      problems.push(`${where} leaves the package: import another package by its name, through what its package.json exports`);
      return;
    }
    if (!target) {
      if (!/(^|\/)(dist|build)\//.test(reached)) problems.push(`${where} names no file`);
      return;
    }
    if (isTest(target)) problems.push(`${where} takes a test into what people get`);
    const to = layerOf(target);
    if (to) checkRow(at, to.name, where);
  }

  function checkSubpath(path, specifier, where, at) {
    const manifest = manifests.get(home(path));
    if (!manifest?.imports || !(specifier in manifest.imports)) problems.push(`${where}: package.json's "imports" has no such name`);
    else if (!observes(path)) checkRow(at, specifier.slice(1).split('/')[0], where);
  }

  function checkBuiltin(path, where) {
    const shipped = /^(packages\/(?!(?:cli|server)\/)|apps\/)[^/]+\/src\//.test(path);
    if (shipped && !observes(path) && !rules.nodeFiles.some((pattern) => pattern.test(path))) {
      problems.push(
        `${where}: only platform/node.ts and files named for Node may use Node's own modules; bundlers take the rest into pages`,
      );
    }
  }

  function checkBare(path, specifier, where) {
    const folder = home(path);
    const { name, entry } = splitBare(specifier);
    const own = manifests.get(folder);
    const target = byName.get(name);
    if (target && target.folder !== folder) {
      if (!exportsEntry(target.manifest, entry)) {
        problems.push(
          `${where} reaches into ${target.folder}: its package.json exports ${Object.keys(target.manifest.exports ?? {}).join(', ')}`,
        );
        return;
      }
      const allowed = rules.packages[folder];
      if (allowed && !observes(path) && rules.launchers[path] !== name && target.folder in rules.packages && !allowed.includes(name)) {
        problems.push(`${where} runs back: ${folder} may import ${allowed.join(', ') || 'no other package'}, not ${name}`);
        return;
      }
    }
    const inherited = observes(path) ? manifests.get('.') : undefined;
    const declared = [own, inherited].some((manifest) =>
      ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].some((kind) => manifest?.[kind]?.[name]),
    );
    const workspace = target && (observes(path) || target.folder === folder);
    if (!declared && !workspace && folder !== '.') problems.push(`${where}: ${folder}/package.json does not depend on ${name}`);
  }

  const cycle = findCycle(graph);
  if (cycle) problems.push(`${cycle.join(' → ')}: these files import each other in a ring`);
  return problems;
}

/** Files that are too long, and paths of somebody's machine. */
export function checkTexts(files, rules = defaultRules) {
  const problems = [];
  for (const [path, text] of files) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const excused = path in rules.longFiles;
    if (isSource(path) && lines > rules.maxLines && !excused) {
      problems.push(
        `${path}: ${lines} lines; a file is one noun and has at most ${rules.maxLines} (exceptions, with their reason: scripts/lib/layer-rules.mjs)`,
      );
    }
    if (excused && lines <= rules.maxLines) problems.push(`${path}: short enough now; take it off the list in scripts/lib/layer-rules.mjs`);
    if (path in rules.machinePathFiles) continue;
    text.split('\n').forEach((line, index) => {
      for (const { pattern, what } of rules.machinePaths) {
        const found = pattern.exec(line);
        if (found) problems.push(`${path}:${index + 1}: "${found[0]}" is ${what}`);
      }
    });
  }
  return problems;
}
