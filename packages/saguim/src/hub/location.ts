import { SaguimError } from '@saguim/engine/spec';
import { isNode, localFile, localModel, localModelNames, resolveAddress } from '#platform';
import { catalogue, findEntry, type ModelFile } from './catalogue.js';

/** A model as an app names it: a name, a path (Node; of a GGUF or a folder of safetensors) or address (browsers) of a GGUF, or its bytes. */
export type ModelReference = string | URL | Blob;

/** Where a model's bytes are. Survives structured clone, so it can be sent to the worker. */
export type ModelLocation =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | { readonly kind: 'address'; readonly name: string; readonly url: string; readonly file?: ModelFile }
  | { readonly kind: 'card'; readonly name: string; readonly base: string }
  | { readonly kind: 'blob'; readonly name: string; readonly blob: Blob };

const looksLikeFile = (text: string) => /[/\\]|\.gguf$/i.test(text);

/** A name that can be a folder under a base and nothing else. */
export const isModelName = (text: string) => /^[\w][\w.-]*$/.test(text) && !/\.gguf$/i.test(text);

/**
 * Finds where a model is, without reading it.
 * @throws {SaguimError} `not-found` when nothing of that name is on this machine (Node), `invalid-argument` for what is no name
 */
export function locateModel(model: ModelReference, base?: string | URL): ModelLocation {
  if (typeof Blob !== 'undefined' && model instanceof Blob) {
    return { kind: 'blob', name: (model as Partial<File>).name || 'model', blob: model };
  }
  const text = String(model);
  if (text === '') throw new SaguimError('invalid-argument', 'The name of a model is empty', { hint: 'Leave it out for the default one.' });
  if (model instanceof URL || looksLikeFile(text)) return isNode ? locatePath(model as string | URL) : locateAddress(text);
  if (!isModelName(text)) {
    throw new SaguimError('invalid-argument', `"${text}" is not the name of a model`, {
      hint: 'Use a name, or the address of a GGUF file.',
    });
  }
  return isNode ? locateLocal(text, base) : locateByName(text, base);
}

function locatePath(path: string | URL): ModelLocation {
  if (/^https?:/i.test(String(path))) {
    throw new SaguimError('unsupported', 'In Node a model is read from a file, not from an address', {
      where: String(path),
      hint: 'Download the GGUF file and give its path.',
    });
  }
  const found = localFile(path);
  if (!found) throw new SaguimError('not-found', 'There is no such model file', { where: String(path), hint: 'Check the path.' });
  return { kind: 'path', name: String(path), path: found.path };
}

function locateLocal(name: string, base?: string | URL): ModelLocation {
  const found = localModel(name, base);
  if (found) return { kind: 'path', name, path: found.path };
  const names = localModelNames(base);
  const entry = findEntry(name);
  throw new SaguimError('not-found', `There is no model "${name}" here`, {
    where: base === undefined ? undefined : String(base),
    hint: entry && base === undefined ? `Install it: npm install ${entry.package}` : `There are: ${names.join(', ') || 'none'}.`,
    details: { names },
  });
}

function locateAddress(address: string): ModelLocation {
  const url = resolveAddress(address);
  if (url === undefined || !/^https?:/i.test(url)) {
    throw new SaguimError('invalid-argument', 'A model comes from an address that begins with http: or https:', { where: address });
  }
  return { kind: 'address', name: address, url };
}

function locateByName(name: string, base: string | URL = '/models/'): ModelLocation {
  const folder = resolveAddress(base);
  if (folder === undefined || !/^https?:/i.test(folder)) {
    throw new SaguimError('invalid-argument', 'The base of models is no address', {
      where: String(base),
      hint: 'Name the folder that the app serves its models from, such as /models/.',
    });
  }
  const root = new URL(folder.endsWith('/') ? folder : `${folder}/`);
  const file = findEntry(name)?.files[0];
  if (!file) return { kind: 'card', name, base: new URL(`${name}/`, root).href };
  return { kind: 'address', name, url: new URL(`${name}/${file.path}`, root).href, file };
}

/** Names of the models that this app can name: those on this machine (Node), or those that come along. */
export function modelNames(base?: string | URL): string[] {
  return isNode ? localModelNames(base) : catalogue.map((entry) => entry.name);
}
