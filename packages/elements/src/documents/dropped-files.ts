/** A file with its place in the folder that was dropped or chosen. */
export interface FoundFile {
  /** Such as `notes/2026/march.md`. */
  readonly path: string;
  readonly file: File;
}

/** Files taken from one drop at most; a folder of more is most likely not what was meant. */
export const MOST_FILES = 20_000;

/** Names that are no documents of anybody: what systems and tools keep beside them. */
const hidden = /^(?:\.|~\$|__MACOSX$|node_modules$|Thumbs\.db$|desktop\.ini$)/i;

/** Files of a file chooser, also of one that chose a folder. */
export function chosenFiles(list: Iterable<File>): FoundFile[] {
  return [...list]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => !path.split('/').some((part) => hidden.test(part)))
    .slice(0, MOST_FILES);
}

/**
 * Files that were dropped, those in folders included.
 * To be called while the event is handled: afterwards the browser has forgotten what was dropped.
 */
export function droppedFiles(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return walk(entries);
}

async function walk(tops: readonly { entry: FileSystemEntry | null; file: File | null }[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const waiting: FileSystemEntry[] = [];
  for (const { entry, file } of tops) {
    if (entry?.isDirectory) waiting.push(entry);
    else if (file && !hidden.test(file.name)) found.push({ path: file.name, file });
  }
  for (let entry = waiting.shift(); entry && found.length < MOST_FILES; entry = waiting.shift()) {
    if (hidden.test(entry.name)) continue;
    // What cannot be opened is left out: the others come nevertheless.
    if (entry.isDirectory) waiting.push(...(await entriesOf(entry as FileSystemDirectoryEntry).catch(() => [])));
    else {
      const file = await fileOf(entry as FileSystemFileEntry).catch(() => undefined);
      if (file) found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    }
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A reader gives a hundred entries at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    all.push(...some);
  }
}
