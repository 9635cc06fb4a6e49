import type { ByteAutomaton } from './byte-automaton.js';
import type { Frame, Lexer, Machine, Node } from './machine.js';
import type { TokenTrie } from './token-trie.js';

/** A text of a regular language, or a rule of a grammar: `at` is a state of its automaton. */
export class TextNode implements Node {
  /** Tokens from a state to an end. */
  #costs: Float64Array | undefined;
  #mostCost: number | undefined;
  readonly #goesOn: Uint8Array;

  constructor(
    readonly machine: Machine,
    readonly automaton: ByteAutomaton,
    readonly trie: TokenTrie,
    /** The nodes that calls lead to, by rule. */
    readonly rules: readonly TextNode[] = [],
    /** Tokens from a state to an end, where calls make them hard to tell. */
    costs?: Float64Array,
  ) {
    this.#costs = costs;
    this.#goesOn = Uint8Array.from({ length: automaton.states }, (_, state) => (automaton.goesOn(state) ? 1 : 0));
  }

  /** The fewest tokens of a whole text; Infinity where there is none. */
  get least(): number {
    return this.costFrom(0);
  }

  /** The frame in a state; behind a text that cannot go on, what is below. */
  frame(state: number, below: Frame | undefined): Frame {
    return this.#goesOn[state] || !below ? this.machine.frame(this, state, 0, below) : below;
  }

  enter(byte: number, below: Frame, out: Frame[]): void {
    this.#from(0, byte, below, out);
  }

  step(frame: Frame, byte: number, out: Frame[]): void {
    this.#from(frame.at, byte, frame.below, out);
  }

  #from(state: number, byte: number, below: Frame | undefined, out: Frame[]): void {
    const to = this.automaton.step(state, byte);
    if (to >= 0) out.push(this.frame(to, below));
    for (const frame of this.#beyond(state, below)) frame.node.step(frame, byte, out);
  }

  lexer(frame: Frame): Lexer {
    return {
      automaton: this.automaton,
      state: frame.at,
      open: frame.below !== undefined || this.rules.length > 0,
      beyond: (state) => this.#beyond(state, frame.below),
    };
  }

  moved(frame: Frame, state: number): Frame {
    return this.frame(state, frame.below);
  }

  beyond(frame: Frame): readonly Frame[] {
    return this.#beyond(frame.at, frame.below);
  }

  #beyond(state: number, below: Frame | undefined): readonly Frame[] {
    const { calls, labels } = this.automaton;
    const frames: Frame[] = [];
    if (labels[state]! >= 0 && below) frames.push(below);
    for (const { rule, to } of calls[state] ?? []) frames.push(this.rules[rule]!.frame(0, this.frame(to, below)));
    return frames;
  }

  final({ at, below }: Frame): boolean {
    return !below && this.automaton.labels[at]! >= 0;
  }

  cost(frame: Frame): number {
    return this.costFrom(frame.at);
  }

  /** The most that any of its states costs. */
  get mostCost(): number {
    this.costFrom(0);
    return (this.#mostCost ??= this.#costs!.reduce((most, cost) => (cost < Infinity ? Math.max(most, cost) : most), 0));
  }

  /** Along a shortest way, in the fewest tokens that spell it. */
  costFrom(start: number): number {
    if (!this.#costs) {
      const { states, distance } = this.automaton;
      this.#costs = new Float64Array(states).fill(Infinity);
      const order = Array.from({ length: states }, (_, i) => i).filter((state) => distance[state]! >= 0);
      order.sort((a, b) => distance[a]! - distance[b]!);
      for (const state of order) this.#costs[state] = this.#costAlong(state);
    }
    return this.#costs[start]!;
  }

  #costAlong(state: number): number {
    const { way, distance } = this.automaton;
    const costs = this.#costs!;
    if (distance[state] === 0) return 0;
    let best = Infinity;
    let node = 0;
    for (let at = state; way[at]! < 256; ) {
      node = this.trie.child(node, way[at]!);
      if (node < 0) break;
      at = this.automaton.step(at, way[at]!);
      if (this.trie.hasToken(node)) best = Math.min(best, 1 + costs[at]!);
    }
    return best;
  }
}

/** A JSON string of any characters, so many of them: `register` counts. */
export class CountedStringNode implements Node {
  constructor(
    readonly machine: Machine,
    /** Of any string; in state 1 a character is whole. */
    readonly automaton: ByteAutomaton,
    readonly min: number,
    readonly max: number,
  ) {}

  get least(): number {
    return this.min + 2;
  }

  enter(byte: number, below: Frame, out: Frame[]): void {
    if (byte === 0x22) out.push(this.machine.frame(this, 1, 0, below));
  }

  step(frame: Frame, byte: number, out: Frame[]): void {
    const state = this.stateAfter(frame.at, frame.register, byte);
    if (state < 0) return;
    if (this.automaton.labels[state]! >= 0) out.push(frame.below!);
    else out.push(this.machine.frame(this, state, this.countAfter(state, frame.register), frame.below));
  }

  /** The state after a byte, or -1. */
  stateAfter(state: number, count: number, byte: number): number {
    const to = this.automaton.step(state, byte);
    if (to < 0 || state !== 1) return to;
    return (this.automaton.labels[to]! >= 0 ? count >= this.min : count < this.max) ? to : -1;
  }

  /** Characters when a state is reached. Where there is no longest length, what counts no more is not counted. */
  countAfter(state: number, count: number): number {
    return state === 1 && (count < this.min || this.max < Infinity) ? count + 1 : count;
  }

  cost({ at, register }: Frame): number {
    return this.costOf(at, register);
  }

  costOf(at: number, register: number): number {
    const unfinished = at === 1 ? 0 : this.automaton.distance[at]! - 1;
    return unfinished + Math.max(0, this.min - register - (at === 1 ? 0 : 1)) + 1;
  }
}
