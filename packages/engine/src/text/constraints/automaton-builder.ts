import { ByteAutomaton, type Call } from './byte-automaton.js';
import { refuse, type WorkBudget } from './refuse.js';

const mostStates = 60_000;

/** Gathers moves, a few for each state, and packs them: a later move goes before an earlier one of the same byte. */
export class AutomatonBuilder {
  /** Of each state: first byte, last byte and target, one move behind the other. */
  readonly #moves: number[][] = [];
  readonly #labels: number[] = [];
  readonly #calls: (Call[] | undefined)[] = [];
  /** Bytes that a move begins with, or ends before: those between have the same moves everywhere. */
  readonly #cuts = new Uint8Array(257).fill(1, 0, 1);

  constructor(readonly budget: WorkBudget) {}

  add(label = -1): number {
    if (this.#moves.length >= mostStates) refuse('The constraint is too large', this.budget.where);
    this.budget.spend(8);
    this.#labels.push(label);
    this.#calls.push(undefined);
    return this.#moves.push([]) - 1;
  }

  move(from: number, first: number, last: number, to: number): void {
    this.#moves[from]!.push(first, last, to);
    this.#cuts[first] = 1;
    this.#cuts[last + 1] = 1;
  }

  /** A chain of bytes; gives the state after it. */
  spell(from: number, bytes: Uint8Array): number {
    let at = from;
    for (const byte of bytes) {
      let to = this.#after(at, byte);
      if (to < 0) this.move(at, byte, byte, (to = this.add()));
      at = to;
    }
    return at;
  }

  /** Puts a copy of all states of another builder here. @returns the state that its first one is now */
  paste(piece: AutomatonBuilder): number {
    const first = this.#moves.length;
    if (first + piece.#moves.length > mostStates) refuse('The constraint is too large', this.budget.where);
    this.budget.spend(8 * piece.#moves.length);
    for (const moves of piece.#moves) {
      const copy = moves.slice();
      for (let i = 2; i < copy.length; i += 3) copy[i]! += first;
      this.#moves.push(copy);
    }
    for (const label of piece.#labels) this.#labels.push(label);
    for (const calls of piece.#calls) this.#calls.push(calls?.map(({ rule, to }) => ({ rule, to: first + to })));
    piece.#cuts.forEach((cut, byte) => {
      if (cut === 1) this.#cuts[byte] = 1;
    });
    return first;
  }

  #after(state: number, byte: number): number {
    const moves = this.#moves[state]!;
    for (let i = moves.length - 3; i >= 0; i -= 3) if (moves[i]! <= byte && byte <= moves[i + 1]!) return moves[i + 2]!;
    return -1;
  }

  label(state: number, label: number): void {
    this.#labels[state] = label;
  }

  call(from: number, rule: number, to: number): void {
    (this.#calls[from] ??= []).push({ rule, to });
  }

  done(): ByteAutomaton {
    const states = this.#moves.length;
    this.budget.spend(states * 8);
    // Bytes between two cuts are one piece: targets by state and piece (states, pieces).
    const pieceOf = new Int16Array(257);
    let pieces = 0;
    for (let byte = 0; byte < 256; byte++) pieceOf[byte] = this.#cuts[byte] === 1 ? pieces++ : pieces - 1;
    pieceOf[256] = pieces;
    const table = new Int32Array(states * pieces).fill(-1);
    for (let state = 0; state < states; state++) {
      const moves = this.#moves[state]!;
      for (let i = 0; i < moves.length; i += 3) {
        const end = state * pieces + pieceOf[moves[i + 1]! + 1]!;
        for (let at = state * pieces + pieceOf[moves[i]!]!; at < end; at++) table[at] = moves[i + 2]!;
      }
    }
    // Pieces that no state tells apart are one column. They are told apart by a hash of each, then by all targets.
    const hashes = new Int32Array(pieces).fill(7);
    for (let at = 0; at < table.length; ) {
      for (let piece = 0; piece < pieces; piece++) hashes[piece] = Math.imul(hashes[piece]!, 31) + table[at++]!;
    }
    const firsts: number[] = [];
    const columnOfPiece = Array.from(hashes, (hash, piece) => {
      const column = firsts.findIndex((first) => hashes[first] === hash && sameColumn(table, pieces, first, piece));
      return column < 0 ? firsts.push(piece) - 1 : column;
    });
    const columns = firsts.length;
    const next = new Int32Array(states * columns);
    for (let state = 0, at = 0; state < states; state++) {
      for (let column = 0; column < columns; column++) next[at++] = table[state * pieces + firsts[column]!]!;
    }
    const columnOf = Uint8Array.from({ length: 256 }, (_, byte) => columnOfPiece[pieceOf[byte]!]!);
    return new ByteAutomaton(states, columns, columnOf, next, Int32Array.from(this.#labels), this.#calls);
  }
}

function sameColumn(table: Int32Array, pieces: number, one: number, other: number): boolean {
  for (let row = 0; row < table.length; row += pieces) if (table[row + one] !== table[row + other]) return false;
  return true;
}
