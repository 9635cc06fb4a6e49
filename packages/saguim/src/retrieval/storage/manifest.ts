import { SaguimError } from '@saguim/engine/spec';
import { checksum } from '../segment/checksum.js';
import { damaged, formatVersion, type IndexModel } from '../segment/segment-format.js';

/** Which files are the index. Small, and written anew under a new name for every change of files. */
export interface Manifest {
  readonly format: number;
  readonly generation: number;
  readonly model: IndexModel;
  /** Names of segments, oldest first. */
  readonly segments: readonly string[];
  readonly journal: string;
  /** The last change that is in a segment: records of the journal up to it do not count. */
  readonly sequence: number;
  /** Files that could not be read and are kept for whoever can. */
  readonly setAside: readonly string[];
  /** Segments of a new model that are not yet all of the index. */
  readonly staged?: { readonly model: IndexModel; readonly segments: readonly string[] };
}

const number = (value: number) => String(value).padStart(8, '0');

export const manifestName = (generation: number) => `manifest-${number(generation)}.json`;
export const journalName = (generation: number) => `journal-${number(generation)}.bin`;
export const segmentName = (from: number, through: number, generation: number) =>
  `segment-${number(from)}-${number(through)}-${number(generation)}.bin`;

/** @returns the generation, or undefined for another file's name */
export function manifestGeneration(name: string): number | undefined {
  const match = /^manifest-(\d{8,15})\.json$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

export const isIndexFile = (name: string): boolean => /^(manifest|journal|segment|damaged)-[\w.-]+$/.test(name);

export function encodeManifest(manifest: Manifest): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  return new TextEncoder().encode(`${new TextDecoder().decode(json)}\n${checksum(json).toString(16).padStart(8, '0')}\n`);
}

const isName = (name: unknown) => typeof name === 'string' && isIndexFile(name);

export function isModel(model: unknown): model is IndexModel {
  const { name, fingerprint, dimensions } = (model ?? {}) as Partial<IndexModel>;
  return (
    typeof name === 'string' && typeof fingerprint === 'string' && Number.isInteger(dimensions) && dimensions! > 0 && dimensions! <= 65_536
  );
}

/** @throws {SaguimError} `bad-file` when it is damaged; `unsupported` when it is of a newer version */
export function decodeManifest(bytes: Uint8Array, name: string): Manifest {
  const bad = (cause?: unknown) => damaged(name, 'the list of its files', 0, bytes.length, cause);
  const end = bytes.lastIndexOf(0x0a, bytes.length - 2);
  if (end < 0 || bytes[bytes.length - 1] !== 0x0a) throw bad();
  const json = bytes.subarray(0, end);
  if (new TextDecoder().decode(bytes.subarray(end + 1, -1)) !== checksum(json).toString(16).padStart(8, '0')) throw bad();
  let manifest: Manifest;
  try {
    manifest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Manifest;
  } catch (cause) {
    throw bad(cause);
  }
  if (typeof manifest !== 'object' || manifest === null || !Number.isInteger(manifest.format)) throw bad();
  if (manifest.format > formatVersion) {
    throw new SaguimError(
      'unsupported',
      `The index was written by a newer version (format ${manifest.format}, this one reads ${formatVersion})`,
      {
        where: name,
        hint: 'Update saguim.',
      },
    );
  }
  const { generation, model, segments, journal, sequence, setAside, staged } = manifest;
  const isList = (list: unknown) => Array.isArray(list) && list.every(isName);
  const isFine =
    Number.isSafeInteger(generation) &&
    Number.isSafeInteger(sequence) &&
    isModel(model) &&
    isList(segments) &&
    isList(setAside) &&
    isName(journal) &&
    (staged === undefined || (isModel(staged.model) && isList(staged.segments)));
  if (!isFine) throw bad();
  return manifest;
}
