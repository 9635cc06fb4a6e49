import type { FolderSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { JsonReader, readJson, readObject } from './json-reader.js';

/** GGUF's numbers of what sentence-transformers calls the ways to pool. */
const WAYS: Readonly<Record<string, number>> = { pooling_mode_mean_tokens: 1, pooling_mode_cls_token: 2, pooling_mode_lasttoken: 3 };

/**
 * How a folder of sentence-transformers pools tokens to a vector, as GGUF's `pooling_type`: what `modules.json` names, else
 * `1_Pooling/config.json`, else the mean. Vectors get length 1 in any case.
 * @throws {SaguimError} `unsupported` for a layer behind the pooling, and for other ways to pool.
 */
export async function readPooling(folder: FolderSource, signal?: AbortSignal): Promise<number> {
  const modules = await readJson(folder, 'modules.json', signal);
  let path = '1_Pooling';
  for (const module of modules === undefined ? [] : Array.isArray(modules) ? modules : [modules]) {
    const reader = new JsonReader(module, `${folder.name}/modules.json`);
    const type = (reader.string('type') ?? '').split('.').at(-1) ?? '';
    if (type === 'Pooling') path = reader.string('path') ?? path;
    else if (type !== 'Transformer' && type !== 'Normalize') {
      throw new SaguimError('unsupported', `A layer of the kind "${type.slice(0, 40)}" behind the model cannot be run`, {
        where: reader.where,
      });
    }
  }
  if (!/^\w[\w.-]*$/.test(path))
    throw new SaguimError('bad-file', 'The path of a module leads elsewhere', { where: `${folder.name}/modules.json` });
  const config = await readObject(folder, `${path}/config.json`, signal);
  if (!config) return 1;
  const ways = config.keys.filter((key) => key.startsWith('pooling_mode_') && config.boolean(key));
  const way = ways.length === 1 && Object.hasOwn(WAYS, ways[0] as string) ? WAYS[ways[0] as string] : undefined;
  if (way !== undefined) return way;
  throw new SaguimError('unsupported', `The model pools by ${ways.join(' and ').slice(0, 200) || 'nothing'}`, {
    where: config.where,
    hint: `One of ${Object.keys(WAYS).join(', ')} can be run.`,
  });
}
