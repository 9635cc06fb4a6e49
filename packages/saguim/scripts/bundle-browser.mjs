// Makes `dist/browser/`: the library, its worker, the helper thread and the kernels as files that load each other by relative address
// alone. Import maps do not reach into workers, so a page without a bundler needs the worker in one piece.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const target = `${dist}browser/`;

/** File in dist: its name here. */
const names = {
  'index.js': 'saguim.js',
  'transformers/index.js': 'transformers.js',
  'engine-worker-browser.js': 'engine-worker.js',
  'helper-browser.js': 'engine-helper.js',
};
const nameOf = (path) => {
  const [file, folder] = path.split(/[/\\]/).reverse();
  return names[`${folder}/${file}`] ?? names[file] ?? file;
};

const literal = /new URL\(\s*(['"])(\.\.?\/[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/** What a module names by `new URL(…, import.meta.url)` becomes a file beside it; its path is added to `found`. */
const flattening = (found) => ({
  name: 'flatten-urls',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return null;
    return code.replace(literal, (_whole, quote, path) => {
      const file = resolve(dirname(id), path);
      found.add(file);
      return `new URL(${quote}./${nameOf(file)}${quote}, import.meta.url)`;
    });
  },
});

/** What every bundle is made with. */
const optionsOf = (input, plugins) => ({
  input,
  platform: 'browser',
  // A worker may be named with a query, and what comes later must not import it a second time under another address.
  preserveEntrySignatures: 'strict',
  resolve: { conditionNames: ['browser', 'import', 'default'] },
  plugins,
  onLog: (level, log) => {
    if (level === 'warn') throw new Error(`${input}: ${log.message}`);
  },
});

/** Modules that an entry brings by itself, without what it imports later. */
async function modulesAtOnce(entry) {
  const later = { name: 'leave-out-what-comes-later', resolveDynamicImport: () => ({ id: 'later', external: true }) };
  const build = await rolldown(optionsOf(entry, [flattening(new Set()), later]));
  const { output } = await build.generate({ format: 'es', codeSplitting: false });
  await build.close();
  return new Set(output.flatMap(({ modules = {} }) => Object.keys(modules).filter((id) => modules[id].renderedLength > 0)));
}

/** Bundles one entry. @returns paths of the files that come beside it */
async function bundle(entry) {
  const found = new Set();
  const atOnce = await modulesAtOnce(entry);
  const build = await rolldown(optionsOf(entry, [flattening(found)]));
  await build.write({
    dir: target,
    format: 'es',
    entryFileNames: nameOf(entry),
    chunkFileNames: nameOf(entry).replace('.js', '-[name].js'),
    // What only later pieces share stays out of what every page fetches.
    codeSplitting: {
      groups: [
        { name: 'shared', minShareCount: 2, priority: 1, test: (id) => atOnce.has(id) },
        { name: 'later', minShareCount: 2 },
      ],
    },
    minify: true,
    sourcemap: false,
  });
  await build.close();
  return found;
}

/**
 * Bundles a module as one classic script, which a page can load ahead of all others. Files beside it are found from its own address.
 * @returns its code
 */
export async function bundleClassic(input, plugins = []) {
  const build = await rolldown({
    input,
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'import', 'default'] },
    transform: { define: { 'import.meta.url': 'SAGUIM_SCRIPT' } },
    plugins: [...plugins, flattening(new Set())],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`${input}: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'iife',
    name: 'saguimPolyfill',
    codeSplitting: false,
    minify: true,
    intro: 'const SAGUIM_SCRIPT = (globalThis.document?.currentScript ?? globalThis.location).src ?? globalThis.location.href;',
  });
  await build.close();
  return output[0].code;
}

export async function bundleBrowser() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const waiting = [`${dist}index.js`, `${dist}transformers/index.js`];
  const done = new Set();
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    if (file.endsWith('.js')) waiting.push(...(await bundle(file)));
    else cpSync(file, `${target}${nameOf(file)}`);
  }
  writeFileSync(`${target}polyfill.js`, await bundleClassic(`${dist}polyfill/index.js`));
  return [...[...done].map(nameOf), 'polyfill.js'];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(`browser bundle: ${(await bundleBrowser()).join(', ')}`);
