import { SaguimError } from '@saguim/engine/spec';
import { checkAnswer, PassingFailure } from './check-answer.js';
import type { ResolvedFile } from './hub-contract.js';
import { companions, isWeights } from './model-folder.js';
import type { Network } from './network.js';
import { checkPath, type Reference } from './reference.js';
import { backoff } from './retry.js';

export type HfReference = Extract<Reference, { kind: 'hf' }>;

/** What one of the hub's repositories holds. */
export interface Repository {
  /** The commit that the revision is now. */
  readonly commit: string;
  readonly gated: boolean;
  readonly files: readonly { readonly path: string; readonly bytes?: number; readonly sha256?: string }[];
}

export interface HubAccess {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  readonly network: Network;
}

const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

export const pageOf = ({ endpoint }: HubAccess, repository: string) => `${endpoint}/${repository}`;

export const fileUrl = ({ endpoint }: HubAccess, repository: string, revision: string, path: string) =>
  `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${encodePath(path)}`;

/** What an address is asked with: the token goes to the hub alone. */
export function headersFor({ endpoint, token }: HubAccess, url: string): Record<string, string> {
  return token && url.startsWith(`${endpoint}/`) ? { Authorization: `Bearer ${token}` } : {};
}

/** A small answer as JSON, asked again where that may help. Undefined where there is nothing of the kind. */
export async function fetchJson(url: string, { network, headers = {}, page, signal }: JsonRequest): Promise<unknown> {
  const stop = signal ?? new AbortController().signal;
  for (let failures = 1; ; failures++) {
    try {
      const response = await network.fetch(url, { headers: { Accept: 'application/json', ...headers }, signal: stop });
      if (response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      checkAnswer(response, { url, range: undefined, expected: undefined, total: undefined, identity: {}, page }, network.now());
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new SaguimError('network', 'What came is not JSON', { where: url, hint: 'Name the right address.', cause });
      }
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof SaguimError) throw error;
      if (failures >= 3) {
        const status = error instanceof PassingFailure ? error.status : undefined;
        throw new SaguimError('network', status ? `The server answered ${status}` : 'The server cannot be reached', {
          where: url,
          hint: 'Check the network and try again.',
          details: { status },
          cause: error,
        });
      }
      await network.wait((error instanceof PassingFailure ? error.after : undefined) ?? backoff(failures, network.random()), stop);
    }
  }
}

export interface JsonRequest {
  readonly network: Network;
  readonly headers?: Record<string, string>;
  readonly page?: string;
  readonly signal?: AbortSignal;
}

const isSum = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/**
 * Asks the hub what a repository holds. https://huggingface.co/docs/hub/api
 * @returns undefined where there is no such repository or revision, or a mirror that does not tell
 * @throws {SaguimError} `network`, also for what the hub shows to nobody without a token
 */
export async function readRepository(
  access: HubAccess,
  { repository, revision }: HfReference,
  signal?: AbortSignal,
): Promise<Repository | undefined> {
  const url = `${access.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const { network } = access;
  const answer = await fetchJson(url, { network, headers: headersFor(access, url), page: pageOf(access, repository), signal });
  if (answer === undefined) return undefined;
  const { sha, gated, siblings } = (answer ?? {}) as { sha?: unknown; gated?: unknown; siblings?: unknown };
  if (!Array.isArray(siblings)) {
    throw new SaguimError('network', 'The hub answered in a way that cannot be read', { where: url, hint: 'Check HF_ENDPOINT.' });
  }
  const files = siblings.flatMap((item: unknown) => {
    const { rfilename, size, lfs } = (item ?? {}) as { rfilename?: unknown; size?: unknown; lfs?: { sha256?: unknown; oid?: unknown } };
    if (typeof rfilename !== 'string') return [];
    const sha256 = [lfs?.sha256, lfs?.oid].find(isSum);
    return [
      {
        path: rfilename,
        ...(Number.isSafeInteger(size) && (size as number) > 0 ? { bytes: size as number } : {}),
        ...(sha256 ? { sha256 } : {}),
      },
    ];
  });
  const commit = typeof sha === 'string' && /^[0-9a-f]{40,64}$/.test(sha) ? sha : revision;
  return { commit, gated: gated !== undefined && gated !== false, files };
}

/** Kinds of weights, those first that keep most for their size. https://github.com/ggml-org/llama.cpp/blob/master/tools/quantize/README.md */
const preferred = [
  'Q4_K_M',
  'Q4_K_S',
  'Q4_0',
  'IQ4_XS',
  'Q4_1',
  'IQ4_NL',
  'Q5_K_M',
  'Q5_K_S',
  'Q5_0',
  'Q6_K',
  'Q8_0',
  'Q3_K_M',
  'F16',
  'BF16',
];
/**
 * The files of a repository that make a model: the one that was named; else the GGUF that fits best; else a folder of safetensors.
 * @throws {SaguimError} `not-found` with what there is, `unsupported`
 */
export function chooseFiles(reference: HfReference, files: Repository['files']): Repository['files'] {
  const { path, quantization, source } = reference;
  const named = (wanted: string) => files.find((file) => file.path === wanted);
  const ggufs = files.filter((file) => /\.gguf$/i.test(file.path) && !/mmproj|imatrix/i.test(file.path));
  const single = ggufs.filter((file) => !/-\d{5}-of-\d{5}\.gguf$/i.test(file.path));
  const there = () =>
    ggufs.length > 0
      ? `There are: ${ggufs
          .map((file) => file.path)
          .slice(0, 30)
          .join(', ')}.`
      : 'It holds no GGUF file.';
  if (path !== undefined && !/\.safetensors$/i.test(path)) {
    if (/\.(onnx|bin|pt|pth|h5|msgpack|ot|tflite)$/i.test(path)) {
      throw new SaguimError('unsupported', `${path} is a kind of file that cannot be run here`, { where: source, hint: there() });
    }
    const found = named(path);
    if (!found) throw new SaguimError('not-found', `The repository has no file ${path}`, { where: source, hint: there() });
    return [found];
  }
  const wanted = quantization?.toLowerCase();
  const fits = (file: { path: string }, word: string) => new RegExp(`(^|[^a-z0-9])${word}([^a-z0-9]|$)`, 'i').test(file.path);
  if (path === undefined && (single.length > 0 || wanted !== undefined)) {
    const best =
      wanted !== undefined
        ? single.find((file) => fits(file, wanted))
        : (preferred.map((word) => single.find((file) => fits(file, word))).find(Boolean) ?? (single.length === 1 ? single[0] : undefined));
    if (!best)
      throw new SaguimError('not-found', 'It is not clear which file of the repository is meant', {
        where: source,
        hint: `${there()} Name one: ${source.replace(/:[^/:]*$/, '')}/FILE.`,
      });
    return [best];
  }
  const weights = files.filter((file) => isWeights(file.path));
  if (named('config.json') && named('tokenizer.json') && weights.length > 0) {
    return [...companions.flatMap((name) => named(name) ?? []), ...weights];
  }
  if (ggufs.length > 0) {
    throw new SaguimError('unsupported', 'The model is split over several GGUF files', {
      where: source,
      hint: 'Name a repository that has it in one file.',
    });
  }
  throw new SaguimError('unsupported', 'The repository holds no model that can be run here', {
    where: source,
    hint: 'It needs a GGUF file, or config.json, tokenizer.json and *.safetensors. Look for a repository of the same model whose name ends in GGUF.',
  });
}

/** Files as they are to be fetched, from the commit that was seen: what changes afterwards is not mixed in. */
export function toResolved(
  access: HubAccess,
  { repository, revision }: HfReference,
  commit: string | undefined,
  files: Repository['files'],
): ResolvedFile[] {
  return files.map((file) => ({
    ...file,
    path: checkPath(file.path, repository),
    url: fileUrl(access, repository, commit ?? revision, file.path),
  }));
}
