import { SaguimError } from '@saguim/engine/spec';
import type { Folder } from '../../platform/folder.js';
import { memoryFile } from '../segment/memory-file.js';
import { type IndexModel, readFooter, readRange } from '../segment/segment-format.js';
import { scanJournal } from './journal.js';
import { journalName, type Manifest } from './manifest.js';

/** What a file says of itself. */
interface Found {
  readonly name: string;
  readonly from: number;
  readonly through: number;
  readonly model: IndexModel;
}

/**
 * Makes the list of an index's files from the files, where it is lost: of segments that hold the same changes the one that holds most, and
 * the newest journal. What cannot be read is set aside.
 * @returns undefined when there is nothing of an index
 */
export async function recoverManifest(
  folder: Folder,
  names: readonly string[],
  generation: number,
  onDamage: (error: SaguimError) => void,
): Promise<Manifest | undefined> {
  const segments: Found[] = [];
  const setAside: string[] = [];
  for (const name of names.filter((name) => name.startsWith('segment-'))) {
    try {
      const file = await folder.openRead(name);
      try {
        const { from, through, model } = readFooter(file, name);
        segments.push({ name, from, through, model });
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
      onDamage(error);
      setAside.push(name);
    }
  }
  const journals = names.filter((name) => name.startsWith('journal-')).sort();
  const journal = journals.at(-1);
  segments.sort((a, b) => a.from - b.from || b.through - a.through || (a.name < b.name ? 1 : -1));
  const model = (journal === undefined ? undefined : await journalModel(folder, journal)) ?? segments[0]?.model;
  if (!model) return undefined;
  const chosen: Found[] = [];
  let covered = 0;
  for (const segment of segments) {
    if (segment.from <= covered || segment.model.fingerprint !== model.fingerprint) continue;
    chosen.push(segment);
    covered = segment.through;
  }
  return {
    format: 1,
    generation: Math.max(0, generation),
    model,
    segments: chosen.map(({ name }) => name),
    journal: journal ?? journalName(Math.max(0, generation) + 1),
    sequence: covered,
    setAside: [...setAside, ...journals.slice(0, -1)],
  };
}

async function journalModel(folder: Folder, name: string): Promise<IndexModel | undefined> {
  const file = await folder.openRead(name);
  try {
    for (const { payload } of scanJournal(readRange(file, 0, file.size()), 0).records) {
      try {
        return readFooter(memoryFile(payload, name), name).model;
      } catch {
        // The next one may say it.
      }
    }
    return undefined;
  } finally {
    file.close();
  }
}
