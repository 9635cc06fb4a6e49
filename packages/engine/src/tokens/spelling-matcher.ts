/** Finds given spellings in a text: the leftmost first, and of those that begin there the longest. */
export class SpellingMatcher {
  readonly #ids: ReadonlyMap<string, number>;
  /** 1 for UTF-16 units that begin a spelling. */
  readonly #first = new Uint8Array(0x10000);
  /** Lengths of the spellings that begin with a unit, longest first. */
  readonly #lengths = new Map<number, number[]>();

  constructor(spellings: ReadonlyMap<string, number>) {
    this.#ids = spellings;
    for (const spelling of spellings.keys()) {
      if (spelling === '') continue;
      const unit = spelling.charCodeAt(0);
      this.#first[unit] = 1;
      const lengths = this.#lengths.get(unit) ?? [];
      if (!lengths.includes(spelling.length)) lengths.push(spelling.length);
      this.#lengths.set(unit, lengths);
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a);
  }

  /** Calls `plain` for the stretches between spellings and `found` for those, in order. */
  split(text: string, plain: (start: number, end: number) => void, found: (id: number) => void): void {
    let from = 0;
    if (this.#lengths.size > 0) {
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (this.#first[unit] === 0) continue;
        for (const length of this.#lengths.get(unit) as number[]) {
          const id = i + length <= text.length ? this.#ids.get(text.slice(i, i + length)) : undefined;
          if (id === undefined) continue;
          if (i > from) plain(from, i);
          found(id);
          from = i + length;
          i = from - 1;
          break;
        }
      }
    }
    if (text.length > from) plain(from, text.length);
  }
}
