import { anyCharacter, lastCodePoint } from './ranges.js';
import type { WorkBudget } from './refuse.js';

/**
 * A regular language over code points, as a deterministic automaton whose state 0 is the start. `moves` of a state: flat and ascending,
 * (from, to, target); what is not there leads nowhere. `labels`: -1 where no text of the language ends, else which kind of text it is.
 */
export class Language {
  #key: string | undefined;

  constructor(
    readonly moves: readonly (readonly number[])[],
    readonly labels: readonly number[],
  ) {}

  /** Every text. */
  static readonly all = new Language([[0, 0xd7ff, 0, 0xe000, lastCodePoint, 0]], [0]);
  static readonly none = new Language([[]], [-1]);

  /** These texts and no other. */
  static of(texts: Iterable<string>, labelOf: (text: string) => number = () => 0): Language {
    const next: Map<number, number>[] = [new Map()];
    const labels = [-1];
    for (const text of texts) {
      let at = 0;
      for (const character of text) {
        const code = character.codePointAt(0)!;
        let to = next[at]!.get(code);
        if (to === undefined) {
          next[at]!.set(code, (to = next.length));
          next.push(new Map());
          labels.push(-1);
        }
        at = to;
      }
      labels[at] = labelOf(text);
    }
    const moves = next.map((map) => [...map].sort(([a], [b]) => a - b).flatMap(([code, to]) => [code, code, to]));
    return new Language(moves, labels);
  }

  /** Texts of these lengths in characters; `most` may be Infinity. */
  static ofLength(least: number, most: number): Language {
    const last = most === Infinity ? least : most;
    const moves = Array.from({ length: last + 1 }, (_, i) => {
      const to = i < last ? i + 1 : most === Infinity ? i : -1;
      return to < 0 ? [] : [anyCharacter[0]!, anyCharacter[1]!, to, anyCharacter[2]!, anyCharacter[3]!, to];
    });
    return new Language(
      moves,
      moves.map((_, i) => (i >= least && i <= most ? 0 : -1)),
    );
  }

  get isAll(): boolean {
    return this.key === Language.all.key;
  }

  get isEmpty(): boolean {
    return this.labels.every((label) => label < 0);
  }

  /** Equal for equal automata. */
  get key(): string {
    this.#key ??= `${this.labels.join()}|${this.moves.map((list) => list.join()).join(';')}`;
    return this.#key;
  }

  has(text: string): boolean {
    let at = 0;
    for (const character of text) {
      at = this.step(at, character.codePointAt(0)!);
      if (at < 0) return false;
    }
    return this.labels[at]! >= 0;
  }

  /** The state after a code point, or -1. */
  step(state: number, code: number): number {
    const list = this.moves[state]!;
    for (let i = 0; i < list.length; i += 3) if (code <= list[i + 1]!) return code >= list[i]! ? list[i + 2]! : -1;
    return -1;
  }

  intersect(other: Language, budget: WorkBudget): Language {
    if (this.isAll) return other;
    if (other.isAll) return this;
    return product([this, other], ([a, b]) => (a! >= 0 && b! >= 0 ? 0 : -1), budget, true);
  }

  union(other: Language, budget: WorkBudget): Language {
    return product([this, other], ([a, b]) => (a! >= 0 || b! >= 0 ? 0 : -1), budget);
  }

  complement(budget: WorkBudget): Language {
    return product([Language.all, this], ([, b]) => (b! >= 0 ? -1 : 0), budget);
  }

  /** All texts, if there are no more than `most`. */
  list(most: number): string[] | undefined {
    const found: string[] = [];
    let steps = 0;
    const visit = (state: number, text: string): boolean => {
      if (++steps > 50 * most || text.length > 1000) return false;
      if (this.labels[state]! >= 0 && found.push(text) > most) return false;
      const list = this.moves[state]!;
      for (let i = 0; i < list.length; i += 3) {
        if (list[i + 1]! - list[i]! >= most) return false;
        for (let code = list[i]!; code <= list[i + 1]!; code++) {
          if (!visit(list[i + 2]!, text + String.fromCodePoint(code))) return false;
        }
      }
      return true;
    };
    return visit(0, '') ? found : undefined;
  }

  /** The same with the fewest states, and none from which no text can be finished. */
  reduced(budget: WorkBudget): Language {
    const count = this.moves.length;
    const back: number[][] = Array.from({ length: count }, () => []);
    this.moves.forEach((list, from) => {
      for (let i = 2; i < list.length; i += 3) back[list[i]!]!.push(from);
    });
    // Steps to the nearest end: what differs in it is different, so that refinement begins near its goal.
    const far = new Int32Array(count).fill(-1);
    const useful: number[] = [];
    this.labels.forEach((label, state) => {
      if (label >= 0 && useful.push(state)) far[state] = 0;
    });
    for (const state of useful) {
      for (const from of back[state]!) if (far[from]! < 0 && useful.push(from)) far[from] = far[state]! + 1;
    }
    // Moore's refinement: states stay together while they look alike.
    let group = Int32Array.from(this.labels, (label, state) => (far[state]! < 0 ? -1 : far[state] === 0 ? -2 - label : far[state]!));
    let groups = new Set(group).size;
    const merged = (state: number): number[] => {
      const list = this.moves[state]!;
      const short: number[] = [];
      for (let i = 0; i < list.length; i += 3) {
        const to = group[list[i + 2]!]!;
        if (to === -1) continue;
        const end = short.length - 3;
        if (end >= 0 && short[end + 2] === to && short[end + 1] === list[i]! - 1) short[end + 1] = list[i + 1]!;
        else short.push(list[i]!, list[i + 1]!, to);
      }
      return short;
    };
    for (;;) {
      const names = new Map<string, number>();
      const next = new Int32Array(count).fill(-1);
      for (const state of useful) {
        budget.spend(1 + this.moves[state]!.length / 3);
        const name = `${group[state]}:${merged(state).join()}`;
        let id = names.get(name);
        if (id === undefined) names.set(name, (id = names.size));
        next[state] = id;
      }
      const before = groups;
      group = next;
      groups = names.size + (useful.length < count ? 1 : 0);
      if (groups === before) break;
    }
    if (far[0]! < 0) return Language.none;
    // Numbered as they are met, so that equal languages get equal automata.
    const order = new Map<number, number>([[group[0]!, 0]]);
    const moves: number[][] = [];
    const labels: number[] = [];
    const waiting = [0];
    for (let at = 0; at < waiting.length; at++) {
      const state = waiting[at]!;
      const list = merged(state);
      const source = this.moves[state]!;
      for (let i = 0; i < list.length; i += 3) {
        const to = list[i + 2]!;
        if (!order.has(to)) {
          order.set(to, order.size);
          for (let j = 2; j < source.length; j += 3) {
            if (group[source[j]!] === to) {
              waiting.push(source[j]!);
              break;
            }
          }
        }
        list[i + 2] = order.get(to)!;
      }
      moves.push(list);
      labels.push(this.labels[state]!);
    }
    return new Language(moves, labels);
  }
}

/**
 * Several languages read side by side.
 * @param labelOf the label of a text from its labels in each (-1 where it is not in)
 * @param together only texts that all can go on with
 */
export function product(
  languages: readonly Language[],
  labelOf: (labels: readonly number[]) => number,
  budget: WorkBudget,
  together = false,
): Language {
  const ids = new Map<string, number>();
  const states: (readonly number[])[] = [];
  const idOf = (state: readonly number[]): number => {
    const key = state.join();
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, (id = states.length));
      states.push(state);
    }
    return id;
  };
  idOf(languages.map(() => 0));
  const moves: number[][] = [];
  const labels: number[] = [];
  for (let id = 0; id < states.length; id++) {
    const state = states[id]!;
    labels.push(labelOf(state.map((at, i) => (at < 0 ? -1 : languages[i]!.labels[at]!))));
    const lists = state.map((at, i) => (at < 0 ? [] : languages[i]!.moves[at]!));
    const cuts = new Set<number>();
    for (const list of lists) for (let i = 0; i < list.length; i += 3) cuts.add(list[i]!).add(list[i + 1]! + 1);
    const points = [...cuts].sort((a, b) => a - b);
    budget.spend(points.length * languages.length + 1);
    const at = lists.map(() => 0);
    const out: number[] = [];
    for (let p = 0; p + 1 < points.length; p++) {
      const from = points[p]!;
      const next = lists.map((list, i) => {
        while (at[i]! < list.length && list[at[i]! + 1]! < from) at[i]! += 3;
        return at[i]! < list.length && list[at[i]!]! <= from ? list[at[i]! + 2]! : -1;
      });
      if (together ? next.some((to) => to < 0) : next.every((to) => to < 0)) continue;
      out.push(from, points[p + 1]! - 1, idOf(next));
    }
    moves.push(out);
  }
  return new Language(moves, labels).reduced(budget);
}
