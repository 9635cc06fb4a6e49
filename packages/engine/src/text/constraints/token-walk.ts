import type { Frame, Lexer, Machine } from './machine.js';
import { RecentMap } from './refuse.js';
import { CountedStringNode, TextNode } from './text-node.js';
import type { TokenTrie } from './token-trie.js';

/** A bit for every token of the vocabulary. */
export type TokenBits = Uint32Array;

/** What a walk through an automaton finds, whatever lies below: tokens that end inside it, and where in a trie it can be left. */
interface LexicalWalk {
  readonly bits: TokenBits;
  readonly trie: TokenTrie;
  /** Flat: a node of the trie, the state that was reached with it. */
  readonly exits: readonly number[];
}

/** Walks through automata, which constraints of one vocabulary share: dates and numbers are the same everywhere. */
class SharedWalks extends RecentMap<LexicalWalk> {
  readonly #ids = new WeakMap<object, number>();
  #count = 0;

  constructor() {
    super(1024);
  }

  idOf(part: object | undefined): number {
    if (!part) return 0;
    let id = this.#ids.get(part);
    if (id === undefined) this.#ids.set(part, (id = ++this.#count));
    return id;
  }
}

const shared = new WeakMap<TokenTrie, SharedWalks>();

const mostMasks = 2048;

/** Finds the tokens that may come next, by walking the vocabulary's trie through the machine. */
export class TokenWalk {
  readonly #words: number;
  readonly #masks = new Map<number, TokenBits>();
  readonly #walks: SharedWalks;
  readonly #states: Int32Array;
  readonly #counts: Int32Array;

  constructor(
    readonly machine: Machine,
    readonly trie: TokenTrie,
  ) {
    this.#words = (trie.vocabularySize + 31) >> 5;
    let walks = shared.get(trie);
    if (!walks) shared.set(trie, (walks = new SharedWalks()));
    this.#walks = walks;
    this.#states = new Int32Array(trie.longest + 2);
    this.#counts = new Int32Array(trie.longest + 2);
  }

  /** Tokens that may come; kept for frames that come again. Not to be changed. */
  allowed(frames: readonly Frame[]): TokenBits {
    if (frames.length === 1) return this.#allowedBy(frames[0]!);
    const all = new Uint32Array(this.#words);
    for (const frame of frames) addBits(all, this.#allowedBy(frame));
    return all;
  }

  /** Tokens after which the text can be finished with `most` tokens. */
  allowedWithin(frames: readonly Frame[], most: number): TokenBits {
    const bits = new Uint32Array(this.#words);
    this.#walk(this.trie, frames, 0, bits, most);
    return bits;
  }

  #allowedBy(frame: Frame): TokenBits {
    let bits = this.#masks.get(frame.id);
    if (bits) {
      // The oldest goes first.
      this.#masks.delete(frame.id);
    } else {
      bits = new Uint32Array(this.#words);
      this.#walk(this.trie, [frame], 0, bits, Infinity);
      if (this.#masks.size >= mostMasks) this.#masks.delete(this.#masks.keys().next().value!);
    }
    this.#masks.set(frame.id, bits);
    return bits;
  }

  /** Adds the tokens below a trie's node that lead from frames to frames. */
  #walk(trie: TokenTrie, frames: readonly Frame[], node: number, bits: TokenBits, most: number): void {
    const structural: Frame[] = [];
    for (const frame of frames) {
      if (frame.node instanceof CountedStringNode) this.#walkCounted(trie, frame, frame.node, node, bits, most);
      else {
        const lexer = frame.node.lexer?.(frame);
        if (lexer) this.#walkLexer(trie, frame, lexer, node, bits, most);
        else structural.push(frame);
      }
    }
    if (structural.length === 0) return;
    const { machine } = this;
    for (let child = node + 1; child < trie.end[node]!; child = trie.end[child]!) {
      const next = machine.step(structural, trie.byte[child]!);
      if (next.length === 0) continue;
      if (trie.token[child]! >= 0 && fits(next, most)) addTokens(bits, trie, child);
      if (trie.end[child]! > child + 1) this.#walk(trie, next, child, bits, most);
    }
  }

  #walkLexer(trie: TokenTrie, frame: Frame, lexer: Lexer, node: number, bits: TokenBits, most: number): void {
    let walk: LexicalWalk;
    const text = frame.node instanceof TextNode ? frame.node : undefined;
    // What the text itself may still cost: near the end of the budget, too, there are only few such amounts.
    const room = text && most < Infinity ? Math.min(most - (frame.below?.cost ?? 0), text.mostCost) : Infinity;
    const within =
      most === Infinity ? () => true : text ? (state: number) => text.costFrom(state) <= room : this.#costWithin(frame, lexer, most);
    if (node === 0 && (text || most === Infinity)) {
      const key = `${this.#walks.idOf(lexer.automaton)},${this.#walks.idOf(lexer.live)},${lexer.state},${lexer.open},${room}`;
      walk = this.#walks.ensure(key, () => this.#lexicalFromRoot(lexer, new Uint32Array(this.#words), within));
      addBits(bits, walk.bits);
    } else {
      walk = node === 0 ? this.#lexicalFromRoot(lexer, bits, within) : this.#lexical(trie, lexer, node, bits, within);
    }
    const { exits } = walk;
    const beyond = new Map<number, readonly Frame[]>();
    for (let i = 0; i < exits.length; i += 2) {
      const state = exits[i + 1]!;
      let frames = beyond.get(state);
      if (!frames) beyond.set(state, (frames = lexer.beyond(state)));
      if (frames.length > 0) this.#walk(walk.trie, frames, exits[i]!, bits, most);
    }
  }

  /** Whether a state is cheap enough to be ended in; what a name's or text's own frame would say. */
  #costWithin(frame: Frame, lexer: Lexer, most: number): (state: number) => boolean {
    const known = new Map<number, boolean>();
    return (state) => {
      let fitsIn = known.get(state);
      if (fitsIn === undefined) {
        const ended = lexer.automaton.goesOn(state) ? [] : lexer.beyond(state);
        const cost = ended.length > 0 ? Math.min(...ended.map((one) => one.cost)) : frame.node.moved!(frame, state).cost;
        known.set(state, (fitsIn = cost <= most));
      }
      return fitsIn;
    };
  }

  /** The whole vocabulary; where plain bytes are all alike, tokens made of them are taken by their length alone. */
  #lexicalFromRoot(lexer: Lexer, bits: TokenBits, within: (state: number) => boolean): LexicalWalk {
    const { automaton, live, state, open } = lexer;
    let length = 0;
    let at = state;
    for (; length <= this.trie.longest; length++) {
      const to = automaton.plainStep(at);
      if (to === -2 || (open && leaves(lexer, at))) return this.#lexical(this.trie, lexer, 0, bits, within);
      if (to < 0 || (live && live[to] === 0)) break;
      // Lengths that are too dear are all that is told apart by.
      if (!within(to)) {
        if (to !== at) return this.#lexical(this.trie, lexer, 0, bits, within);
        break;
      }
      at = to;
    }
    if (length > 0) addBits(bits, this.trie.plainUpTo(length));
    return this.#lexical(this.trie.rest, lexer, 0, bits, within);
  }

  #lexical(trie: TokenTrie, lexer: Lexer, from: number, bits: TokenBits, within: (state: number) => boolean): LexicalWalk {
    const { byte, depth, end, token } = trie;
    const { automaton, live, open } = lexer;
    const { next, columns, columnOf, labels, calls } = automaton;
    const states = this.#states;
    const exits: number[] = [];
    const last = end[from]!;
    states[depth[from]!] = lexer.state;
    if (open && leaves(lexer, lexer.state)) exits.push(from, lexer.state);
    for (let node = from + 1; node < last; ) {
      const at = depth[node]!;
      const to = next[states[at - 1]! * columns + columnOf[byte[node]!]!]!;
      if (to < 0 || (live && live[to] === 0)) {
        node = end[node]!;
        continue;
      }
      states[at] = to;
      if (token[node]! >= 0 && within(to)) addTokens(bits, trie, node);
      if (open && (labels[to]! >= 0 || calls[to]) && end[node]! > node + 1) exits.push(node, to);
      node++;
    }
    return { bits, trie, exits };
  }

  #walkCounted(trie: TokenTrie, frame: Frame, node: CountedStringNode, from: number, bits: TokenBits, most: number): void {
    const below = frame.below!;
    let walk: LexicalWalk;
    if (from === 0 && most === Infinity) {
      // Far from both bounds, all counts are alike.
      const { longest } = this.trie;
      const missing = Math.min(longest + 1, Math.max(0, node.min - frame.register));
      const room = Math.min(longest + 1, node.max - frame.register);
      const key = `c${this.#walks.idOf(node.automaton)},${frame.at},${missing},${room}`;
      walk = this.#walks.ensure(key, () => {
        const own = new Uint32Array(this.#words);
        if (frame.at !== 1) return this.#counted(this.trie, frame, node, 0, own, most);
        addBits(own, this.trie.plainUpTo(room));
        return this.#counted(this.trie.rest, frame, node, 0, own, most);
      });
      addBits(bits, walk.bits);
    } else walk = this.#counted(trie, frame, node, from, bits, most);
    for (let i = 0; i < walk.exits.length; i += 2) this.#walk(walk.trie, [below], walk.exits[i]!, bits, most);
  }

  #counted(trie: TokenTrie, frame: Frame, node: CountedStringNode, from: number, bits: TokenBits, most: number): LexicalWalk {
    const { byte, depth, end, token } = trie;
    const { labels } = node.automaton;
    const states = this.#states;
    const counts = this.#counts;
    const base = most === Infinity ? -Infinity : frame.below!.cost;
    const exits: number[] = [];
    states[depth[from]!] = frame.at;
    counts[depth[from]!] = frame.register;
    const last = end[from]!;
    for (let at = from + 1; at < last; ) {
      const level = depth[at]!;
      const state = node.stateAfter(states[level - 1]!, counts[level - 1]!, byte[at]!);
      if (state < 0) {
        at = end[at]!;
        continue;
      }
      const count = node.countAfter(state, counts[level - 1]!);
      const ended = labels[state]! >= 0;
      if (token[at]! >= 0 && (ended ? 0 : node.costOf(state, count)) + base <= most) addTokens(bits, trie, at);
      if (ended) {
        if (end[at]! > at + 1) exits.push(at, state);
        at = end[at]!;
        continue;
      }
      states[level] = state;
      counts[level] = count;
      at++;
    }
    return { bits, trie, exits };
  }
}

function leaves({ automaton: { labels, calls } }: Lexer, state: number): boolean {
  return labels[state]! >= 0 || calls[state] !== undefined;
}

function fits(frames: readonly Frame[], most: number): boolean {
  return most === Infinity || frames.some((frame) => frame.cost <= most);
}

function addTokens(bits: TokenBits, { token, same }: TokenTrie, node: number): void {
  for (let one = token[node]!; one >= 0; one = same[one]!) bits[one >> 5]! |= 1 << (one & 31);
}

function addBits(bits: TokenBits, more: TokenBits): void {
  for (let i = 0; i < bits.length; i++) bits[i]! |= more[i]!;
}
