import { SaguimError } from '@saguim/engine/spec';
import type { ModelFile } from './catalogue.js';
import { checkPath } from './reference.js';

/** What `model.json` beside a model says. */
export interface ModelCard {
  readonly name: string;
  readonly files: readonly ModelFile[];
}

function isPlain(path: string): boolean {
  try {
    return checkPath(path) === path;
  } catch {
    return false;
  }
}

/** Reads a parsed `model.json`, which may come from anywhere. @throws {SaguimError} `bad-file` with what is wrong */
export function checkCard(value: unknown, where: string): ModelCard {
  const wrong = (what: string) =>
    new SaguimError('bad-file', `The model's description is not usable: ${what}`, {
      where,
      hint: 'It must be the model.json that comes with the model.',
    });
  const card = value as { name?: unknown; files?: unknown } | null;
  if (typeof card !== 'object' || card === null) throw wrong('it is no object');
  if (typeof card.name !== 'string' || card.name === '') throw wrong('it has no name');
  if (!Array.isArray(card.files) || card.files.length === 0) throw wrong('it names no files');
  const files = card.files.map((item: unknown): ModelFile => {
    const { path, bytes, sha256 } = (item ?? {}) as Partial<Record<keyof ModelFile, unknown>>;
    // A path from elsewhere never leaves the model's folder.
    if (typeof path !== 'string' || !isPlain(path)) throw wrong('a file has no plain name');
    if (!Number.isSafeInteger(bytes) || (bytes as number) <= 0) throw wrong(`${path} has no size`);
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) throw wrong(`${path} has no SHA-256`);
    return { path, bytes: bytes as number, sha256 };
  });
  return { name: card.name, files };
}
