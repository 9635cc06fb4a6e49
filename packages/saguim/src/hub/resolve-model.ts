import { SaguimError } from '@saguim/engine/spec';
import { hubSnapshot, isNode, localModelNames, nearestName, resolveAddress } from '#platform';
import { type CatalogueEntry as BundledEntry, findEntry } from './catalogue.js';
import type { Catalogue, CatalogueEntry } from './catalogue-entry.js';
import type { ResolvedFile, ResolvedModel } from './hub-contract.js';
import { chooseFiles, type HfReference, type HubAccess, pageOf, readRepository, toResolved } from './hugging-face.js';
import { checkCard } from './model-card.js';
import { isRepositoryName } from './model-key.js';
import { checkPath, nameFor, parseReference, type Reference } from './reference.js';
import { maybeJson, servedFolder } from './served-folder.js';

/** What a model is looked for with. */
export interface ResolveContext {
  readonly access: HubAccess;
  readonly catalogue: () => Promise<Catalogue>;
  /** The base of models that the app serves. */
  readonly base: string | URL | undefined;
  /** No server is to be asked. */
  readonly offline: boolean;
}

/** What leads to a model's files; those of another program's cache are used where they are. */
export interface Resolved extends ResolvedModel {
  readonly aliases?: readonly string[];
  readonly inPlace?: { readonly at: string; readonly files: readonly { path: string; bytes: number; sha256?: string }[] };
}

const sizeOf = (files: readonly ResolvedFile[]) =>
  files.every(({ bytes }) => bytes !== undefined) ? { bytes: files.reduce((sum, { bytes = 0 }) => sum + bytes, 0) } : {};

const lastPart = (url: string) => new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';

/**
 * Finds out what a name or source leads to.
 * @throws {SaguimError} `not-found`, `invalid-argument`, `unsupported`, `network`; the signal's reason
 */
export async function resolveModel(context: ResolveContext, nameOrSource: string, signal?: AbortSignal): Promise<Resolved> {
  const reference = parseReference(nameOrSource);
  if (reference.kind === 'hf') return fromHub(context, reference, signal);
  if (reference.kind === 'address') return (await fromFolderAddress(context, reference, signal)) ?? fromAddress(reference);
  const bundled = findEntry(reference.name);
  if (bundled && !isNode) return fromBundled(context, bundled);
  const card = await fromBase(context, reference.name, signal);
  if (card) return card;
  const entry = (await context.catalogue()).find(reference.name);
  if (entry) return fromEntry(context, entry, signal);
  if (isRepositoryName(reference.name)) return fromHub(context, parseReference(`hf:${reference.name}`) as HfReference, signal);
  throw notFound(
    context,
    reference.name,
    nearestName(
      reference.name,
      (await context.catalogue()).entries.map(({ name }) => name),
    ),
  );
}

function notFound({ base }: ResolveContext, name: string, meant?: string): SaguimError {
  const names = localModelNames(base);
  const entry = findEntry(name);
  const hint = isNode
    ? entry
      ? `Install it: npm install ${entry.package}`
      : `${meant === undefined ? '' : `Did you mean ${meant}? `}${names.length > 0 ? `There are: ${names.join(', ')}. ` : ''}What can be fetched: saguim models --remote.`
    : 'Put it under the base of models (npx saguim add NAME --to FOLDER), or name one of the catalogue.';
  return new SaguimError('not-found', `There is no model "${name}" here`, { hint, details: { names } });
}

/** An address that ends in a slash, or that of a `config.json`, is a folder's. */
async function fromFolderAddress(
  { access }: ResolveContext,
  reference: Extract<Reference, { kind: 'address' }>,
  signal?: AbortSignal,
): Promise<Resolved | undefined> {
  const url = new URL(reference.url);
  if (!/\/(config\.json)?$/.test(url.pathname)) return undefined;
  const folder = new URL('.', url);
  const files = await servedFolder(folder, access, signal);
  if (files) return { name: nameFor({ ...reference, url: folder.href }), source: reference.source, files };
  throw new SaguimError('not-found', 'There is no model at this address', {
    where: reference.url,
    hint: 'A folder needs config.json, tokenizer.json and *.safetensors; else name the address of a GGUF file.',
  });
}

function fromAddress(reference: Extract<Reference, { kind: 'address' }>): Resolved {
  const { url, source } = reference;
  let path = lastPart(url);
  try {
    path = decodeURIComponent(path);
  } catch {
    // As it is.
  }
  path =
    path
      .replace(/[^\w.+-]+/g, '-')
      .replace(/^[-.]+/, '')
      .slice(-120) || 'model.gguf';
  if (/\.(onnx|bin|pt|pth|h5|safetensors)$/i.test(path)) {
    throw new SaguimError('unsupported', `${path} cannot be run by itself`, { where: url, hint: 'Name the address of a GGUF file.' });
  }
  if (!/\.gguf$/i.test(path)) path += '.gguf';
  return { name: nameFor(reference), source, files: [{ path: checkPath(path), url }] };
}

async function fromHub({ access, offline }: ResolveContext, reference: HfReference, signal?: AbortSignal): Promise<Resolved> {
  const { repository, revision, source, path } = reference;
  const common = { name: nameFor(reference), source, page: pageOf(access, repository) };
  const snapshot = hubSnapshot(repository, revision);
  const cached = snapshot && withoutError(() => chooseFiles(reference, snapshot.files));
  if (snapshot && cached) {
    const files = snapshot.files.filter((file) => cached.some((chosen) => chosen.path === file.path));
    const at = files.length === 1 ? `${snapshot.folder}/${files[0]!.path}` : snapshot.folder;
    return { ...common, ...sizeOf(files as never), files: toResolved(access, reference, undefined, files), inPlace: { at, files } };
  }
  if (offline) {
    throw new SaguimError('not-found', 'The model is not in the Hugging Face cache, and HF_HUB_OFFLINE forbids to fetch it', {
      where: source,
    });
  }
  const found = await readRepository(access, reference, signal);
  if (!found && path === undefined) {
    throw new SaguimError('not-found', `There is no repository ${repository}`, {
      where: pageOf(access, repository),
      hint: 'Check its name, its revision and HF_ENDPOINT.',
    });
  }
  // A mirror may know files alone: then nothing is known of this one but its address.
  const chosen = found ? chooseFiles(reference, found.files) : [{ path: path! }];
  const files = toResolved(access, reference, found?.commit, chosen);
  return { ...common, ...sizeOf(files), files, ...(found?.gated ? { gated: true } : {}) };
}

function withoutError<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // not all of it is there
  }
}

/** A model that comes along, from where the app serves it: its weights alone, as what belongs to them comes when it is used. */
function fromBundled({ base = '/models/' }: ResolveContext, entry: BundledEntry): Resolved {
  const folder = baseAddress(base);
  const [file] = entry.files;
  const url = new URL(`${entry.name}/${file!.path}`, folder).href;
  return { name: entry.name, source: entry.name, bytes: file!.bytes, files: [{ ...file!, url }] };
}

function baseAddress(base: string | URL): URL {
  const address = resolveAddress(base);
  if (address === undefined || !/^https?:/i.test(address)) {
    throw new SaguimError('invalid-argument', 'The base of models is no address', {
      where: String(base),
      hint: 'Name the folder that the app serves its models from, such as /models/.',
    });
  }
  return new URL(address.endsWith('/') ? address : `${address}/`);
}

/** A model that the app serves with a description of its own. */
async function fromBase({ base = '/models/', access }: ResolveContext, name: string, signal?: AbortSignal): Promise<Resolved | undefined> {
  if (isNode || name.includes('/')) return undefined;
  const url = new URL(`${name}/model.json`, baseAddress(base)).href;
  const card = await maybeJson(url, access, signal);
  if (card === undefined) {
    const folder = await servedFolder(new URL('.', url), access, signal);
    return folder && { name, source: name, files: folder };
  }
  const files = checkCard(card, url).files.map((file) => ({ ...file, url: new URL(file.path, url).href }));
  return { name, source: name, ...sizeOf(files), files };
}

async function fromEntry(context: ResolveContext, entry: CatalogueEntry, signal?: AbortSignal): Promise<Resolved> {
  const { name, aliases, licence } = entry;
  const files: ResolvedFile[] = [];
  const cached: { path: string; bytes: number; sha256?: string }[] = [];
  let folder: string | undefined;
  let page = licence.url;
  for (const { path, source, ...known } of entry.files) {
    checkPath(path, name);
    if (!/^hf:/i.test(source)) {
      const address = /^https?:/i.test(source) ? source : resolveAddress(source);
      if (address === undefined) throw notFound(context, name);
      files.push({ ...known, path, url: address });
      continue;
    }
    const reference = parseReference(source) as HfReference;
    page = pageOf(context.access, reference.repository);
    const snapshot = hubSnapshot(reference.repository, reference.revision);
    const inCache = snapshot?.files.find((file) => file.path === reference.path);
    const same =
      inCache && (known.bytes ?? inCache.bytes) === inCache.bytes && (inCache.sha256 ?? known.sha256) === (known.sha256 ?? inCache.sha256);
    if (same) {
      cached.push({ ...inCache, path });
      // Used in place where the names are the same, so that a folder is one.
      if (entry.files.length === 1) folder = `${snapshot!.folder}/${reference.path}`;
      else if (reference.path === path) folder = snapshot!.folder;
    }
    files.push({ ...known, path, url: context.access.endpoint, ...{ reference } } as ResolvedFile & { reference: HfReference });
  }
  const common = { name, source: name, aliases, entry, page, ...(licence.gated ? { gated: true } : {}) };
  if (folder !== undefined && cached.length === entry.files.length) {
    return {
      ...common,
      ...sizeOf(cached as never),
      files: files.map((file) => addressOf(context, file)),
      inPlace: { at: folder, files: cached },
    };
  }
  const complete = context.offline ? [] : await Promise.all(files.map((file) => completeFile(context, file, signal)));
  if (context.offline)
    throw new SaguimError('not-found', `The model "${name}" is not on this machine, and HF_HUB_OFFLINE forbids to fetch it`);
  return { ...common, ...sizeOf(complete), files: complete };
}

type Pending = ResolvedFile & { readonly reference?: HfReference };

function addressOf({ access }: ResolveContext, { reference, ...file }: Pending): ResolvedFile {
  if (!reference) return file;
  return { ...file, url: toResolved(access, reference, undefined, [{ path: reference.path! }])[0]!.url };
}

/** What the catalogue does not know of a file, its hub tells: without a sum nothing could be verified. */
async function completeFile(context: ResolveContext, file: Pending, signal?: AbortSignal): Promise<ResolvedFile> {
  const { reference, ...known } = file;
  if (!reference || (known.sha256 !== undefined && known.bytes !== undefined)) return addressOf(context, file);
  const found = await readRepository(context.access, reference, signal);
  const at = found?.files.find(({ path }) => path === reference.path);
  if (found && !at) chooseFiles(reference, found.files); // says what there is
  const [{ url }] = toResolved(context.access, reference, found?.commit, [{ path: reference.path! }]) as [ResolvedFile];
  return { ...at, ...known, url };
}
