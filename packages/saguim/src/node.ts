// For Node alone: what puts models and the engine where an app serves them.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { SaguimError } from '@saguim/engine/spec';
import { markUsed, storedPath } from '#platform';
import type { StoredModel } from './hub/hub-contract.js';
import { checkCard, locateModel, type ModelCard, type ModelFile, type OnProgress } from './hub/index.js';
import { LocalHub } from './hub/local-hub.js';
import { makeFolder } from './platform/node-make-folder.js';
import { storeFolder } from './platform/node-shelf.js';

export { makeFolder };

export interface AddModelOptions {
  /** Where to look for the model; default: as `models` of `configure()`. */
  models?: string | URL;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

export interface AddedModel {
  readonly name: string;
  /** The model's folder. */
  readonly folder: string;
  /** The engine's folder: `saguim.js`, its worker and its `.wasm` files. */
  readonly engine: string;
  /** Bytes copied: none of what was there already. */
  readonly bytes: number;
}

/** Files of a model's folder that go along with the weights. */
const companions = ['README.md', 'LICENSE', 'LICENSE.md', 'LICENSE.txt', 'NOTICE'];

async function readCard(folder: string): Promise<ModelCard> {
  const where = join(folder, 'model.json');
  let text: string;
  try {
    text = await readFile(where, 'utf8');
  } catch (cause) {
    throw new SaguimError('not-found', 'The model has no model.json beside it', {
      where: folder,
      hint: 'Name a model that comes with one.',
      cause,
    });
  }
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch (cause) {
    throw new SaguimError('bad-file', "The model's description is not JSON", { where, cause });
  }
  return checkCard(card, where);
}

async function isThere(path: string, bytes: number): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size === bytes,
    () => false,
  );
}

/** Copies and checks a file; it has its name only when it is whole and right. */
async function copyChecked(from: string, to: string, file: ModelFile, { signal, onProgress }: AddModelOptions): Promise<void> {
  const hash = createHash('sha256');
  let loaded = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      loaded += chunk.length;
      onProgress?.({ phase: 'download', loaded, total: file.bytes, from: 0 });
      done(null, chunk);
    },
  });
  const part = `${to}.part`;
  try {
    await pipeline(createReadStream(from), watch, createWriteStream(part), { signal });
    const sha256 = hash.digest('hex');
    if (sha256 !== file.sha256 || loaded !== file.bytes) {
      throw new SaguimError('integrity', 'The file is not what its model.json says', {
        where: from,
        hint: 'Install the model again.',
        details: { expected: file.sha256, found: sha256 },
      });
    }
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Copies the files that a page without a bundler, or one that names them by `workerUrl`, loads. @returns their folder */
export async function addEngine(to: string): Promise<string> {
  const source = fileURLToPath(new URL('./browser/', import.meta.url));
  let names: string[];
  try {
    names = await readdir(source);
  } catch (cause) {
    throw new SaguimError('not-found', "The engine's files for pages are missing", {
      where: source,
      hint: 'In a clone, run `npm run build` first.',
      cause,
    });
  }
  const folder = join(to, 'engine');
  makeFolder(folder);
  for (const name of names) await copyFile(join(source, name), join(folder, name));
  return folder;
}

/** A model to copy: its description, and the folder of its files. */
interface Source {
  readonly card: ModelCard;
  readonly folder: string;
}

/** A model of this machine, or one that is pulled first. */
async function findSource(name: string, { models, signal, onProgress }: AddModelOptions): Promise<Source> {
  const location = locateModel(name, models);
  if (location.kind === 'path' && !isStored(location.path)) {
    const folder = dirname(location.path);
    return { card: await readCard(folder), folder };
  }
  const hub = await LocalHub.open();
  const stored = await hub.pull(name, {
    signal,
    onProgress: ({ loaded, total, from }) => onProgress?.({ phase: 'download', loaded, total, from }),
  });
  return fromStored(stored);
}

/** Whether a path is of the store, or of another program's cache (which has no description beside its files). */
const isStored = (path: string) => path.startsWith(join(storeFolder(), sep)) || path.includes(`${sep}snapshots${sep}`);

async function fromStored({ name, source, files, path = '' }: StoredModel): Promise<Source> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const known: ModelFile[] = [];
  for (const file of files) {
    const sha256 = file.sha256 ?? (await sumOf(join(folder, file.path)));
    known.push({ path: file.path, bytes: file.bytes, sha256 });
  }
  return { card: { name: name === source ? basename(folder) : name, files: known }, folder };
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/**
 * Puts a model and the engine's files into a folder that an app serves: `<to>/<name>/` and `<to>/engine/`. What is there already and
 * whole is not copied again.
 * @param name a model that is installed (`@saguim/model-<name>`) or lies in a folder `models`; or one of the hub, which is pulled first
 * @throws {SaguimError} `not-found`, `bad-file`, `integrity`, `network`; the signal's reason
 */
export async function addModel(name: string, to: string, options: AddModelOptions = {}): Promise<AddedModel> {
  options.signal?.throwIfAborted();
  const { card, folder: source } = await findSource(name, options);
  const folder = join(to, card.name);
  makeFolder(folder);
  let bytes = 0;
  for (const file of card.files) {
    const target = join(folder, file.path);
    if (await isThere(target, file.bytes)) continue;
    makeFolder(dirname(target));
    await copyChecked(join(source, file.path), target, file, options);
    bytes += file.bytes;
  }
  for (const companion of companions) await copyFile(join(source, companion), join(folder, companion)).catch(() => {}); // not every model has all
  // Last: a model whose description is there is whole.
  const description = join(source, 'model.json');
  if (existsSync(description) && !isStored(description)) await copyFile(description, join(folder, 'model.json'));
  else await writeFile(join(folder, 'model.json'), `${JSON.stringify(card, null, 2)}\n`);
  return { name: card.name, folder, engine: await addEngine(to), bytes };
}

/**
 * What was pulled of a model, whole: the path of its GGUF file, or of the folder of its files.
 * @param nameOrSource its name, an alias, or what it was pulled as
 */
export function pulledModel(nameOrSource: string): { readonly path: string; readonly bytes: number } | undefined {
  return storedPath(nameOrSource);
}

/** Remembers that a pulled model was used just now: suggestions what to remove follow it. */
export function markModelUsed(path: string): void {
  markUsed(path);
}
