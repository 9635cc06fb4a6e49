/** Pieces remembered in each of two generations; when the younger is full, the older is dropped whole. */
const CAPACITY = 8192;
/** Longer pieces (UTF-16 units) seldom come twice. */
const MAX_LENGTH = 48;

/** Remembers the tokens of the pieces of text seen last: most words of a text come again. */
export class PieceCache {
  #young = new Map<string, number | Int32Array>();
  #old = new Map<string, number | Int32Array>();

  /** Appends the tokens of `piece` to `ids`; false when they are not known. */
  take(piece: string, ids: number[]): boolean {
    if (piece.length > MAX_LENGTH) return false;
    let known = this.#young.get(piece);
    if (known === undefined) {
      known = this.#old.get(piece);
      if (known === undefined) return false;
      this.#set(piece, known);
    }
    if (typeof known === 'number') ids.push(known);
    else for (let i = 0; i < known.length; i++) ids.push(known[i] as number);
    return true;
  }

  /** Remembers `ids[from, …)` as the tokens of `piece`. */
  keep(piece: string, ids: readonly number[], from: number): void {
    if (piece.length > MAX_LENGTH) return;
    this.#set(piece, ids.length === from + 1 ? (ids[from] as number) : Int32Array.from(ids.slice(from)));
  }

  #set(piece: string, ids: number | Int32Array): void {
    if (this.#young.size >= CAPACITY) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(piece, ids);
  }
}
