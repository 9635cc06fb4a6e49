// For Node alone: what puts models and the engine where an app serves them.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { SaguimError } from '@saguim/engine/spec';
import { checkCard, locateModel, type ModelCard, type ModelFile, type OnProgress } from './hub/index.js';

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
  await mkdir(folder, { recursive: true });
  for (const name of names) await copyFile(join(source, name), join(folder, name));
  return folder;
}

/**
 * Puts a model and the engine's files into a folder that an app serves: `<to>/<name>/` and `<to>/engine/`. What is there already and
 * whole is not copied again.
 * @param name a model that is installed (`@saguim/model-<name>`) or lies in a folder `models`
 * @throws {SaguimError} `not-found`, `bad-file`, `integrity`; the signal's reason
 */
export async function addModel(name: string, to: string, options: AddModelOptions = {}): Promise<AddedModel> {
  options.signal?.throwIfAborted();
  const location = locateModel(name, options.models);
  if (location.kind !== 'path') throw new SaguimError('unsupported', 'Only models on this machine can be added');
  const source = dirname(location.path);
  const card = await readCard(source);
  const folder = join(to, card.name);
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  for (const file of card.files) {
    const target = join(folder, file.path);
    if (await isThere(target, file.bytes)) continue;
    await copyChecked(join(source, file.path), target, file, options);
    bytes += file.bytes;
  }
  for (const companion of companions) await copyFile(join(source, companion), join(folder, companion)).catch(() => {}); // not every model has all
  // Last: a model whose description is there is whole.
  await copyFile(join(source, 'model.json'), join(folder, 'model.json'));
  return { name: card.name, folder, engine: await addEngine(to), bytes };
}
