import type { StoredModel } from './hub-contract.js';
import { journalName } from './journal-name.js';
import { isSource } from './model-key.js';
import { parseReference } from './reference.js';
import { readJson, type Shelf } from './shelf.js';
import { type Found, findStored, folderOf, type Marker, mainFile, markerName, readMarker, storedKeys, usedName } from './stored-marker.js';

/** What a download that has begun is for. */
export interface Begun {
  readonly name: string;
  readonly source: string;
  readonly files: readonly { readonly path: string; readonly bytes?: number }[];
  readonly begunAt: number;
}

export const begunName = (key: string) => `${key}/.pull.json`;
/** A marker as people see it. */
async function describe(shelf: Shelf, key: string, marker: Marker): Promise<StoredModel> {
  const { name, source, files, storedAt, task, at } = marker;
  const used = (await readJson(shelf, usedName(key))) as { at?: unknown } | undefined;
  const bytes = at === undefined ? files.reduce((sum, file) => sum + file.bytes, 0) : 0;
  const path = at ?? pathOf(shelf, key, files);
  return {
    name,
    source,
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, ...(sha256 ? { sha256 } : {}) })),
    bytes,
    storedAt,
    lastUsed: typeof used?.at === 'number' ? used.at : storedAt,
    ...(task === undefined ? {} : { task }),
    ...(at === undefined ? {} : { inPlace: true }),
    ...(path === undefined ? {} : { path }),
  };
}

const pathOf = (shelf: Shelf, key: string, files: readonly { readonly path: string }[]) => {
  const main = mainFile(files);
  return shelf.pathOf?.(main === undefined ? key : `${key}/${main}`);
};

async function describeBegun(shelf: Shelf, key: string, { name, source, files, begunAt }: Begun): Promise<StoredModel> {
  let loaded = 0;
  let total = 0;
  for (const { path, bytes } of files) {
    total += bytes ?? 0;
    const whole = await shelf.size(`${key}/${path}`);
    loaded += whole ?? (await loadedBytes(shelf, `${key}/${path}`));
  }
  const found = files.map(({ path, bytes = 0 }) => ({ path, bytes }));
  return { name, source, files: found, bytes: loaded, storedAt: begunAt, lastUsed: begunAt, partial: { loaded, total } };
}

/** Bytes that a journal counts; read here without the journal's own code, which pages that only load need not have. */
async function loadedBytes(shelf: Shelf, target: string): Promise<number> {
  const raw = await shelf.read(journalName(target));
  if (!raw) return 0;
  let most = 0;
  for (const [, list] of new TextDecoder().decode(raw).matchAll(/"done":(\[[\d,[\]]*\]),"checked"/g)) {
    try {
      most = Math.max(
        most,
        (JSON.parse(list!) as [number, number][]).reduce((sum, [from, to]) => sum + to - from, 0),
      );
    } catch {
      // Cut off while it was written: the other one counts.
    }
  }
  return most;
}

function isBegun(value: unknown): value is Begun {
  const begun = value as Partial<Begun> | null | undefined;
  return (
    typeof begun?.name === 'string' && typeof begun.source === 'string' && Array.isArray(begun.files) && typeof begun.begunAt === 'number'
  );
}

/** How far a download is that somebody else makes. */
export async function readPartial(shelf: Shelf, key: string): Promise<StoredModel['partial']> {
  const begun = await readJson(shelf, begunName(key));
  return isBegun(begun) ? (await describeBegun(shelf, key, begun)).partial : undefined;
}

/** What is on this device, whole or begun, what was used last first. */
export async function listStored(shelf: Shelf): Promise<StoredModel[]> {
  const found: StoredModel[] = [];
  for (const key of await storedKeys(shelf)) {
    const marker = await readMarker(shelf, key);
    if (marker) {
      found.push(await describe(shelf, key, marker));
      continue;
    }
    const begun = await readJson(shelf, begunName(key));
    if (isBegun(begun)) found.push(await describeBegun(shelf, key, begun));
  }
  return found.sort((a, b) => b.lastUsed - a.lastUsed || a.name.localeCompare(b.name));
}

export const describeFound = (shelf: Shelf, { key, marker }: Found) => describe(shelf, key, marker);

/** The folder of a model, whole or begun, by its name or source. */
async function keyOfAny(shelf: Shelf, nameOrSource: string): Promise<string | undefined> {
  const source = isSource(nameOrSource) ? parseReference(nameOrSource).source : nameOrSource;
  const found = await findStored(shelf, source);
  if (found) return found.key;
  for (const key of await storedKeys(shelf)) {
    const begun = await readJson(shelf, begunName(key));
    const marker = await readJson(shelf, markerName(key));
    for (const one of [begun, marker]) {
      const { name, source: from } = (one ?? {}) as { name?: unknown; source?: unknown };
      if (name === source || from === source || name === nameOrSource) return key;
    }
  }
  return undefined;
}

/** Removes a stored model, whole or not. The marker goes first, so that what is half removed counts for nothing. */
export async function removeStored(shelf: Shelf, nameOrSource: string): Promise<boolean> {
  const key = await keyOfAny(shelf, nameOrSource);
  if (key === undefined) return false;
  await shelf.withLock(key, undefined, async () => {
    await shelf.remove(markerName(key));
    for (const path of await shelf.list()) if (folderOf(path) === key) await shelf.remove(path);
  });
  return true;
}
