import { SaguimError } from '@saguim/engine/spec';
import type { ResolvedFile } from './hub-contract.js';
import { fetchJson, type HubAccess } from './hugging-face.js';
import { companions, isWeights } from './model-folder.js';

type Access = Pick<HubAccess, 'network'>;

/** A JSON file that may be there. Servers of apps answer what they do not have with the app's page. */
export async function maybeJson(url: string, { network }: Access, signal?: AbortSignal): Promise<unknown> {
  try {
    return await fetchJson(url, { network, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SaguimError && /web page|not JSON/i.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * The files of a folder of safetensors that a server has at an address; undefined where there is none.
 * @throws {SaguimError} `bad-file` for an index that names no weights, `network`
 */
export async function servedFolder(folder: URL, access: Access, signal?: AbortSignal): Promise<ResolvedFile[] | undefined> {
  const config = await maybeJson(new URL('config.json', folder).href, access, signal);
  if (typeof (config as { model_type?: unknown } | undefined)?.model_type !== 'string') return undefined;
  const index = await maybeJson(new URL('model.safetensors.index.json', folder).href, access, signal);
  const map = (index as { weight_map?: unknown } | undefined)?.weight_map;
  const weights = map === undefined ? ['model.safetensors'] : [...new Set(Object.values(map as Record<string, unknown>))];
  if (weights.length === 0 || !weights.every((path): path is string => typeof path === 'string' && isWeights(path))) {
    throw new SaguimError('bad-file', 'The index of the weights names files that are none', { where: folder.href });
  }
  const found: ResolvedFile[] = [];
  for (const path of [...companions, ...weights]) {
    const url = new URL(path, folder).href;
    if (companions.indexOf(path) < 2 || weights.includes(path) || (await isThere(url, access, signal))) found.push({ path, url });
  }
  return found;
}

async function isThere(url: string, { network }: Access, signal = new AbortController().signal): Promise<boolean> {
  const response = await network.fetch(url, { headers: { Range: 'bytes=0-0' }, signal });
  await response.body?.cancel();
  return response.ok && !/text\/html/i.test(response.headers.get('content-type') ?? '');
}
