import { SaguimError } from '@saguim/engine/spec';
import { createSHA256, type IHasher } from 'hash-wasm';
import type { OnProgress } from './progress.js';
import type { Shelf, ShelfFile } from './shelf.js';

export interface DownloadRequest {
  readonly url: string;
  /** Name of the file on the shelf. */
  readonly target: string;
  /** What the file must be, where it is known. */
  readonly expected?: { readonly bytes: number; readonly sha256: string };
  readonly shelf: Shelf;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
}

/** So many bytes may have to be hashed again after a crash, and no more than these fetched again. */
const saveEvery = 4 << 20;
/** Breaks in a row, without one byte between them, after which the network is said to be at fault. */
const mostBreaks = 3;
const magic = [0x47, 0x47, 0x55, 0x46]; // GGUF

const stateName = (target: string) => `${target}.state`;

interface State {
  bytes: number;
  hash: string;
  /** The server's name for this version of the file. */
  tag?: string;
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function isState(value: unknown): value is State {
  const state = value as State | undefined;
  return Number.isSafeInteger(state?.bytes) && state!.bytes >= 0 && typeof state?.hash === 'string' && /^([0-9a-f]{2})+$/.test(state.hash);
}

function readState(file: ShelfFile): State | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(file.read(0, file.size())));
    return isState(value) ? value : undefined;
  } catch {
    return undefined; // none yet, or cut off while it was written
  }
}

/**
 * Brings a file onto the shelf: streamed, hashed on the way, going on where an earlier call stopped. The caller holds the file's lock.
 * @throws {SaguimError} `network` (with what came instead), `integrity`, `storage-full`; the signal's reason
 */
export async function download(request: DownloadRequest): Promise<Downloaded> {
  const { shelf, target } = request;
  const file = await shelf.open(target);
  let state: ShelfFile | undefined;
  let whole = false;
  let transfer: Transfer | undefined;
  try {
    // Open all the time, so that saving takes no turn of the event loop while bytes wait.
    state = await shelf.open(stateName(target));
    transfer = new Transfer(request, file, state, await createSHA256());
    transfer.resume();
    await transfer.run();
    const result = transfer.verify();
    file.flush();
    whole = true;
    return result;
  } catch (error) {
    if (error instanceof SaguimError && error.code === 'integrity') transfer?.reset();
    try {
      transfer?.save();
    } catch {
      // The error that stopped it is the one to hear; without a state the bytes are hashed again.
    }
    throw error;
  } finally {
    file.close();
    state?.close();
    const nothing = transfer?.at === 0;
    if (whole || nothing) await shelf.remove(stateName(target));
    if (nothing) await shelf.remove(target);
  }
}

class Transfer {
  /** Bytes on the shelf and in the hash. */
  at = 0;
  #total: number | undefined;
  #from = 0;
  #saved = 0;
  #tag: string | undefined;

  constructor(
    readonly request: DownloadRequest,
    readonly file: ShelfFile,
    readonly state: ShelfFile,
    readonly hash: IHasher,
  ) {
    this.#total = request.expected?.bytes;
    hash.init();
  }

  /** Takes up what an earlier transfer left. */
  resume(): void {
    const present = this.file.size();
    const state = readState(this.state);
    if (state && state.bytes <= present) {
      try {
        this.hash.load(fromHex(state.hash));
        this.at = state.bytes;
        this.#tag = state.tag;
      } catch {
        this.hash.init(); // saved by another version of the hash
      }
    }
    if (this.at === 0 && this.request.expected) {
      // No state survived, but the bytes may be good: they are hashed again, and the sum tells at the end.
      for (; this.at < present; ) {
        const piece = this.file.read(this.at, saveEvery);
        if (piece.length === 0) break;
        this.hash.update(piece);
        this.at += piece.length;
        this.request.signal?.throwIfAborted();
      }
    }
    if (this.#total !== undefined && this.at > this.#total) this.reset();
    this.file.truncate(this.at);
    this.#from = this.at;
    this.#saved = this.at;
  }

  reset(): void {
    this.hash.init();
    this.at = 0;
    this.#tag = undefined;
    this.#from = 0;
    this.file.truncate(0);
  }

  save(): void {
    this.file.flush();
    const state: State = { bytes: this.at, hash: toHex(this.hash.save()), ...(this.#tag ? { tag: this.#tag } : {}) };
    this.state.truncate(0);
    this.state.write(new TextEncoder().encode(JSON.stringify(state)), 0);
    this.state.flush();
    this.#saved = this.at;
  }

  async run(): Promise<void> {
    for (let breaks = 0; this.#total === undefined || this.at < this.#total; ) {
      const before = this.at;
      let cause: unknown;
      try {
        if (await this.#fetch()) return;
      } catch (error) {
        this.request.signal?.throwIfAborted();
        if (error instanceof SaguimError) throw error;
        cause = error;
      }
      breaks = this.at > before ? 0 : breaks + 1;
      if (breaks >= mostBreaks) {
        throw new SaguimError('network', `The transfer broke off after ${this.at} of ${this.#total ?? 'unknown'} bytes`, {
          where: this.request.url,
          hint: 'Try again: it goes on from there.',
          details: { loaded: this.at, total: this.#total },
          cause,
        });
      }
    }
  }

  /** One answer of the server, as far as it goes. True when it was the last that is needed. */
  async #fetch(): Promise<boolean> {
    const { url, signal, expected } = this.request;
    if (this.at > 0 && !expected && !this.#tag) this.reset(); // nothing would show that the rest is of the same file
    const headers: Record<string, string> = this.at > 0 ? { Range: `bytes=${this.at}-` } : {};
    if (this.at > 0 && !expected && this.#tag) headers['If-Range'] = this.#tag;
    const response = await fetch(url, { headers, signal, cache: 'no-store' });
    const skip = this.#check(response);
    if (skip === undefined) {
      await response.body?.cancel();
      this.reset();
      return false;
    }
    await this.#makeRoom();
    await this.#take(response, skip);
    return this.#total === undefined || this.at >= this.#total;
  }

  /** Bytes to leave out of this answer, or undefined when it cannot continue what is here. */
  #check(response: Response): number | undefined {
    const { url } = this.request;
    const fail = (what: string, hint: string, details: Record<string, unknown> = {}) =>
      new SaguimError('network', what, { where: url, hint, details: { status: response.status, ...details } });
    if (response.status === 416 && this.at > 0) return undefined;
    if (!response.ok) {
      const missing = response.status === 404 || response.status === 410;
      throw fail(
        missing ? 'The server has no such model file' : `The server answered ${response.status} instead of the model`,
        missing ? 'Put it there (npx saguim add NAME --to FOLDER), or name the right base of models.' : 'Try again later.',
      );
    }
    if (/^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('content-type') ?? '')) {
      throw fail(
        'A web page came instead of the model',
        'The server answers unknown addresses with its page: put the model where this address points, or name the right base of models.',
      );
    }
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (response.status === 206 && (!range || Number(range[1]) !== this.at)) {
      throw fail('The server sent another part of the file than was asked for', 'Ask the people who run it.');
    }
    const encoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const whole = range && range[2] !== '*' ? Number(range[2]) : response.status === 200 && !encoded ? length : Number.NaN;
    if (Number.isSafeInteger(whole) && whole > 0) {
      if (this.#total !== undefined && whole !== this.#total) {
        if (!this.request.expected) return undefined; // it changed since: from the beginning
        throw new SaguimError('integrity', `The server has a file of ${whole} bytes; the model has ${this.#total}`, {
          where: url,
          hint: 'Put the right file there (npx saguim add).',
        });
      }
      this.#total = whole;
    }
    const tag = response.headers.get('etag') ?? undefined;
    const continues = response.status === 206;
    if (!continues && this.at > 0 && !this.request.expected) this.reset(); // nobody vouches that it is the same file
    if (tag && !tag.startsWith('W/')) this.#tag = tag;
    return continues ? 0 : this.at;
  }

  async #makeRoom(): Promise<void> {
    const needed = (this.#total ?? 0) - this.at;
    const room = await this.request.shelf.room();
    if (room !== undefined && room < needed) {
      throw new SaguimError('storage-full', `The model needs ${needed} more bytes, and the browser has room for ${room}`, {
        hint: 'Free some space on the device, or remove stored models, and try again.',
        details: { needed, room },
      });
    }
  }

  async #take(response: Response, skip: number): Promise<void> {
    const { url, signal, onProgress } = this.request;
    const reader = response.body?.getReader();
    if (!reader) throw new SaguimError('network', 'The server sent nothing', { where: url });
    let head = new Uint8Array(0);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        signal?.throwIfAborted();
        let bytes: Uint8Array = value;
        if (skip > 0) {
          const left = Math.min(skip, bytes.length);
          skip -= left;
          bytes = bytes.subarray(left);
        }
        if (this.at === 0) {
          // Nothing is written before it is known to be a model.
          const joined = new Uint8Array(head.length + bytes.length);
          joined.set(head);
          joined.set(bytes, head.length);
          head = joined;
          if (head.length < magic.length) continue;
          if (magic.some((byte, index) => head[index] !== byte)) {
            throw new SaguimError('network', 'What came is not a GGUF model', {
              where: url,
              hint: 'Put the model where this address points, or name the right base of models.',
            });
          }
          bytes = head;
        }
        if (bytes.length === 0) continue;
        if (this.#total !== undefined && this.at + bytes.length > this.#total) {
          throw new SaguimError('integrity', `The server sent more than the ${this.#total} bytes of the model`, { where: url });
        }
        this.file.write(bytes, this.at);
        this.hash.update(bytes);
        this.at += bytes.length;
        if (this.at - this.#saved >= saveEvery) this.save();
        onProgress?.({ phase: 'download', loaded: this.at, total: this.#total ?? this.at, from: this.#from });
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
    if (this.at === 0 && head.length > 0) throw new SaguimError('network', 'What came is not a GGUF model', { where: url });
  }

  verify(): Downloaded {
    // The hash stays open for saving, so its digest is taken of a copy.
    const state = this.hash.save();
    const sha256 = this.hash.digest('hex');
    this.hash.init();
    this.hash.load(state);
    const { expected, url } = this.request;
    if (expected && (sha256 !== expected.sha256 || this.at !== expected.bytes)) {
      throw new SaguimError('integrity', 'The file is whole, but it is not the model that was expected', {
        where: url,
        hint: 'Try again; if it stays so, the server has another file (put the right one there: npx saguim add).',
        details: { expected: expected.sha256, found: sha256 },
      });
    }
    return { bytes: this.at, sha256 };
  }
}
