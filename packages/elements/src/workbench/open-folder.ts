import type { FoundFile } from '../documents/dropped-files.js';

/** A text file, and where it can be saved to. */
export interface OpenedFile {
  readonly path: string;
  readonly text: string;
  readonly lineEnd?: '\n' | '\r\n';
  readonly handle?: FileSystemFileHandle;
}

export interface OpenedFolder {
  readonly files: readonly OpenedFile[];
  /** Files that were left: too large, too many, or no text. */
  readonly left: number;
}

/** Files taken at once, bytes of each, and characters of all of them, at most. */
export const MOST_FILES = 1000;
const MOST_BYTES = 6_000_000;
const MOST_CHARACTERS = 64_000_000;

/** Folders of tools, in which nobody writes. */
const skipped = /^(?:\.|node_modules$|__pycache__$|dist$|build$|target$|vendor$)/;

interface Found extends FoundFile {
  readonly handle?: FileSystemFileHandle;
}

type Picker = { showDirectoryPicker?: (options: { mode: 'readwrite'; id: string }) => Promise<FileSystemDirectoryHandle> };

/** Whether this browser lets a page open a folder and save into it. */
export const canOpenFolder = (): boolean => typeof (globalThis as Picker).showDirectoryPicker === 'function';

/** Lets the person choose a folder. @throws AbortError when none is chosen */
export async function chooseFolder(): Promise<OpenedFolder> {
  const folder = await (globalThis as Picker).showDirectoryPicker!({ mode: 'readwrite', id: 'saguim-editor' });
  const found: Found[] = [];
  await walk(folder, `${folder.name}/`, found);
  return readFiles(found);
}

async function walk(folder: FileSystemDirectoryHandle, prefix: string, found: Found[]): Promise<void> {
  const entries = (folder as unknown as { values(): AsyncIterable<FileSystemDirectoryHandle | FileSystemFileHandle> }).values();
  for await (const entry of entries) {
    if (found.length >= MOST_FILES) return;
    if (skipped.test(entry.name)) continue;
    if (entry.kind === 'directory') await walk(entry, `${prefix}${entry.name}/`, found);
    // What cannot be opened is left out: the others come nevertheless.
    else
      await entry
        .getFile()
        .then((file) => found.push({ path: prefix + entry.name, file, handle: entry }))
        .catch(() => {});
  }
}

/** The texts among files that were chosen or dropped. */
export async function readFiles(found: readonly Found[]): Promise<OpenedFolder> {
  const files: OpenedFile[] = [];
  let left = 0;
  let characters = 0;
  for (const { path, file, handle } of found) {
    const usable = files.length < MOST_FILES && file.size <= MOST_BYTES && !path.split('/').some((part) => skipped.test(part));
    const text = usable ? await readText(file) : undefined;
    if (text === undefined || characters + text.length > MOST_CHARACTERS) left++;
    else {
      characters += text.length;
      files.push({ path, text: text.replace(/\r\n?/g, '\n'), lineEnd: text.includes('\r\n') ? '\r\n' : '\n', ...(handle && { handle }) });
    }
  }
  return { files, left };
}

/** A file's text; undefined where it is not UTF-8: saved again it would be another file. */
async function readText(file: File): Promise<string | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Writes a file where it was opened, as a whole or not at all.
 * @throws NotAllowedError when the person does not let the page, what the browser says otherwise
 */
export async function saveFile(handle: FileSystemFileHandle, text: string): Promise<void> {
  const asked = handle as FileSystemFileHandle & { requestPermission?: (how: { mode: 'readwrite' }) => Promise<PermissionState> };
  if ((await asked.requestPermission?.({ mode: 'readwrite' })) === 'denied')
    throw new DOMException('The browser was not allowed to write the file', 'NotAllowedError');
  const writable = await handle.createWritable();
  try {
    await writable.write(text);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
}
