import { SaguimError } from '@saguim/engine/spec';
import { isModelName, isRepositoryName, repositoryPattern } from './model-key.js';

/** What a text that names a model means. */
export type Reference =
  | { readonly kind: 'name'; readonly name: string; readonly source: string }
  | {
      readonly kind: 'hf';
      /** `owner/name`. */
      readonly repository: string;
      readonly revision: string;
      /** A file of it; undefined leaves the choice to us. */
      readonly path?: string;
      /** Part of the file's name that is wanted, such as `Q4_K_M`. */
      readonly quantization?: string;
      readonly source: string;
    }
  | { readonly kind: 'address'; readonly url: string; readonly source: string };

/** Endings of our own files beside a model's. */
const ours = /\.(part|journal|new|lock)$|^model\.json$/i;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A path of a file inside a model's folder, as somebody else gave it.
 * @throws {SaguimError} `invalid-argument` for one that could lead elsewhere
 */
export function checkPath(path: string, where?: string): string {
  const parts = path.split('/');
  const plain = parts.every(
    (part) => /^[\w(+@=,-][\w .()+@=,~-]*$/.test(part) && part.length <= 128 && !/[. ]$/.test(part) && !reserved.test(part),
  );
  if (!plain || parts.length > 8 || ours.test(parts.at(-1)!)) {
    throw new SaguimError('invalid-argument', `"${path.slice(0, 200)}" cannot be the path of a model's file`, {
      where,
      hint: 'It must be plain names with / between them.',
    });
  }
  return path;
}

const wrong = (text: string, hint: string) =>
  new SaguimError('invalid-argument', `"${text.slice(0, 200)}" is not the name of a model`, { hint });

const hfHint = 'Write hf:owner/repository/file.gguf, hf:owner/repository@revision/file.gguf, or hf:owner/repository:Q4_K_M.';

function hf(repository: string, revision: string, path: string | undefined, quantization: string | undefined, text: string): Reference {
  if (!repositoryPattern.test(repository) || repository.includes('..') || !/^[\w][\w./-]*$/.test(revision) || revision.includes('..'))
    throw wrong(text, hfHint);
  if (path !== undefined) checkPath(path, text);
  if (quantization !== undefined && !/^\w+$/.test(quantization)) throw wrong(text, hfHint);
  const at = revision === 'main' ? '' : `@${revision.replaceAll('/', '%2F')}`;
  const source = `hf:${repository}${at}${path ? `/${path}` : ''}${quantization ? `:${quantization}` : ''}`;
  return { kind: 'hf', repository, revision, path, quantization, source };
}

/** Pages and files of the hub's site, as people copy them. https://huggingface.co/docs/hub */
function fromSite(url: URL, text: string): Reference | undefined {
  if (!/^(www\.)?(huggingface\.co|hf\.co)$/.test(url.hostname)) return undefined;
  const [owner, name, kind, revision, ...path] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (!owner || !name || ['datasets', 'spaces', 'docs', 'api', 'models'].includes(owner)) return undefined;
  if (kind === undefined) return hf(`${owner}/${name}`, 'main', undefined, undefined, text);
  if (!['resolve', 'blob', 'raw', 'tree'].includes(kind) || !revision) return undefined;
  return hf(`${owner}/${name}`, revision, path.join('/') || undefined, undefined, text);
}

/**
 * Reads what a person or a catalogue gave as a model.
 * @throws {SaguimError} `invalid-argument`
 */
export function parseReference(text: string): Reference {
  if (/^hf:/i.test(text)) {
    const [, repository, revision, path, quantization] =
      /^hf:(?:\/\/)?([^/@:]+\/[^/@:]+)(?:@([^/:]+))?(?:\/(.+)|:(.+))?$/i.exec(text) ?? [];
    if (!repository) throw wrong(text, hfHint);
    let wanted = 'main';
    try {
      if (revision) wanted = decodeURIComponent(revision);
    } catch {
      throw wrong(text, hfHint);
    }
    return hf(repository, wanted, path, quantization, text);
  }
  if (/^https?:/i.test(text)) {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw wrong(text, 'The address is not complete.');
    }
    try {
      const site = fromSite(url, text);
      if (site) return site;
    } catch (error) {
      if (error instanceof SaguimError) throw error;
      throw wrong(text, 'The address is not complete.');
    }
    if (url.username || url.password) throw wrong(text.replace(/\/\/[^@]*@/, '//'), 'An address holds no password.');
    url.hash = '';
    return { kind: 'address', url: url.href, source: url.href };
  }
  // As libraries of other makers name models: an alias of the catalogue, or a repository of the hub.
  if (isRepositoryName(text)) return { kind: 'name', name: text, source: text };
  if (!isModelName(text))
    throw wrong(text, 'Use a name (saguim models --remote), hf:owner/repository/file.gguf, or the address of a GGUF file.');
  return { kind: 'name', name: text, source: text };
}

/** A name that people can type for what has only an address: that of its file. */
export function nameFor(reference: Exclude<Reference, { kind: 'name' }>): string {
  const path = reference.kind === 'hf' ? (reference.path ?? reference.repository) : new URL(reference.url).pathname;
  const last = path.split('/').filter(Boolean).at(-1) ?? '';
  let text = last;
  try {
    text = decodeURIComponent(last);
  } catch {
    // As it is.
  }
  const name = text
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 96);
  return isModelName(name) ? name : reference.source;
}
