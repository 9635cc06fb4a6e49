import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Beginning of the names that belong to the lock. */
export const lockFileName = 'writer.lock';

/** Who holds a lock: enough to tell whether it still lives. */
interface Holder {
  readonly host: string;
  readonly process: number;
  /** When the process started, where the system tells: numbers of processes are used again. */
  readonly started: string;
  readonly token: string;
}

/** Clock ticks since boot at which a process started (Linux), else empty. */
function startOf(process: number): string {
  try {
    // The name in parentheses may hold anything, spaces too; the 22nd field is the 20th after it.
    return readFileSync(`/proc/${process}/stat`, 'utf8').split(') ').pop()!.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive({ host, process: id, started }: Holder): boolean {
  if (host !== hostname()) return true; // a shared disk: only that machine could tell
  try {
    globalThis.process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(id);
  return started === '' || now === '' || now === started;
}

let tokens = 0;
/** Tokens that this thread holds. */
const held = new Set<string>();

/** A thread of this very process may be gone without its process: a holder touches its file, and is dead when it has not for so long. */
const touchMilliseconds = 1_000;
const deadMilliseconds = 10_000;

/** One writer at a time among processes: a file that names its holder. Who finds the holder dead takes it over. */
export class LockFile {
  readonly #path: string;
  #token: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Waits until the lock is free.
   * @param waits called once when somebody else holds it, for a long time
   * @throws the signal's reason
   */
  async acquire(signal: AbortSignal | undefined, waits?: () => void): Promise<void> {
    const token = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${++tokens}`;
    const own = `${this.#path}.${token}`;
    const holder: Holder = { host: hostname(), process: process.pid, started: startOf(process.pid), token };
    try {
      const longest = waits ? 250 : 50;
      for (let wait = 1; ; wait = Math.min(wait * 2, longest)) {
        signal?.throwIfAborted();
        writeFileSync(own, JSON.stringify(holder)); // anew: its time tells what the file system takes for now
        if (this.#take(own)) break;
        this.#clearDead(own);
        if (this.#take(own)) break;
        if (wait === 1) waits?.();
        await pause(wait, signal);
      }
    } finally {
      rmSync(own, { force: true });
    }
    held.add(token);
    this.#token = token;
    this.#timer = setInterval(() => this.#touch(), touchMilliseconds);
    this.#timer.unref();
  }

  release(): void {
    if (this.#token === undefined) return;
    clearInterval(this.#timer);
    held.delete(this.#token);
    if (this.#read(this.#path)?.token === this.#token) rmSync(this.#path, { force: true });
    this.#token = undefined;
  }

  #touch(): void {
    try {
      utimesSync(this.#path, new Date(), new Date());
    } catch {
      // Taken away; nothing of ours is there to be kept alive.
    }
  }

  /** A second name for our own file is given to one process only, and the file is whole from the beginning. */
  #take(own: string): boolean {
    try {
      linkSync(own, this.#path);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    }
    // File systems without second names: made only where there is none, though not whole at once.
    try {
      writeFileSync(this.#path, readFileSync(own), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #read(path: string): Holder | undefined {
    try {
      const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder;
      return typeof holder?.token === 'string' && typeof holder.process === 'number' ? holder : undefined;
    } catch {
      return undefined;
    }
  }

  /** Takes a dead holder's file away, by renaming: of several who try, one gets it; who got a living one's puts it back. */
  #clearDead(own: string): void {
    const holder = this.#read(this.#path);
    if (!holder || !this.#isDead(holder, own)) return;
    const taken = `${own}.dead`;
    try {
      renameSync(this.#path, taken);
    } catch {
      return; // somebody else was faster
    }
    const got = this.#read(taken);
    if (got && got.token !== holder.token) {
      try {
        linkSync(taken, this.#path);
      } catch {
        // A third one has it already; the second finds out when it writes.
      }
    }
    rmSync(taken, { force: true });
  }

  #isDead(holder: Holder, own: string): boolean {
    if (held.has(holder.token)) return false;
    if (holder.host !== hostname() || holder.process !== process.pid) return !isAlive(holder);
    try {
      return statSync(own).mtimeMs - statSync(this.#path).mtimeMs > deadMilliseconds;
    } catch {
      return false; // gone by now
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
