import { AutomatonBuilder } from './automaton-builder.js';
import type { ByteAutomaton } from './byte-automaton.js';
import type { Frame, Lexer, Machine, Node } from './machine.js';
import type { WorkBudget } from './refuse.js';

export interface Tag {
  readonly begin: string;
  /** The frame behind `begin`, with what comes behind `end`. */
  enter(below: Frame): Frame;
  /** Tokens of a whole tag, at most. */
  readonly least: number;
}

/** Free text with tags in it. `at`: how much of a tag's beginning the text ends with; `register`: 1 when there was a tag. */
export class TaggedNode implements Node {
  readonly #free: ByteAutomaton;
  readonly #first: ByteAutomaton;

  constructor(
    readonly machine: Machine,
    readonly tags: readonly Tag[],
    readonly required: boolean,
    budget: WorkBudget,
  ) {
    const begins = tags.map(({ begin }) => new TextEncoder().encode(begin));
    this.#free = beginsAutomaton(begins, true, budget);
    this.#first = required ? beginsAutomaton(begins, false, budget) : this.#free;
  }

  step(frame: Frame, byte: number, out: Frame[]): void {
    const lexer = this.lexer(frame);
    const to = lexer.automaton.step(lexer.state, byte);
    if (to >= 0) out.push(this.machine.frame(this, to, frame.register, frame.below));
    for (const next of lexer.beyond(frame.at)) next.node.step(next, byte, out);
  }

  lexer(frame: Frame): Lexer {
    const automaton = this.required && frame.register === 0 ? this.#first : this.#free;
    return {
      automaton,
      state: frame.at,
      open: true,
      beyond: (state) => {
        const label = automaton.labels[state]!;
        return label < 0 ? [] : [this.tags[label]!.enter(this.machine.frame(this, 0, 1, frame.below))];
      },
    };
  }

  moved({ register, below }: Frame, state: number): Frame {
    return this.machine.frame(this, state, register, below);
  }

  beyond(frame: Frame): readonly Frame[] {
    return this.lexer(frame).beyond(frame.at);
  }

  final({ at, register, below }: Frame): boolean {
    if (below || (this.required && register === 0)) return false;
    return this.#free.labels[at]! < 0;
  }

  cost(frame: Frame): number {
    const { automaton } = this.lexer(frame);
    const label = automaton.labels[frame.at]!;
    if (label >= 0) return this.tags[label]!.least;
    if (!this.required || frame.register > 0) return 0;
    return Math.min(...this.tags.map(({ least }) => least)) + automaton.distance[frame.at]!;
  }
}

/**
 * Reads text and knows at each byte how much of a beginning it ends with; the label of a state in which one is complete is its number.
 * Aho, Corasick 1975, https://doi.org/10.1145/360825.360855
 * @param free whether anything may stand before
 */
function beginsAutomaton(begins: readonly Uint8Array[], free: boolean, budget: WorkBudget): ByteAutomaton {
  const next: Map<number, number>[] = [new Map()];
  const labels = [-1];
  begins.forEach((bytes, label) => {
    let at = 0;
    for (const byte of bytes) {
      let to = next[at]!.get(byte);
      if (to === undefined) {
        next[at]!.set(byte, (to = next.length));
        next.push(new Map());
        labels.push(-1);
      }
      at = to;
    }
    if (labels[at]! < 0) labels[at] = label;
  });
  const builder = new AutomatonBuilder(budget);
  for (const label of labels) builder.add(label);
  const fail = new Int32Array(next.length);
  const rows: Int32Array[] = next.map(() => new Int32Array(256));
  const queue = [0];
  for (const state of queue) {
    for (let byte = 0; byte < 256; byte++) {
      const to = next[state]!.get(byte);
      const other = state === 0 ? 0 : rows[fail[state]!]![byte]!;
      rows[state]![byte] = to ?? other;
      if (to === undefined) continue;
      fail[to] = other;
      queue.push(to);
    }
  }
  next.forEach((own, state) => {
    // A beginning that is complete is followed by its content, unless a longer one goes on.
    const ended = free && labels[state]! < 0;
    const after = (byte: number) => (ended ? rows[state]![byte]! : (own.get(byte) ?? -1));
    for (let first = 0, byte = 1; byte <= 256; byte++) {
      if (byte < 256 && after(byte) === after(first)) continue;
      if (after(first) >= 0) builder.move(state, first, byte - 1, after(first));
      first = byte;
    }
  });
  return builder.done();
}
