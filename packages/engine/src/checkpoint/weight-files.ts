import { readSafetensors, type SafetensorsEntry } from '../bytes/index.js';
import type { ByteSource, FolderSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { readObject } from './json-reader.js';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const MOST_FILES = 1000;

/** A tensor and the file that it lies in. */
export interface PlacedTensor extends SafetensorsEntry {
  readonly source: ByteSource;
}

/** The weights of a folder: one file, or several that an index names. */
export class WeightFiles {
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly #sources: readonly ByteSource[];

  private constructor(tensors: ReadonlyMap<string, PlacedTensor>, sources: readonly ByteSource[]) {
    this.tensors = tensors;
    this.#sources = sources;
  }

  /** @throws {SaguimError} `not-found` when there are no weights, `bad-file` when files are missing or contradict the index. */
  static async open(folder: FolderSource, signal?: AbortSignal): Promise<WeightFiles> {
    const sources: ByteSource[] = [];
    try {
      const index = (await readObject(folder, INDEX, signal))?.object('weight_map');
      const places = index && new Map(index.keys.map((name) => [name, index.string(name) ?? '']));
      const files = places ? [...new Set(places.values())] : [SINGLE];
      if (files.length > MOST_FILES) {
        throw new SaguimError('unsupported', `The weights lie in ${files.length} files; at most ${MOST_FILES} are read`, {
          where: folder.name,
        });
      }
      const tensors = new Map<string, PlacedTensor>();
      for (const file of files) {
        const source = await openWeights(folder, file, places !== undefined);
        sources.push(source);
        for (const [name, entry] of await readSafetensors(source, signal)) {
          if (!places || places.get(name) === file) tensors.set(name, { ...entry, source });
        }
      }
      for (const [name, file] of places ?? []) {
        if (!tensors.has(name)) {
          throw new SaguimError('bad-file', 'The index names a tensor that its file does not have', {
            where: `${folder.name}/${file}`,
            details: { tensor: name.slice(0, 200) },
          });
        }
      }
      return new WeightFiles(tensors, sources);
    } catch (error) {
      for (const source of sources) await source.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}

async function openWeights(folder: FolderSource, file: string, fromIndex: boolean): Promise<ByteSource> {
  // A name from a file: it must not lead out of the folder.
  if (!/^[\w][\w.-]*\.safetensors$/.test(file)) {
    throw new SaguimError('bad-file', 'The index names a file that is none of weights', { where: `${folder.name}/${INDEX}` });
  }
  const source = await folder.open(file);
  if (source) return source;
  throw new SaguimError(fromIndex ? 'bad-file' : 'not-found', 'The file of weights is missing', {
    where: `${folder.name}/${file}`,
    hint: 'Weights come as safetensors here, or as one GGUF file.',
  });
}
