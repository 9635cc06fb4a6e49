import type { Shelf } from '#platform';

export type { Shelf, ShelfFile } from '#platform';

/** Writes a small file whole: in one step, so that nobody ever reads a half of it. */
export async function writeWhole(shelf: Shelf, path: string, bytes: Uint8Array): Promise<void> {
  const file = await shelf.open(`${path}.new`);
  try {
    file.truncate(0);
    file.write(bytes, 0);
    file.flush();
  } finally {
    file.close();
  }
  await shelf.rename(`${path}.new`, path);
}

export async function readJson(shelf: Shelf, path: string): Promise<unknown> {
  const bytes = await shelf.read(path);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // damaged: as good as absent
  }
}

export const writeJson = (shelf: Shelf, path: string, value: unknown) =>
  writeWhole(shelf, path, new TextEncoder().encode(JSON.stringify(value)));
