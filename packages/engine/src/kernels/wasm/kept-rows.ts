import { integerRows, type RowRegion } from './program.js';

/** What a step that pauses has in the rows of its buffers, saved as far as others write there. A step of n rows writes to the first n. */
export class KeptRows {
  readonly #memory: WebAssembly.Memory;
  readonly #regions: readonly RowRegion[];
  readonly #saved: { readonly address: number; readonly bytes: Uint8Array }[] = [];
  #rows = 0;

  constructor(memory: WebAssembly.Memory, regions: readonly RowRegion[]) {
    this.#memory = memory;
    this.#regions = regions;
  }

  /** To be called before another step of so many rows writes anything. */
  save(rows: number): void {
    const from = this.#rows;
    const to = integerRows(rows);
    if (to <= from) return;
    for (const { address, rowBytes, rows: most } of this.#regions) {
      const count = Math.min(to, most) - Math.min(from, most);
      if (count === 0) continue;
      const start = address + from * rowBytes;
      this.#saved.push({ address: start, bytes: new Uint8Array(this.#memory.buffer, start, count * rowBytes).slice() });
    }
    this.#rows = to;
  }

  /** Puts everything back. @returns whether others were there */
  restore(): boolean {
    for (const { address, bytes } of this.#saved) new Uint8Array(this.#memory.buffer).set(bytes, address);
    return this.#rows > 0;
  }
}
