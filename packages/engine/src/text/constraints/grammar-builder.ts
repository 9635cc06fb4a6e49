import type { ByteAutomaton } from './byte-automaton.js';
import type { Grammar } from './grammar-parser.js';
import { Language } from './language.js';
import type { Machine } from './machine.js';
import { languageOf, type Pattern } from './pattern.js';
import { refuse, type WorkBudget } from './refuse.js';
import { utf8Automaton } from './text-automaton.js';
import { TextNode } from './text-node.js';
import type { TokenTrie } from './token-trie.js';

/** Parts of patterns that rules may have when others are put into them. */
const mostParts = 20_000;

/**
 * The nodes of a grammar's rules. Rules that do not come back to themselves are put where they are used, so that what is left to calls is
 * what needs them; empty texts are taken out of rules and put beside their calls, so that every call reads something.
 * @throws {SaguimError} `unsupported` for a rule that begins with itself, or that no text fits
 */
export function buildGrammar(grammar: Grammar, machine: Machine, trie: TokenTrie, budget: WorkBudget): TextNode {
  const { rules, names, root } = grammar;
  const recursive = recursiveRules(rules);
  const parts: number[] = [];
  const inlined: Pattern[] = [];
  const order: number[] = [];
  const visit = (rule: number): void => {
    if (order.includes(rule)) return;
    order.push(rule);
    for (const other of callsOf(rules[rule]!)) if (!recursive.has(other)) visit(other);
    inlined[rule] = put(rules[rule]!, (other) => (recursive.has(other) || parts[other]! > 200 ? undefined : inlined[other]));
    parts[rule] = sizeOf(inlined[rule]);
    budget.spend(parts[rule]!);
    if (parts[rule]! > mostParts) refuse(`The rule "${names[rule]}" is too large`, 'grammar');
  };
  rules.forEach((_, rule) => void visit(rule));

  const nullable = nullableRules(inlined);
  const automata = inlined.map((pattern, rule): ByteAutomaton => {
    const optional = put(pattern, (other) =>
      nullable.has(other) ? { is: 'repeat', of: { is: 'call', rule: other }, least: 0, most: 1 } : undefined,
    );
    const language = languageOf(optional, budget);
    return utf8Automaton(rule === root ? language : withoutEmpty(language), budget);
  });
  refuseLeftRecursion(automata, names);
  const costs = costsOf(automata, budget);
  if (costs[root]![0] === Infinity) refuse('No text fits the rule "root"', 'grammar');
  const nodes: TextNode[] = [];
  automata.forEach((automaton, rule) => void nodes.push(new TextNode(machine, automaton, trie, nodes, costs[rule]!)));
  return nodes[root]!;
}

function* callsOf(pattern: Pattern): Generator<number> {
  if (pattern.is === 'call') yield pattern.rule;
  else if (pattern.is === 'repeat') yield* callsOf(pattern.of);
  else if (pattern.is === 'sequence' || pattern.is === 'choice') for (const part of pattern.of) yield* callsOf(part);
}

/** A pattern with some of its calls replaced. */
function put(pattern: Pattern, replace: (rule: number) => Pattern | undefined): Pattern {
  switch (pattern.is) {
    case 'call':
      return replace(pattern.rule) ?? pattern;
    case 'repeat':
      return { ...pattern, of: put(pattern.of, replace) };
    case 'sequence':
    case 'choice':
      return { ...pattern, of: pattern.of.map((part) => put(part, replace)) };
    default:
      return pattern;
  }
}

function sizeOf(pattern: Pattern): number {
  if (pattern.is === 'repeat') {
    const times = pattern.most === Infinity ? pattern.least + 1 : pattern.most;
    return 1 + sizeOf(pattern.of) * Math.max(1, times);
  }
  if (pattern.is === 'sequence' || pattern.is === 'choice') return pattern.of.reduce((sum, part) => sum + sizeOf(part), 1);
  return 1;
}

/** Rules from which calls lead back to them. */
function recursiveRules(rules: readonly Pattern[]): Set<number> {
  const calls = rules.map((rule) => new Set(callsOf(rule)));
  const recursive = new Set<number>();
  calls.forEach((first, rule) => {
    const reached = new Set(first);
    for (const other of reached) for (const next of calls[other]!) reached.add(next);
    if (reached.has(rule)) recursive.add(rule);
  });
  return recursive;
}

function nullableRules(rules: readonly Pattern[]): Set<number> {
  const nullable = new Set<number>();
  const isNullable = (pattern: Pattern): boolean => {
    switch (pattern.is) {
      case 'call':
        return nullable.has(pattern.rule);
      case 'repeat':
        return pattern.least === 0 || isNullable(pattern.of);
      case 'sequence':
        return pattern.of.every(isNullable);
      case 'choice':
        return pattern.of.some(isNullable);
      default:
        return false;
    }
  };
  for (let size = -1; size < nullable.size; ) {
    size = nullable.size;
    rules.forEach((rule, i) => {
      if (isNullable(rule)) nullable.add(i);
    });
  }
  return nullable;
}

/** All texts of a language but the empty one: with a start of its own, since one may come back to the old one. */
function withoutEmpty({ moves, labels }: Language): Language {
  if (labels[0]! < 0) return new Language(moves, labels);
  const old = moves.length;
  const moved = [...moves, moves[0]!].map((list) => list.map((value, i) => (i % 3 === 2 && value === 0 ? old : value)));
  return new Language(moved, [-1, ...labels.slice(1), labels[0]!]);
}

function refuseLeftRecursion(automata: readonly ByteAutomaton[], names: readonly string[]): void {
  const first = automata.map(({ calls }) => new Set((calls[0] ?? []).map(({ rule }) => rule)));
  first.forEach((calls, rule) => {
    const reached = new Set(calls);
    for (const other of reached) for (const next of first[other]!) reached.add(next);
    if (reached.has(rule)) refuse(`The rule "${names[rule]}" begins with itself`, 'grammar', 'Put a repetition in its place.');
  });
}

/**
 * The fewest bytes from each state to its rule's end, the rules that are called included. What has none is taken out of the automata, so
 * that it is never entered.
 */
function costsOf(automata: readonly ByteAutomaton[], budget: WorkBudget): Float64Array[] {
  const costs = automata.map(({ states }) => new Float64Array(states).fill(Infinity));
  for (let changed = true; changed; ) {
    changed = false;
    automata.forEach(({ states, columns, next, labels, calls }, rule) => {
      budget.spend(states * 4);
      const own = costs[rule]!;
      for (let state = states - 1; state >= 0; state--) {
        let cost = labels[state]! >= 0 ? 0 : Infinity;
        for (let i = state * columns; i < (state + 1) * columns; i++) if (next[i]! >= 0) cost = Math.min(cost, 1 + own[next[i]!]!);
        for (const { rule: other, to } of calls[state] ?? []) cost = Math.min(cost, costs[other]![0]! + own[to]!);
        if (cost < own[state]!) {
          own[state] = cost;
          changed = true;
        }
      }
    });
  }
  automata.forEach(({ next, calls }, rule) => {
    for (let i = 0; i < next.length; i++) if (next[i]! >= 0 && costs[rule]![next[i]!] === Infinity) next[i] = -1;
    const all = calls as (readonly { rule: number; to: number }[] | undefined)[];
    all.forEach((list, state) => {
      const kept = list?.filter(({ rule: other, to }) => costs[other]![0]! + costs[rule]![to]! < Infinity);
      all[state] = kept?.length ? kept : undefined;
    });
  });
  return costs;
}
