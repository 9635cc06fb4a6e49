import { type ByteSource, type FolderSource, openCheckpoint } from '@saguim/engine';

/** A folder of safetensors as the file it would be. A file of its own, as few pages have one. */
export const openFolder = (folder: FolderSource, signal?: AbortSignal): Promise<ByteSource> => openCheckpoint(folder, { signal });
