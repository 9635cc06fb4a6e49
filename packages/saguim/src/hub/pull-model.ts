import { SaguimError } from '@saguim/engine/spec';
import { findEntry } from './catalogue.js';
import { downloadFile, type FileEvent } from './file-download.js';
import { hashPart } from './hash-front.js';
import type { PullOptions, PullProgress, PullState } from './hub-contract.js';
import { type HubAccess, headersFor } from './hugging-face.js';
import { keyOf } from './model-key.js';
import type { Resolved } from './resolve-model.js';
import { type Shelf, writeJson } from './shelf.js';
import { SpeedMeter } from './speed-meter.js';
import { type Found, findStored, type Marker, markerName, readMarker, writeMarker } from './stored-marker.js';
import { begunName, readPartial } from './stored-model.js';

export interface PullRequest extends PullOptions {
  readonly shelf: Shelf;
  readonly access: HubAccess;
}

/** Milliseconds between two reports of the same kind. */
const reportEvery = 100;
/** Milliseconds between two looks at what another process has fetched. */
const lookEvery = 500;

/** Joins the files' reports to those of the model. */
class Reports {
  readonly #options: PullRequest;
  readonly #total: () => number;
  readonly #meter: SpeedMeter;
  #before = 0;
  #from: number | undefined;
  #last: { at: number; state?: PullState } = { at: Number.NEGATIVE_INFINITY };

  constructor(options: PullRequest, total: () => number) {
    this.#options = options;
    this.#total = total;
    this.#meter = new SpeedMeter(options.access.network.now);
  }

  /** Bytes of files that are whole. */
  whole(bytes: number): void {
    this.#before += bytes;
  }

  tell(state: PullState, bytes: number, more: Partial<PullProgress> = {}): void {
    const { onProgress, access } = this.#options;
    const loaded = this.#before + bytes;
    this.#from ??= loaded;
    this.#meter.mark(loaded);
    const at = access.network.now();
    if (!onProgress || (state === this.#last.state && state !== 'done' && at - this.#last.at < reportEvery)) return;
    this.#last = { at, state };
    const speed = Math.max(0, this.#meter.speed(loaded));
    const total = Math.max(this.#total(), loaded);
    const remaining = speed > 0 && this.#total() > 0 ? { remainingSeconds: (total - loaded) / speed } : {};
    onProgress({ state, loaded, total: this.#total(), from: this.#from, bytesPerSecond: speed, ...remaining, ...more });
  }
}

/** What is known of a name that another model has: then the source is the name, so that both can be told apart. */
async function ownName(shelf: Shelf, resolved: Resolved): Promise<string> {
  if (resolved.name === resolved.source) return resolved.name;
  const taken = findEntry(resolved.name) ?? (await findStored(shelf, resolved.name).catch(() => undefined));
  const other = taken && 'marker' in taken ? taken.marker.source !== resolved.source : taken !== undefined;
  return other ? resolved.source : resolved.name;
}

/**
 * A model that is whole in the store, fetched if it is not: once, also when several tabs or processes ask at the same time.
 * @throws {SaguimError} as `downloadFile`; the signal's reason
 */
export async function pullModel(resolved: Resolved, request: PullRequest): Promise<Found> {
  const { shelf, signal } = request;
  signal?.throwIfAborted();
  const key = keyOf(resolved.source);
  const name = await ownName(shelf, resolved);
  const common = { format: 1, name, source: resolved.source, ...(resolved.aliases ? { aliases: resolved.aliases } : {}) } as const;
  if (resolved.inPlace) {
    const { at, files } = resolved.inPlace;
    return keep(shelf, key, { ...common, files, storedAt: Date.now(), at });
  }
  const watch = new Watch(shelf, key, request);
  try {
    return await shelf.withLock(
      key,
      signal,
      async () => {
        watch.stop();
        const present = await readMarker(shelf, key); // somebody else may have brought it meanwhile
        if (present?.source === resolved.source) return { key, marker: present };
        const files = await bringFiles(request, resolved, key, name);
        const found = await keep(shelf, key, { ...common, files, storedAt: Date.now() });
        await shelf.remove(begunName(key));
        return found;
      },
      () => watch.start(),
    );
  } finally {
    watch.stop();
  }
}

async function bringFiles(request: PullRequest, resolved: Resolved, key: string, name: string): Promise<Marker['files']> {
  const { shelf } = request;
  const sizes = resolved.files.map(({ bytes }) => bytes ?? 0);
  const reports = new Reports(request, () => sizes.reduce((sum, bytes) => sum + bytes, 0));
  await makeRoom(shelf, key, resolved);
  const files = resolved.files.map(({ path, bytes }) => ({ path, ...(bytes === undefined ? {} : { bytes }) }));
  await writeJson(shelf, begunName(key), { name, source: resolved.source, files, begunAt: Date.now() });
  const got: Marker['files'][number][] = [];
  for (const [index, file] of resolved.files.entries()) {
    const target = `${key}/${file.path}`;
    const onEvent = ({ state, loaded, total, reason, retryAt }: FileEvent) => {
      sizes[index] = total ?? Math.max(sizes[index]!, loaded);
      reports.tell(state, loaded, { file: file.path, reason, retryAt });
    };
    const { bytes, sha256 } = (await wholeFile(request, file, target)) ?? (await fetchFile(request, resolved, file, target, onEvent));
    sizes[index] = bytes;
    reports.whole(bytes);
    got.push({ path: file.path, bytes, sha256, ...(file.chunkSha256 ? { chunkSha256: file.chunkSha256 } : {}) });
  }
  reports.tell('done', 0);
  return got;
}

async function keep(shelf: Shelf, key: string, marker: Marker): Promise<Found> {
  await writeMarker(shelf, key, marker);
  return { key, marker };
}

/** A file of an earlier, unfinished call: it has its name only when it is whole and right. */
async function wholeFile({ shelf, signal }: PullRequest, file: Resolved['files'][number], target: string) {
  const bytes = await shelf.size(target);
  if (bytes === undefined) return undefined;
  if (file.bytes === undefined || file.bytes === bytes) {
    const open = (await shelf.openRead(target))!;
    try {
      const sha256 = await hashPart(open, 0, bytes, signal);
      if (file.sha256 === undefined || file.sha256 === sha256) return { bytes, sha256 };
    } finally {
      open.close();
    }
  }
  await shelf.remove(target);
  return undefined;
}

async function fetchFile(
  { shelf, signal, access }: PullRequest,
  { page }: Resolved,
  file: Resolved['files'][number],
  target: string,
  onEvent: (event: FileEvent) => void,
) {
  try {
    const headers = (url: string) => headersFor(access, url);
    return await downloadFile({ file, target, headers, page, shelf, network: access.network, signal, onEvent });
  } catch (error) {
    // Nothing came of it: nothing of it stays.
    const key = target.slice(0, target.indexOf('/'));
    const left = (await shelf.list()).filter((path) => path.startsWith(`${key}/`) && path !== begunName(key) && path !== markerName(key));
    if (left.length === 0) await shelf.remove(begunName(key)).catch(() => {});
    throw error;
  }
}

/** Asks before the first byte whether there is room for all files. */
async function makeRoom(shelf: Shelf, key: string, { files, name }: Resolved): Promise<void> {
  const room = await shelf.room();
  if (room === undefined) return;
  let needed = 0;
  for (const { path, bytes = 0 } of files) {
    const there = (await shelf.size(`${key}/${path}`)) ?? (await shelf.size(`${key}/${path}.part`)) ?? 0;
    needed += Math.max(0, bytes - there);
  }
  if (needed <= room) return;
  throw new SaguimError('storage-full', `The model "${name}" needs ${needed} more bytes, and there is room for ${room}`, {
    hint: 'Free some space on the device, or remove stored models, and try again.',
    details: { needed, room },
  });
}

/** While another tab or process fetches the same: looks at how far it has come. */
class Watch {
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #look: () => Promise<void>;

  constructor(shelf: Shelf, key: string, { onProgress }: PullRequest) {
    let from: number | undefined;
    this.#look = async () => {
      const partial = await readPartial(shelf, key).catch(() => undefined);
      if (this.#timer === undefined || !partial) return;
      const { loaded, total } = partial;
      from ??= loaded;
      onProgress?.({ state: 'waiting', loaded, total, from, bytesPerSecond: 0 });
    };
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#look(), lookEvery);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
