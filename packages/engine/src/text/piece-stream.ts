/** What a generation gives, one by one, to whoever reads: keeps what nobody has read yet, and one end, good or bad. */
export class PieceStream<T> implements AsyncIterableIterator<T> {
  readonly #pieces: T[] = [];
  readonly #readers: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void }[] = [];
  readonly #onLeave: () => void;
  #end: { error?: unknown; failed: boolean } | undefined;

  /** @param onLeave the reader does not want more (`break`, `return`, an exception in the loop) */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(piece: T): void {
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value: piece });
    else this.#pieces.push(piece);
  }

  end(): void {
    this.#finish({ failed: false });
  }

  fail(error: unknown): void {
    this.#finish({ failed: true, error });
  }

  next(): Promise<IteratorResult<T>> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) return Promise.resolve({ done: false, value: piece });
    const end = this.#end;
    if (!end) return new Promise((resolve, reject) => void this.#readers.push({ resolve, reject }));
    if (!end.failed) return Promise.resolve({ done: true, value: undefined });
    this.#end = { failed: false }; // an error is told once
    return Promise.reject(end.error);
  }

  return(): Promise<IteratorResult<T>> {
    this.#pieces.length = 0;
    this.#finish({ failed: false });
    this.#onLeave();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(end: { error?: unknown; failed: boolean }): void {
    if (this.#end) return;
    this.#end = end;
    const readers = this.#readers.splice(0);
    readers.forEach(({ resolve, reject }, i) => {
      if (end.failed && i === 0) {
        this.#end = { failed: false };
        reject(end.error);
      } else resolve({ done: true, value: undefined });
    });
  }
}
