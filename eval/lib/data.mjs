import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Data that is not part of the repository, in a folder that `--data` names. */
export class Data {
  constructor(folder) {
    this.folder = folder;
  }

  /** The rows of a JSONL file, or undefined when it is not there. */
  rows(path) {
    const file = this.folder && join(this.folder, path);
    return file && existsSync(file) ? readRows(file) : undefined;
  }
}

export function readRows(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}
