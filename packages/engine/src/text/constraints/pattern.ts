import { Language } from './language.js';
import type { Ranges } from './ranges.js';
import { refuse, type WorkBudget } from './refuse.js';

/** A regular expression, or the right side of a rule of a grammar. */
export type Pattern =
  | { readonly is: 'set'; readonly ranges: Ranges }
  | { readonly is: 'sequence' | 'choice'; readonly of: readonly Pattern[] }
  /** `most` may be Infinity. */
  | { readonly is: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number }
  /** `^` and `$`. */
  | { readonly is: 'begin' | 'end' }
  /** Another rule of the grammar, by its number. */
  | { readonly is: 'call'; readonly rule: number };

/** Calls stand beyond all code points, so that they are moves like any other. */
export const firstCall = 0x110000;

const mostStates = 200_000;

/** States with moves on ranges (flat: from, to, target) and moves without a character. */
class Nfa {
  readonly moves: number[][] = [];
  /** Flat: kind (0 always, 1 only at the beginning, 2 only at the end), target. */
  readonly free: number[][] = [];

  constructor(readonly budget: WorkBudget) {}

  add(): number {
    if (this.moves.length >= mostStates) refuse('The pattern is too large', 'pattern', 'Use smaller numbers of repetitions.');
    this.budget.spend(1);
    this.free.push([]);
    return this.moves.push([]) - 1;
  }

  /** Adds a pattern after a state; gives the state after it. */
  build(pattern: Pattern, from: number): number {
    switch (pattern.is) {
      case 'set':
      case 'call': {
        const to = this.add();
        const ranges = pattern.is === 'call' ? [firstCall + pattern.rule, firstCall + pattern.rule] : pattern.ranges;
        for (let i = 0; i < ranges.length; i += 2) this.moves[from]!.push(ranges[i]!, ranges[i + 1]!, to);
        return to;
      }
      case 'sequence':
        return pattern.of.reduce((at, part) => this.build(part, at), from);
      case 'choice': {
        const to = this.add();
        for (const part of pattern.of) {
          const start = this.add();
          this.free[from]!.push(0, start);
          this.free[this.build(part, start)]!.push(0, to);
        }
        return to;
      }
      case 'repeat': {
        let at = from;
        for (let i = 0; i < pattern.least; i++) at = this.build(pattern.of, at);
        if (pattern.most === Infinity) {
          const loop = this.add();
          this.free[at]!.push(0, loop);
          this.free[this.build(pattern.of, loop)]!.push(0, loop);
          return loop;
        }
        const to = this.add();
        this.free[at]!.push(0, to);
        for (let i = pattern.least; i < pattern.most; i++) {
          const start = this.add();
          this.free[at]!.push(0, start);
          at = this.build(pattern.of, start);
          this.free[at]!.push(0, to);
        }
        return to;
      }
      case 'begin':
      case 'end': {
        const to = this.add();
        this.free[from]!.push(pattern.is === 'begin' ? 1 : 2, to);
        return to;
      }
    }
  }

  /** All that is reached without a character. `at`: 1 at the beginning, 2 at the end, 3 both. */
  close(states: readonly number[], at: number): number[] {
    const seen = new Set(states);
    for (const state of seen) {
      const free = this.free[state]!;
      for (let i = 0; i < free.length; i += 2) if (free[i] === 0 || (free[i]! & at) !== 0) seen.add(free[i + 1]!);
    }
    this.budget.spend(seen.size);
    return [...seen].sort((a, b) => a - b);
  }
}

/** The texts that a pattern matches from beginning to end. */
export function languageOf(pattern: Pattern, budget: WorkBudget): Language {
  const nfa = new Nfa(budget);
  const start = nfa.add();
  const final = nfa.build(pattern, start);
  const ids = new Map<string, number>();
  const sets: number[][] = [];
  const idOf = (set: number[]): number => {
    const key = set.join();
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, (id = sets.length));
      sets.push(set);
    }
    return id;
  };
  idOf(nfa.close([start], 1));
  const moves: number[][] = [];
  const labels: number[] = [];
  for (let id = 0; id < sets.length; id++) {
    const set = sets[id]!;
    // What stands at the very beginning may be at the end as well.
    const ended = nfa.close(set, id === 0 ? 3 : 2);
    labels.push(ended.includes(final) ? 0 : -1);
    moves.push(
      sweep(
        set.map((state) => nfa.moves[state]!),
        (targets) => idOf(nfa.close(targets, 0)),
        budget,
      ),
    );
  }
  return new Language(moves, labels).reduced(budget);
}

/** Moves of several states, cut where any begins or ends. */
function sweep(lists: readonly number[][], idOf: (targets: number[]) => number, budget: WorkBudget): number[] {
  const events: [at: number, change: 1 | -1, target: number][] = [];
  for (const list of lists) {
    for (let i = 0; i < list.length; i += 3) events.push([list[i]!, 1, list[i + 2]!], [list[i + 1]! + 1, -1, list[i + 2]!]);
  }
  budget.spend(events.length);
  events.sort(([a], [b]) => a - b);
  const active = new Map<number, number>();
  const cut: number[] = [];
  for (let i = 0; i < events.length; ) {
    const at = events[i]![0];
    for (; i < events.length && events[i]![0] === at; i++) {
      const [, change, target] = events[i]!;
      const count = (active.get(target) ?? 0) + change;
      if (count === 0) active.delete(target);
      else active.set(target, count);
    }
    if (active.size === 0) continue;
    const target = idOf([...active.keys()]);
    const end = events[i]![0] - 1;
    const last = cut.length - 3;
    if (last >= 0 && cut[last + 2] === target && cut[last + 1] === at - 1) cut[last + 1] = end;
    else cut.push(at, end, target);
  }
  return cut;
}
