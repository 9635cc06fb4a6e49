import { SaguimError } from '@saguim/engine/spec';
import { isNode, localFile, localModel, localModelNames, resolveAddress, storedPath } from '#platform';
import { catalogue } from './catalogue.js';
import type { FolderFile, ModelFolder } from './model-folder.js';
import { isModelName, isRepositoryName, isSource } from './model-key.js';

/**
 * A model as an app names it: a name, a source (`hf:owner/repository/file.gguf`, an address), a path (Node; of a GGUF or a folder of
 * safetensors), the bytes of a GGUF, or a folder of safetensors: the files of it that a person chose or dropped, or its handle.
 */
export type ModelReference = string | URL | Blob | ArrayLike<File> | ModelFolder;

/** Where a model's bytes are. Survives structured clone, so it can be sent to the worker. */
export type ModelLocation =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | { readonly kind: 'blob'; readonly name: string; readonly blob: Blob | ModelFolder }
  /** Of the store, brought there first where it is not. */
  | { readonly kind: 'hub'; readonly name: string; readonly base?: string };

const looksLikeFile = (text: string) => /[/\\]|\.gguf$/i.test(text);

/**
 * Finds where a model is, without reading it or asking anybody.
 * @throws {SaguimError} `not-found` for a path where nothing is (Node), `invalid-argument` for what is no name
 */
export function locateModel(model: ModelReference, base?: string | URL): ModelLocation {
  if (typeof Blob !== 'undefined' && model instanceof Blob) {
    return { kind: 'blob', name: (model as Partial<File>).name || 'model', blob: model };
  }
  if (typeof model === 'object' && !(model instanceof URL)) {
    const blob = 'length' in model ? folderOf(model) : (model as FileSystemDirectoryHandle);
    return { kind: 'blob', name: ('name' in blob ? blob.name : blob[0]?.path.split('/')[0]) || 'model', blob };
  }
  const text = String(model);
  if (text === '') throw new SaguimError('invalid-argument', 'The name of a model is empty', { hint: 'Leave it out for the default one.' });
  return isNode ? locateLocal(model as string | URL, text, base) : locateOnPage(model as string | URL, text, base);
}

/** A list of files with their paths: those of a file chooser have them beside. */
const folderOf = (files: ArrayLike<File | FolderFile>): readonly FolderFile[] =>
  Array.from(files, (file) => ('path' in file && 'file' in file ? file : { path: file.webkitRelativePath || file.name, file }));

function checkName(text: string): string {
  if (isSource(text) || isModelName(text) || isRepositoryName(text)) return text;
  throw new SaguimError('invalid-argument', `"${text}" is not the name of a model`, {
    hint: 'Use a name, hf:owner/repository/file.gguf, or the address of a GGUF file.',
  });
}

function locateLocal(model: string | URL, text: string, base?: string | URL): ModelLocation {
  if (!isSource(text) && (model instanceof URL || looksLikeFile(text))) {
    const found = localFile(model);
    if (found) return { kind: 'path', name: text, path: found.path };
    if (!isRepositoryName(text))
      throw new SaguimError('not-found', 'There is no such model file', { where: text, hint: 'Check the path.' });
  }
  checkName(text);
  const found = localModel(text, base) ?? storedPath(text);
  if (found) return { kind: 'path', name: text, path: found.path };
  if (base === undefined || isSource(text)) return { kind: 'hub', name: text };
  const names = localModelNames(base);
  throw new SaguimError('not-found', `There is no model "${text}" here`, {
    where: String(base),
    hint: `There are: ${names.join(', ') || 'none'}.`,
    details: { names },
  });
}

function locateOnPage(model: string | URL, text: string, base?: string | URL): ModelLocation {
  const common = { kind: 'hub', ...(base === undefined ? {} : { base: resolveAddress(base) }) } as const;
  if (isSource(text) || isRepositoryName(text) || !(model instanceof URL || looksLikeFile(text)))
    return { ...common, name: checkName(text) };
  const url = resolveAddress(text);
  if (url === undefined || !/^https?:/i.test(url)) {
    throw new SaguimError('invalid-argument', 'A model comes from an address that begins with http: or https:', { where: text });
  }
  return { ...common, name: url };
}

/** Names of the models that this app can name: those on this machine (Node), or those that come along. */
export function modelNames(base?: string | URL): string[] {
  return isNode ? localModelNames(base) : catalogue.map((entry) => entry.name);
}
