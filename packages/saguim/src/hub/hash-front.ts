import { createSHA256, type IHasher } from 'hash-wasm';
import type { ShelfFile } from '#platform';
import { nextTask } from './network.js';

/** So many bytes are hashed in one turn of the event loop. */
const turnBytes = 1 << 20;

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** SHA-256 of a file from its beginning to `at`, which moves on as the bytes before the first gap become more. */
export class HashFront {
  readonly #hasher: IHasher;
  #at = 0;
  #moving: Promise<void> | undefined;

  private constructor(hasher: IHasher) {
    this.#hasher = hasher.init();
  }

  static async create(): Promise<HashFront> {
    return new HashFront(await createSHA256());
  }

  get at(): number {
    return this.#at;
  }

  reset(): void {
    this.#hasher.init();
    this.#at = 0;
  }

  save(): { at: number; state: string } {
    return { at: this.#at, state: toHex(this.#hasher.save()) };
  }

  load({ at, state }: { at: number; state: string }): void {
    try {
      this.#hasher.load(fromHex(state));
      this.#at = at;
    } catch {
      this.reset(); // saved by another version of the hash
    }
  }

  /** Bytes that have just come; taken when they are the next ones. */
  offer(offset: number, bytes: Uint8Array): void {
    if (this.#moving || offset !== this.#at) return;
    this.#hasher.update(bytes);
    this.#at += bytes.length;
  }

  /** Reads on to the end that `limit` gives each time, without holding up what else waits. @throws the signal's reason */
  async move(file: ShelfFile, limit: () => number, signal?: AbortSignal): Promise<void> {
    while (this.#moving) await this.#moving.catch(() => {});
    const moving = this.#read(file, limit, signal);
    this.#moving = moving;
    try {
      await moving;
    } finally {
      if (this.#moving === moving) this.#moving = undefined;
    }
  }

  get isMoving(): boolean {
    return this.#moving !== undefined;
  }

  async #read(file: ShelfFile, limit: () => number, signal?: AbortSignal): Promise<void> {
    while (this.#at < limit()) {
      signal?.throwIfAborted();
      const bytes = file.read(this.#at, Math.min(turnBytes, limit() - this.#at));
      if (bytes.length === 0) return;
      this.#hasher.update(bytes);
      this.#at += bytes.length;
      await nextTask();
    }
  }

  /** The sum of all up to `at`; more may come after. */
  digest(): string {
    const state = this.#hasher.save();
    const sum = this.#hasher.digest('hex');
    this.#hasher.init();
    this.#hasher.load(state);
    return sum;
  }
}

/** SHA-256 of a part of a file. */
export async function hashPart(file: ShelfFile, from: number, to: number, signal?: AbortSignal): Promise<string> {
  const hasher = (await createSHA256()).init();
  for (let at = from; at < to; ) {
    signal?.throwIfAborted();
    const bytes = file.read(at, Math.min(turnBytes, to - at));
    if (bytes.length === 0) break;
    hasher.update(bytes);
    at += bytes.length;
    await nextTask();
  }
  return hasher.digest('hex');
}
