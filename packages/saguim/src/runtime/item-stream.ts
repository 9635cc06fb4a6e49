/** Items that somebody pushes and somebody else reads, in order, with an end or an error. */
export class ItemStream<T> implements AsyncIterableIterator<T> {
  readonly #items: T[] = [];
  #waiting: (() => void)[] = [];
  #ended = false;
  #error: { readonly value: unknown } | undefined;
  readonly #onReturn: () => void;

  /** @param onReturn called when the reader leaves before the end */
  constructor(onReturn: () => void = () => {}) {
    this.#onReturn = onReturn;
  }

  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#wakeAll();
  }

  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  fail(error: unknown): void {
    if (this.#ended) return;
    this.#error = { value: error };
    this.end();
  }

  async next(): Promise<IteratorResult<T>> {
    for (;;) {
      if (this.#items.length > 0) return { done: false, value: this.#items.shift()! };
      if (this.#error) {
        const { value } = this.#error;
        this.#error = undefined;
        throw value;
      }
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async return(): Promise<IteratorResult<T>> {
    const early = !this.#ended;
    this.#items.length = 0;
    this.end();
    if (early) this.#onReturn();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
