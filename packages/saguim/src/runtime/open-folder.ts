import { BlobSource, type ByteSource, type FolderSource, inspectModel, type ModelTask, openCheckpoint } from '@saguim/engine';
import { type ModelFolder, modelFiles } from '../hub/model-folder.js';

/** A folder of safetensors as the file it would be. A file of its own, as few pages have one. */
export const openFolder = (folder: FolderSource, signal?: AbortSignal): Promise<ByteSource> => openCheckpoint(folder, { signal });

/** A model as a page has it: the bytes of a GGUF file, or a folder's files. */
export async function openBlobs(model: Blob | ModelFolder, name: string, signal?: AbortSignal): Promise<ByteSource> {
  if (model instanceof Blob) return new BlobSource(model, name);
  const files = await modelFiles(model);
  const [only] = files;
  if (files.length === 1 && only && /\.gguf$/i.test(only.path)) return new BlobSource(only.file, only.path);
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  return openFolder(
    {
      name,
      async open(path) {
        const file = byPath.get(path);
        return file && new BlobSource(file, path);
      },
    },
    signal,
  );
}

/**
 * What a model as a page has it is for; no weights are read.
 * @throws {SaguimError} `bad-file`, `unsupported`, `not-found`: what cannot be run is not stored either
 */
export async function taskOf(model: Blob | ModelFolder, name: string, signal?: AbortSignal): Promise<ModelTask> {
  const source = await openBlobs(model, name, signal);
  try {
    return (await inspectModel(source, signal)).task;
  } finally {
    await source.close();
  }
}
