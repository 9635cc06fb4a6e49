/** Printable ASCII that JSON's strings have as it is: what most tokens are made of, and what most automata do not tell apart. */
export function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
}

/** Goes to another rule and comes back in a state. */
export interface Call {
  readonly rule: number;
  readonly to: number;
}

/**
 * A deterministic automaton over bytes. Bytes that no state tells apart share a column: the state after `byte` in `state` is
 * `next[state * columns + columnOf[byte]]`, or -1. State 0 is the start.
 */
export class ByteAutomaton {
  /** Fewest bytes to an end, calls counted as one; every state has an end. */
  readonly distance: Int32Array;
  /** The first byte on a shortest way to an end; -1 - i for the call i; 256 at an end. */
  readonly way: Int16Array;
  #plain: Int32Array | undefined;

  constructor(
    readonly states: number,
    readonly columns: number,
    readonly columnOf: Uint8Array,
    readonly next: Int32Array,
    /** -1 where nothing ends, else the label of what does. */
    readonly labels: Int32Array,
    readonly calls: readonly (readonly Call[] | undefined)[],
  ) {
    this.distance = new Int32Array(states).fill(-1);
    this.way = new Int16Array(states).fill(256);
    this.#measure();
    // What has no end is not entered.
    for (let i = 0; i < next.length; i++) if (next[i]! >= 0 && this.distance[next[i]!]! < 0) next[i] = -1;
  }

  /** Whether something may come after a state. */
  goesOn(state: number): boolean {
    if (this.calls[state]) return true;
    for (let i = state * this.columns; i < (state + 1) * this.columns; i++) if (this.next[i]! >= 0) return true;
    return false;
  }

  /**
   * Where all plain bytes (see `isPlain`) lead alike: that state, or -1 where none of them can come; -2 where they lead apart.
   */
  plainStep(state: number): number {
    if (!this.#plain) {
      this.#plain = new Int32Array(this.states);
      const columns = new Set<number>();
      for (let byte = 0; byte < 128; byte++) if (isPlain(byte)) columns.add(this.columnOf[byte]!);
      for (let one = 0; one < this.states; one++) {
        const targets = new Set<number>();
        for (const column of columns) targets.add(this.next[one * this.columns + column]!);
        this.#plain[one] = targets.size === 1 ? [...targets][0]! : -2;
      }
    }
    return this.#plain[state]!;
  }

  step(state: number, byte: number): number {
    return this.next[state * this.columns + this.columnOf[byte]!]!;
  }

  #measure(): void {
    const { states, columns, next, calls } = this;
    const byteOf = new Int16Array(columns);
    for (let byte = 255; byte >= 0; byte--) byteOf[this.columnOf[byte]!] = byte;
    // Printable ASCII reads best, and most vocabularies have it.
    for (let byte = 126; byte > 32; byte--) byteOf[this.columnOf[byte]!] = byte;
    // Moves by the state that they lead to: those to `state` lie in [ends[state - 1], ends[state]). Arrays of arrays took most of a first schema.
    const ends = new Int32Array(states);
    for (let i = 0; i < next.length; i++) if (next[i]! >= 0) ends[next[i]!]!++;
    for (const list of calls) for (const { to } of list ?? []) ends[to]!++;
    let moves = 0;
    for (let state = 0; state < states; state++) {
      const count = ends[state]!;
      ends[state] = moves;
      moves += count;
    }
    const from = new Int32Array(moves);
    const ways = new Int16Array(moves);
    for (let state = 0; state < states; state++) {
      for (let column = 0; column < columns; column++) {
        const to = next[state * columns + column]!;
        if (to < 0) continue;
        const at = ends[to]!++;
        from[at] = state;
        ways[at] = byteOf[column]!;
      }
      calls[state]?.forEach(({ to }, i) => {
        const at = ends[to]!++;
        from[at] = state;
        ways[at] = -1 - i;
      });
    }
    const queue = new Int32Array(states);
    let waiting = 0;
    for (let state = 0; state < states; state++) {
      if (this.labels[state]! < 0) continue;
      this.distance[state] = 0;
      queue[waiting++] = state;
    }
    for (let done = 0; done < waiting; done++) {
      const state = queue[done]!;
      for (let at = state > 0 ? ends[state - 1]! : 0; at < ends[state]!; at++) {
        const before = from[at]!;
        if (this.distance[before]! >= 0) continue;
        this.distance[before] = this.distance[state]! + 1;
        this.way[before] = ways[at]!;
        queue[waiting++] = before;
      }
    }
  }
}
