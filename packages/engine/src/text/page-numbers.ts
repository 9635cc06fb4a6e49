/** The numbers of one kind of pages: those that nobody has, and the room for more. */
export class PageNumbers {
  readonly #reserve: (count: number) => number;
  readonly #free: number[] = [];
  #reserved = 0;
  #limit: number;

  /** @param reserve makes memory for so many pages if it can, and tells for how many there is some */
  constructor(limit: number, reserve: (count: number) => number) {
    this.#limit = limit;
    this.#reserve = reserve;
  }

  /** Pages that memory was made for. */
  get reserved(): number {
    return this.#reserved;
  }

  /** The most pages there can be; falls when the host refuses memory. */
  get limit(): number {
    return this.#limit;
  }

  /** Pages that hold nothing, those not made yet left out. */
  get free(): number {
    return this.#free.length;
  }

  take(): number | undefined {
    return this.#free.pop();
  }

  put(id: number): void {
    this.#free.push(id);
  }

  /** Makes memory for one more at least, where that is allowed and to be had. */
  grow(): void {
    if (this.#reserved >= this.#limit) return;
    const now = Math.min(this.#limit, this.#reserve(this.#reserved + 1));
    if (now <= this.#reserved) this.#limit = this.#reserved;
    // The lowest number last, so that it is taken first.
    for (let id = now - 1; id >= this.#reserved; id--) this.#free.push(id);
    this.#reserved = Math.max(this.#reserved, now);
  }
}
