import { openFile } from '#platform';
import type { ByteSource } from './spec/index.js';

/** As in `open-model.ts`, for browsers, which open no paths: they are spared the code that reads folders. @throws {SaguimError} `unsupported`, always */
export function openModel(path: string): Promise<ByteSource> {
  return openFile(path);
}
