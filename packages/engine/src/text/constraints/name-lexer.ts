import type { ByteAutomaton } from './byte-automaton.js';
import { Language, product } from './language.js';
import type { WorkBudget } from './refuse.js';
import { jsonStringAutomaton } from './text-automaton.js';
import type { TokenTrie } from './token-trie.js';

const mostFilters = 256;

/** Bits of labels. */
export type Labels = bigint;
export const bit = (label: number): Labels => 1n << BigInt(label);

/** JSON strings told apart by what they are: the listed ones by their index, all others by the language they are in. */
export class NameLexer {
  readonly automaton: ByteAutomaton;
  /** Labels that a state can still lead to (states,). */
  readonly #reach: readonly Labels[];
  /** A byte of each column. Letters before anything else, so that what is made up can be read. */
  readonly #bytes: readonly number[];
  readonly #live = new Map<Labels, Uint8Array>();
  readonly #paths = new Map<string, { readonly label: number; readonly tokens: number } | undefined>();

  constructor(
    names: readonly string[],
    others: readonly Language[],
    readonly trie: TokenTrie,
    /** What comes behind a string without fail, counted into its tokens. */
    readonly tail: string,
    budget: WorkBudget,
  ) {
    const at = new Map(names.map((name, i) => [name, i]));
    const listed = Language.of(names, (name) => at.get(name)!);
    // What is listed goes before the languages that it may also be in.
    const language = product(
      [listed, ...others],
      ([name, ...rest]) => {
        if (name! >= 0) return name!;
        const other = rest.findIndex((label) => label >= 0);
        return other < 0 ? -1 : names.length + other;
      },
      budget,
    );
    this.automaton = jsonStringAutomaton(language, budget);
    this.#reach = reachOf(this.automaton);
    const firsts = new Map<number, number>();
    for (let i = 255; i >= 0; i--) firsts.set(this.automaton.columnOf[(i + 0x22) & 255]!, i);
    this.#bytes = [...firsts.values()].sort((a, b) => a - b).map((i) => (i + 0x22) & 255);
  }

  /** Which states can lead to one of these labels. */
  live(allowed: Labels): Uint8Array {
    let live = this.#live.get(allowed);
    if (!live) {
      if (this.#live.size >= mostFilters) this.#live.clear();
      live = Uint8Array.from(this.#reach, (labels) => ((labels & allowed) === 0n ? 0 : 1));
      this.#live.set(allowed, live);
    }
    return live;
  }

  /** Whether a string can only end behind this state. */
  mustEnd(state: number): boolean {
    const { automaton } = this;
    const first = state * automaton.columns;
    const quote = automaton.columnOf[0x22]!;
    for (let column = 0; column < automaton.columns; column++) if (column !== quote && automaton.next[first + column]! >= 0) return false;
    return true;
  }

  /** The nearest end with one of these labels, and the fewest tokens on the way there. */
  nearest(state: number, allowed: Labels): { readonly label: number; readonly tokens: number } | undefined {
    const key = `${state},${allowed.toString(36)}`;
    if (!this.#paths.has(key)) {
      if (this.#paths.size >= 4096) this.#paths.clear();
      this.#paths.set(key, this.#search(state, allowed));
    }
    return this.#paths.get(key);
  }

  #search(start: number, allowed: Labels): { label: number; tokens: number } | undefined {
    const live = this.live(allowed);
    if (!live[start]) return undefined;
    const { automaton } = this;
    const from = new Map<number, readonly [state: number, byte: number]>();
    const queue = [start];
    for (const state of queue) {
      const label = automaton.labels[state]!;
      if (label >= 0) {
        const bytes: number[] = [];
        for (let at = state; at !== start; at = from.get(at)![0]) bytes.unshift(from.get(at)![1]);
        return { label, tokens: this.trie.count(Uint8Array.from([...bytes, ...Array.from(this.tail, (c) => c.charCodeAt(0))])) };
      }
      for (const byte of this.#bytes) {
        const to = automaton.step(state, byte);
        if (to < 0 || !live[to] || from.has(to) || to === start) continue;
        from.set(to, [state, byte]);
        queue.push(to);
      }
    }
    return undefined;
  }
}

function reachOf(automaton: ByteAutomaton): Labels[] {
  const { states, columns, next, labels } = automaton;
  const reach: Labels[] = Array.from(labels, (label) => (label >= 0 ? bit(label) : 0n));
  const back: number[][] = Array.from({ length: states }, () => []);
  for (let i = 0; i < next.length; i++) if (next[i]! >= 0) back[next[i]!]!.push(Math.floor(i / columns));
  const waiting = Array.from({ length: states }, (_, i) => i);
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const from of back[state]!) {
      const all = reach[from]! | reach[state]!;
      if (all === reach[from]) continue;
      reach[from] = all;
      waiting.push(from);
    }
  }
  return reach;
}
