import { openFile, openFolder } from '#platform';
import { type CheckpointOptions, openCheckpoint } from './checkpoint/index.js';
import type { ByteSource } from './spec/index.js';

/**
 * The model at a path: a GGUF file, or a folder of Hugging Face's kind, which reads as one (see `openCheckpoint`).
 * @throws {SaguimError} `not-found`, `bad-file`, `unsupported`
 */
export async function openModel(path: string, options: CheckpointOptions = {}): Promise<ByteSource> {
  const folder = await openFolder(path);
  return folder ? openCheckpoint(folder, options) : openFile(path);
}
