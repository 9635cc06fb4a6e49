import { SaguimError } from '@saguim/engine/spec';
import { ChunkSums } from './chunk-sums.js';
import { FileTransfer, type Work } from './file-transfer.js';
import { HashFront } from './hash-front.js';
import type { ResolvedFile } from './hub-contract.js';
import { Intervals } from './intervals.js';
import { type Identity, Journal } from './journal.js';
import { journalName, partName } from './journal-name.js';
import type { Network } from './network.js';
import { type Run, RunQueue } from './run-queue.js';
import type { Shelf, ShelfFile } from './shelf.js';

export interface FileRequest {
  readonly file: ResolvedFile;
  /** Its path on the shelf. */
  readonly target: string;
  /** What an address is asked with, such as a token. */
  readonly headers: (url: string) => Record<string, string>;
  /** Where licences are accepted. */
  readonly page?: string;
  readonly shelf: Shelf;
  readonly network: Network;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FileEvent) => void;
}

export interface FileEvent {
  readonly state: 'downloading' | 'retrying' | 'verifying' | 'anew';
  /** Bytes that are here and, as far as can be told, right. */
  readonly loaded: number;
  readonly total: number | undefined;
  readonly reason?: string;
  readonly retryAt?: number;
}

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
}

/** What was fetched is not what was asked for: all transfers end, and what is missing now is fetched. */
class Again extends Error {}

/** One piece that comes wrong so often is wrong at the server. */
const mostWrong = 3;
/** Milliseconds between two looks at who could help whom. */
const lookEvery = 1_000;
/** A file that becomes another so often is not waited for. */
const mostChanges = 4;

/**
 * Brings a file onto the shelf: in parallel ranges, hashed on the way, going on where an earlier call stopped. It has its name only when it
 * is whole and right. The caller holds the model's lock.
 * @throws {SaguimError} `network` (with what came instead), `integrity`, `storage-full`; the signal's reason
 */
export async function downloadFile(request: FileRequest): Promise<Downloaded> {
  const { shelf, target } = request;
  const file = await shelf.open(partName(target));
  let journalFile: ShelfFile | undefined;
  let download: FileDownload | undefined;
  let result: Downloaded | undefined;
  try {
    journalFile = await shelf.open(journalName(target));
    download = new FileDownload(request, file, new Journal(journalFile), await HashFront.create());
    download.resume();
    result = await download.run();
    file.flush();
  } catch (error) {
    if (error instanceof SaguimError && error.code === 'integrity') download?.discard();
    try {
      download?.save();
    } catch {
      // The error that stopped it is the one to hear; what the journal does not know is fetched again.
    }
    throw error;
  } finally {
    file.close();
    journalFile?.close();
    if (!result && download?.isEmpty) {
      await shelf.remove(journalName(target)).catch(() => {});
      await shelf.remove(partName(target)).catch(() => {});
    }
  }
  await shelf.rename(partName(target), target);
  await shelf.remove(journalName(target));
  return result;
}

/** One download of one file, over as many answers of the server as it takes. */
export class FileDownload implements Work {
  readonly #request: FileRequest;
  readonly #file: ShelfFile;
  readonly #journal: Journal;
  readonly #front: HashFront;
  /** What is here. With sums of pieces, what was found wrong is not. */
  readonly #done = new Intervals();
  #sums: ChunkSums | undefined;
  #checking: Promise<void> | undefined;
  #over = new AbortController();
  #unsaved = 0;
  #changes = 0;
  #wrong = 0;
  #looked = 0;
  #startLanes = () => {};
  readonly queue: RunQueue;
  total: number | undefined;
  identity: Identity = {};
  /** Whether the server gives parts of the file. */
  ranges = true;
  /** Whether the beginning was looked at. */
  headChecked = false;
  /** Whether anything came in this call. */
  alive = false;

  constructor(request: FileRequest, file: ShelfFile, journal: Journal, front: HashFront) {
    this.#request = request;
    this.#file = file;
    this.#journal = journal;
    this.#front = front;
    this.total = request.file.bytes;
    this.queue = new RunQueue(request.network.lanes, request.network.runBytes, request.network.now);
    const { bytes, chunkSha256 } = request.file;
    if (ChunkSums.fit(chunkSha256, bytes)) this.#sums = new ChunkSums(chunkSha256!, bytes!);
  }

  get request(): FileRequest {
    return this.#request;
  }

  get done(): Intervals {
    return this.#done;
  }

  get isEmpty(): boolean {
    return this.#done.list.length === 0;
  }

  /** Whether something would show that two answers are of different files. */
  get hasWitness(): boolean {
    const { tag, modified } = this.identity;
    return this.#request.file.sha256 !== undefined || this.#sums !== undefined || tag !== undefined || modified !== undefined;
  }

  /** Takes up what an earlier call left. */
  resume(): void {
    const { sha256, bytes } = this.#request.file;
    const state = this.#journal.read();
    const present = this.#file.size();
    const fits = state && state.sha256 === sha256 && (bytes === undefined || state.total === undefined || state.total === bytes);
    if (fits) {
      this.total ??= state.total;
      this.identity = state.identity;
      for (const [from, to] of state.done.list) this.#done.add(Math.min(from, present), Math.min(to, present));
      if (this.#sums) for (const [from, to] of state.checked.list) if (this.#done.has(from, to)) this.#sums.checked.add(from, to);
      if (state.hash && state.hash.at <= this.#frontLimit) this.#front.load(state.hash);
    } else if (this.#sums) {
      this.#done.add(0, Math.min(present, this.total!)); // the sums tell which of it is good
    }
    if (!this.isEmpty && !this.hasWitness) this.discard(); // nothing would show that the rest is of the same file
    this.headChecked = this.#done.has(0, 1);
    if (this.isEmpty) this.#file.truncate(0);
  }

  /** Forgets all that came. */
  discard(): void {
    this.#done.clear();
    if (this.#sums) this.#sums.checked = new Intervals();
    this.#front.reset();
    this.headChecked = false;
    this.total = this.#request.file.bytes;
    this.#file.truncate(0);
  }

  save(): void {
    this.#unsaved = 0;
    this.#file.flush();
    const { sha256 } = this.#request.file;
    const checked = this.#sums?.checked ?? new Intervals();
    const { total, identity } = this;
    this.#journal.write({ sha256, total, identity, done: this.#done, checked, hash: this.#front.save() });
  }

  tell(state: FileEvent['state'], more: { reason?: string; retryAt?: number } = {}): void {
    this.#request.onEvent?.({ state, loaded: this.#done.size, total: this.total, ...more });
  }

  async run(): Promise<Downloaded> {
    const { file, signal } = this.#request;
    this.tell('downloading');
    this.#startChecking();
    for (;;) {
      await this.#settleChecks();
      while (!this.#isWhole) {
        await this.#round();
        await this.#settleChecks();
      }
      this.tell('verifying');
      await this.#front.move(this.#file, () => this.#frontLimit, signal);
      const sha256 = this.#front.digest();
      if (file.sha256 === undefined || sha256 === file.sha256) return { bytes: this.total!, sha256 };
      const details = { expected: file.sha256, found: sha256 };
      if (this.#sums || ++this.#wrong > 1) {
        throw new SaguimError('integrity', 'The file is whole, but it is not the model that was expected', {
          where: file.url,
          hint: 'The server has another file: put the right one there (npx saguim add), or name another source.',
          details,
        });
      }
      this.discard();
      this.tell('anew', { reason: 'The file came damaged and is fetched anew.' });
    }
  }

  get #isWhole(): boolean {
    return this.total !== undefined && this.#done.has(0, this.total);
  }

  /** All that is missing, by as many lines as the server allows. Ends early when what was thought of the file is wrong. */
  async #round(): Promise<void> {
    const { signal } = this.#request;
    signal?.throwIfAborted();
    await this.#makeRoom();
    const over = new AbortController();
    this.#over = over;
    const abort = () => over.abort(signal!.reason);
    signal?.addEventListener('abort', abort);
    const running = new Set<Promise<void>>();
    const startLanes = () => {
      if (over.signal.aborted) return;
      const most = this.ranges && this.headChecked && this.hasWitness ? this.queue.lanes : 1;
      while (running.size < most) {
        const lane = new FileTransfer(this, over.signal, startLanes)
          .run()
          .catch((error: unknown) => over.abort(error))
          .finally(() => running.delete(lane));
        running.add(lane);
      }
    };
    this.#startLanes = startLanes;
    try {
      startLanes();
      while (running.size > 0) await Promise.race(running);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    if (over.signal.aborted && !(over.signal.reason instanceof Again)) throw over.signal.reason;
  }

  /** The next piece of work for a line. */
  claim(): Run | undefined {
    if (this.#isWhole) return undefined;
    return this.ranges ? this.queue.claim(this.#done, this.total) : this.queue.claimAll();
  }

  /** The server's file is not the one that was begun. @throws always */
  changed(identity: Identity): never {
    if (this.#over.signal.aborted) throw new Again(); // another line was first to notice
    this.#changes++;
    if (this.#changes > mostChanges && this.#request.file.sha256 === undefined) {
      throw new SaguimError('network', 'The file at the server changes again and again', {
        where: this.#request.file.url,
        hint: 'Try again when it is left alone.',
      });
    }
    // Sums of pieces tell what may stay; and servers that name one file differently are believed at last, as the whole sum tells.
    if (!this.#sums && this.#changes <= mostChanges) {
      this.discard();
      this.tell('anew', { reason: 'Another file lies at the server now; it is fetched anew.' });
    }
    this.identity = this.#changes > mostChanges ? {} : identity;
    throw new Again();
  }

  /** Only the whole file is to be had. @throws always */
  withoutRanges(): never {
    this.ranges = false;
    if (!this.hasWitness) this.discard();
    throw new Again();
  }

  /** Stores bytes where they are missing. */
  put(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (this.total !== undefined && end > this.total) {
      throw new SaguimError('integrity', `The server sent more than the ${this.total} bytes of the model`, {
        where: this.#request.file.url,
      });
    }
    this.alive = true;
    if (!this.#done.has(offset, end)) {
      for (const [from, to] of this.#done.gaps(end)) {
        if (to <= offset) continue;
        const at = Math.max(from, offset);
        this.#file.write(bytes.subarray(at - offset, to - offset), at);
      }
      this.#done.add(offset, end);
    }
    if (this.#sums) this.#startChecking();
    else {
      this.#front.offer(offset, bytes);
      if (this.#front.at < this.#frontLimit && !this.#front.isMoving) this.#moveFront();
    }
    this.#unsaved += bytes.length;
    if (this.#unsaved >= this.#request.network.saveEvery) this.save();
    const now = this.#request.network.now();
    if (now - this.#looked >= lookEvery) {
      this.#looked = now;
      this.#startLanes(); // lines that had nothing to do may help one that turned out slow
    }
    this.tell('downloading');
  }

  /** Bytes without a gap, and compared with their sums where there are any. */
  get #frontLimit(): number {
    return (this.#sums?.checked ?? this.#done).endFrom(0);
  }

  #moveFront(): void {
    const over = this.#over;
    this.#front.move(this.#file, () => this.#frontLimit, over.signal).catch((error: unknown) => over.abort(error));
  }

  #startChecking(): void {
    if (!this.#sums || this.#checking || this.#sums.next(this.#done) === undefined) return;
    const over = this.#over;
    this.#checking = this.#check(this.#sums)
      .catch((error: unknown) => over.abort(error))
      .finally(() => (this.#checking = undefined));
  }

  async #check(sums: ChunkSums): Promise<void> {
    for (let index = sums.next(this.#done); index !== undefined; index = sums.next(this.#done)) {
      const wrong = await sums.check(this.#file, index, this.#request.signal);
      if (wrong === 0) {
        if (!this.#front.isMoving) await this.#front.move(this.#file, () => this.#frontLimit, this.#request.signal);
        continue;
      }
      const [from, to] = sums.range(index);
      this.#done.remove(from, to);
      if (from === 0) this.headChecked = false;
      if (wrong > mostWrong) {
        throw new SaguimError('integrity', 'A part of the file comes damaged each time', {
          where: this.#request.file.url,
          hint: 'The server has another file, or a damaged one: name another source.',
          details: { from, to },
        });
      }
      this.tell('anew', { reason: `${to - from} damaged bytes are fetched again.` });
    }
  }

  /** Waits for the comparing under way. @throws what it found beyond repair */
  async #settleChecks(): Promise<void> {
    while (this.#checking) await this.#checking;
    const { aborted, reason } = this.#over.signal;
    if (aborted && !(reason instanceof Again)) throw reason;
    this.#request.signal?.throwIfAborted();
  }

  async #makeRoom(): Promise<void> {
    const room = await this.#request.shelf.room();
    const needed = (this.total ?? 0) - this.#file.size();
    if (room !== undefined && room < needed) {
      throw new SaguimError('storage-full', `The model needs ${needed} more bytes, and there is room for ${room}`, {
        hint: 'Free some space on the device, or remove stored models, and try again: it goes on where it stopped.',
        details: { needed, room },
      });
    }
  }
}
