import { SaguimError } from '@saguim/engine/spec';
import { headBytes, wrongHead } from './file-head.js';
import { HashFront } from './hash-front.js';
import type { PullOptions, StoredFile, StoredModel } from './hub-contract.js';
import { journalName, partName } from './journal-name.js';
import { locateModel } from './location.js';
import { type FolderFile, type ModelFolder, modelFiles } from './model-folder.js';
import { isModelName, keyOf } from './model-key.js';
import type { Shelf } from './shelf.js';
import { findStored, type Marker, writeMarker } from './stored-marker.js';
import { begunName, describeFound } from './stored-model.js';

export interface ImportOptions extends PullOptions {
  /** Default: that of the file or the folder. */
  readonly name?: string;
  readonly task?: Marker['task'];
}

/** So much of a file is copied in one turn. */
const copyBytes = 1 << 20;

/**
 * Stores a model's file, or the files of its folder, under its name; what fails leaves nothing behind.
 * @throws {SaguimError} `bad-file`, `not-found`, `invalid-argument`, `storage-full`; the signal's reason
 */
export async function importModel(
  shelf: Shelf,
  model: Blob | ArrayLike<File> | ModelFolder,
  { name: given, task, ...options }: ImportOptions,
): Promise<StoredModel> {
  const location = locateModel(model) as Extract<ReturnType<typeof locateModel>, { kind: 'blob' }>;
  const title = given ?? location.name;
  const name = nameOf(title);
  const key = keyOf(name);
  const { blob } = location;
  const single = blob instanceof Blob;
  const files: readonly FolderFile[] = single ? [{ path: `${name}.gguf`, file: blob }] : await modelFiles(blob);
  for (const { path, file } of files) {
    const wrong = wrongHead(path, new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
    if (wrong && single)
      throw new SaguimError('bad-file', 'The file is not a GGUF model', { where: title, hint: 'Choose a file whose name ends in .gguf.' });
    if (wrong) throw new SaguimError('bad-file', 'A file of the folder is not what its name says', { where: `${title}/${path}` });
  }
  return shelf.withLock(key, options.signal, async () => {
    if (await findStored(shelf, name)) {
      throw new SaguimError('invalid-argument', `There is a stored model "${name}" already`, {
        hint: 'Remove it first, or give this one another name.',
      });
    }
    const needed = files.reduce((sum, { file }) => sum + file.size, 0);
    const room = await shelf.room();
    if (room !== undefined && room < needed) {
      throw new SaguimError('storage-full', `The model needs ${needed} bytes, and there is room for ${room}`, {
        hint: 'Free some space on the device, or remove stored models, and try again.',
        details: { needed, room },
      });
    }
    const kept: StoredFile[] = [];
    try {
      let loaded = 0;
      for (const { path, file } of files) {
        const onBytes = (bytes: number) =>
          options.onProgress?.({ state: 'downloading', loaded: loaded + bytes, total: needed, from: 0, bytesPerSecond: 0, file: path });
        const sha256 = await copy(shelf, file, `${key}/${path}`, onBytes, options.signal);
        kept.push({ path, bytes: file.size, sha256 });
        loaded += file.size;
      }
    } catch (error) {
      for (const { path } of kept) await shelf.remove(`${key}/${path}`).catch(() => {});
      throw error;
    }
    const marker: Marker = { format: 1, name, source: name, files: kept, storedAt: Date.now(), ...(task && { task }) };
    await writeMarker(shelf, key, marker);
    await shelf.remove(begunName(key));
    for (const { path } of kept) await shelf.remove(journalName(`${key}/${path}`));
    return describeFound(shelf, { key, marker });
  });
}

function nameOf(title: string): string {
  const name = title
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 96);
  if (isModelName(name)) return name;
  throw new SaguimError('invalid-argument', `"${title.slice(0, 100)}" cannot be the name of a model`, { hint: 'Give it a name.' });
}

/** @returns its SHA-256 */
async function copy(
  shelf: Shelf,
  file: Blob,
  target: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const open = await shelf.open(partName(target));
  const front = await HashFront.create();
  let whole = false;
  try {
    open.truncate(0);
    for (let at = 0; at < file.size; at += copyBytes) {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(await file.slice(at, at + copyBytes).arrayBuffer());
      open.write(bytes, at);
      front.offer(at, bytes);
      onBytes(at + bytes.length);
    }
    open.flush();
    whole = true;
  } finally {
    open.close();
    if (!whole) await shelf.remove(partName(target)).catch(() => {});
  }
  await shelf.rename(partName(target), target);
  return front.digest();
}
