import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SaguimError } from '@saguim/engine';
import { markModelUsed, pulledModel } from 'saguim/node';

/** A model that lies on this machine. */
export interface FoundModel {
  readonly name: string;
  /** Path of its GGUF file, or of a folder of Hugging Face's kind. */
  readonly file: string;
  readonly bytes: number;
}

const packagePrefix = '@saguim/model-';

/** This folder and all above it. */
function upwards(from: string): string[] {
  const folders = [resolve(from)];
  for (let at = folders[0]!; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  return folders;
}

/** Reads `model.json` of a model's folder. @throws {SaguimError} `bad-file` when it is damaged or its file is missing */
function readModel(folder: string): FoundModel {
  const where = join(folder, 'model.json');
  let card: { name?: unknown; files?: { path?: unknown }[] };
  try {
    card = JSON.parse(readFileSync(where, 'utf8'));
  } catch (cause) {
    throw new SaguimError('bad-file', "The model's card cannot be read", { where, hint: 'It must be JSON with a name and files.', cause });
  }
  const path = card?.files?.[0]?.path;
  if (typeof card?.name !== 'string' || typeof path !== 'string' || !/^[\w.-]+$/.test(path)) {
    throw new SaguimError('bad-file', "The model's card names no file", { where, hint: 'It must be JSON with a name and files.' });
  }
  const file = join(folder, path);
  if (!existsSync(file))
    throw new SaguimError('not-found', `The file of the model "${card.name}" is missing`, {
      where: file,
      hint: 'Fetch it again with `saguim add`.',
    });
  return { name: card.name, file, bytes: statSync(file).size };
}

/** Folders that hold models, nearest first, each a folder with `model.json`. */
function modelFolders(base: string | undefined): string[] {
  const found = new Set<string>();
  const take = (folder: string) => {
    if (existsSync(join(folder, 'model.json'))) found.add(folder);
  };
  const takeAll = (folder: string, starts = '') => {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
    for (const name of readdirSync(folder).sort()) if (name.startsWith(starts)) take(join(folder, name));
  };
  if (base !== undefined) {
    if (!existsSync(base) || !statSync(base).isDirectory()) {
      throw new SaguimError('not-found', 'There is no such folder of models', {
        where: base,
        hint: 'Name one with --models or SAGUIM_MODELS.',
      });
    }
    takeAll(resolve(base));
    return [...found];
  }
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const folder of new Set([...upwards(process.cwd()), ...upwards(here)])) {
    takeAll(join(folder, 'models'));
    takeAll(join(folder, 'node_modules/@saguim'), 'model-');
  }
  return [...found];
}

/** All models on this machine that have a name here; the nearest wins where two have the same. */
export function listModels(base: string | undefined = process.env.SAGUIM_MODELS): FoundModel[] {
  const models = new Map<string, FoundModel>();
  for (const folder of modelFolders(base)) {
    const model = readModel(folder);
    if (!models.has(model.name)) models.set(model.name, model);
  }
  return [...models.values()];
}

/** The installed package of a model, by Node's own rules (they know layouts that a search of folders does not). */
function fromPackage(name: string): FoundModel | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return readModel(dirname(createRequire(from).resolve(`${packagePrefix}${name}/model.json`)));
    } catch (error) {
      if (error instanceof SaguimError) throw error;
    }
  }
  return undefined;
}

/** What was pulled, as something that is used now. */
function fromStore(name: string): FoundModel | undefined {
  const pulled = pulledModel(name);
  if (!pulled) return undefined;
  markModelUsed(pulled.path);
  return { name, file: pulled.path, bytes: pulled.bytes };
}

const looksLikePath = (text: string) => /[/\\]|\.gguf$/i.test(text);
const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
/** A folder that holds a model as Hugging Face keeps it. */
const isCheckpoint = (path: string) => isFolder(path) && existsSync(join(path, 'config.json'));

const notAModel = (where: string) =>
  new SaguimError('not-found', 'That is not a model file', { where, hint: 'Name the .gguf file itself, or a folder with a config.json.' });

/** Bytes of the weights in such a folder. */
function checkpointBytes(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/**
 * The file of a model: a path (of a GGUF file, or of a folder of Hugging Face's kind), or a name from `models/` or the `@saguim/model-…` packages.
 * @throws {SaguimError} `not-found` with what there is
 */
export function findModel(nameOrPath: string, base: string | undefined = process.env.SAGUIM_MODELS): FoundModel {
  if (/^(hf|https?):/i.test(nameOrPath)) {
    const pulled = fromStore(nameOrPath);
    if (pulled) return pulled;
    throw new SaguimError('not-found', 'The model is not on this machine', {
      where: nameOrPath,
      hint: `Fetch it: saguim pull ${nameOrPath}`,
    });
  }
  if (looksLikePath(nameOrPath) || isCheckpoint(nameOrPath) || (existsSync(nameOrPath) && statSync(nameOrPath).isFile())) {
    const file = resolve(nameOrPath);
    const pulled = existsSync(file) ? undefined : fromStore(nameOrPath); // such as Xenova/all-MiniLM-L6-v2
    if (pulled) return pulled;
    if (!existsSync(file))
      throw new SaguimError('not-found', 'There is no such model file', {
        where: nameOrPath,
        hint: 'Check the path, or list models with `saguim models`.',
      });
    if (isCheckpoint(file)) return { name: nameOrPath, file, bytes: checkpointBytes(file) };
    if (!statSync(file).isFile()) throw notAModel(nameOrPath);
    return { name: nameOrPath, file, bytes: statSync(file).size };
  }
  const models = listModels(base);
  const found =
    models.find(({ name }) => name === nameOrPath) ??
    (base === undefined && /^[\w.-]+$/.test(nameOrPath) ? fromPackage(nameOrPath) : undefined);
  const pulled = found ?? fromStore(nameOrPath);
  if (pulled) return pulled;
  if (isFolder(nameOrPath)) throw notAModel(nameOrPath);
  const names = models.map(({ name }) => name).join(', ');
  throw new SaguimError('not-found', `There is no model "${nameOrPath}"`, {
    hint: names
      ? `There are: ${names}. Or give the path of a GGUF file, or fetch one: saguim models --remote, saguim pull.`
      : 'None is installed here: fetch one (saguim models --remote, saguim pull), or give the path of a GGUF file.',
  });
}
