import { ArrayNode, type ItemChoice } from './array-node.js';
import { AutomatonBuilder } from './automaton-builder.js';
import type { ByteAutomaton } from './byte-automaton.js';
import { compareDecimals, digitsOf, negate, zero } from './decimal.js';
import { type Expression, everything, nothing } from './expressions.js';
import { sized } from './keyword-shapes.js';
import { Language } from './language.js';
import type { Machine } from './machine.js';
import { NameLexer } from './name-lexer.js';
import { numberAutomaton } from './number-automaton.js';
import { keyOfNumbers, type NumberSet } from './number-set.js';
import { type NamedMember, ObjectNode } from './object-node.js';
import { refuse, type WorkBudget } from './refuse.js';
import type { SchemaReader } from './schema-reader.js';
import { type ArrayShape, keyOfStrings, memberOf, type ObjectShape, type Shapes, type StringSet } from './shapes.js';
import { anyStringAutomaton, jsonStringAutomaton } from './text-automaton.js';
import { CountedStringNode, TextNode } from './text-node.js';
import type { TokenTrie } from './token-trie.js';
import { UniqueArrayNode } from './unique-array-node.js';
import { type Alternative, ValueNode } from './value-node.js';

const mostMembers = 2000;
const mostListed = 256;

let anyStrings: ByteAutomaton | undefined;

/** Makes the machine of a schema's values: every expression that is reached becomes a node, once. */
export class JsonBuilder {
  readonly #values = new Map<number, ValueNode>();
  readonly #waiting: [Expression, ValueNode][] = [];
  readonly #texts = new Map<string, Alternative>();
  /** What must be looked at again until nothing gets shorter. */
  readonly #nodes: { shorten(): boolean }[] = [];

  constructor(
    readonly machine: Machine,
    readonly trie: TokenTrie,
    readonly reader: SchemaReader,
    readonly budget: WorkBudget,
  ) {}

  /**
   * The value of a whole schema.
   * @throws {SaguimError} `unsupported` for what cannot be decoded anywhere in it, and where nothing fits it
   */
  build(root: Expression): ValueNode {
    const value = this.#value(root);
    for (let entry = this.#waiting.pop(); entry; entry = this.#waiting.pop()) {
      const [expression, node] = entry;
      this.budget.spend(100);
      node.alternatives = this.#alternatives(this.reader.shapesOf(expression), pointerOf(expression));
      this.#nodes.push(node);
    }
    // A value is short if its parts are; what stays endless has no values.
    for (let changed = true; changed; ) {
      changed = false;
      this.budget.spend(this.#nodes.length * 10);
      for (let i = this.#nodes.length - 1; i >= 0; i--) if (this.#nodes[i]!.shorten()) changed = true;
    }
    for (const node of this.#values.values()) node.alternatives = node.alternatives.filter(({ least }) => least < Infinity);
    if (value.least === Infinity) refuse('No value fits the schema', '#');
    return value;
  }

  #value(expression: Expression): ValueNode {
    let node = this.#values.get(expression.id);
    if (!node) {
      this.#values.set(expression.id, (node = new ValueNode()));
      this.#waiting.push([expression, node]);
    }
    return node;
  }

  #alternatives(shapes: Shapes, where: string): Alternative[] {
    const all: Alternative[] = [];
    const words = [...(shapes.null ? ['null'] : []), ...(shapes.booleans & 2 ? ['true'] : []), ...(shapes.booleans & 1 ? ['false'] : [])];
    if (words.length > 0) all.push(this.#words(words));
    const exact: string[] = [];
    for (const set of shapes.numbers) {
      const spellings = exactSpellings(set);
      if (spellings) exact.push(...spellings);
      else all.push(this.#text(`n${keyOfNumbers(set)}`, () => numberAutomaton(set, this.budget, where)));
    }
    if (exact.length > 0) all.push(this.#words(exact));
    for (const set of shapes.strings) all.push(this.#string(set, where));
    for (const shape of shapes.arrays) all.push(this.#array(shape, where));
    for (const shape of shapes.objects) all.push(this.#object(shape, where));
    return all;
  }

  #text(key: string, make: () => ByteAutomaton): Alternative {
    let text = this.#texts.get(key);
    if (!text) this.#texts.set(key, (text = new TextNode(this.machine, make(), this.trie)));
    return text;
  }

  #words(words: readonly string[]): Alternative {
    return this.#text(`w${words.join()}`, () => {
      const builder = new AutomatonBuilder(this.budget);
      const start = builder.add();
      for (const word of words)
        builder.label(
          builder.spell(
            start,
            Uint8Array.from(word, (c) => c.charCodeAt(0)),
          ),
          0,
        );
      return builder.done();
    });
  }

  #string(set: StringSet, where: string): Alternative {
    const { language, least, most } = set;
    const free = least === 0 && most === Infinity;
    if (!language.isAll) {
      return this.#text(`s${keyOfStrings(set)}`, () => jsonStringAutomaton(sized(set, this.budget, where), this.budget));
    }
    const any = (anyStrings ??= anyStringAutomaton(this.budget));
    if (free) return this.#text('any', () => any);
    const key = `c${least},${most}`;
    let counted = this.#texts.get(key);
    if (!counted) this.#texts.set(key, (counted = new CountedStringNode(this.machine, any, least, most)));
    return counted;
  }

  #array(shape: ArrayShape, where: string): Alternative {
    if (shape.unique && shape.most > 1) return this.#uniqueArray(shape, where);
    const { first, rest, contains, least, most } = shape;
    if (contains.length > 4) refuse('More than 4 of "contains" at once', `${where}/contains`);
    const { all, not } = this.reader.expressions;
    const length = Math.max(first.length, ...contains.map(({ from }) => from));
    const choices = Array.from({ length: length + 1 }, (_, index): ItemChoice[] => {
      if (index >= most) return [];
      const base = first[index] ?? rest;
      const here = contains.map((_one, i) => i).filter((i) => contains[i]!.from <= index);
      return Array.from({ length: 1 << here.length }, (_one, chosen) => {
        const parts = here.map((i, k) => {
          const { item, most: limit } = contains[i]!;
          if ((chosen >> k) & 1) return item;
          return limit === Infinity ? everything : not(item);
        });
        const counts = here.reduce((bits, i, k) => bits | (((chosen >> k) & 1) << i), 0);
        return { value: this.#value(all([base, ...parts])), counts };
      });
    });
    const node = new ArrayNode(this.machine, choices, least, most, contains);
    this.#nodes.push(node);
    return node;
  }

  #uniqueArray({ first, rest, contains, least, most }: ArrayShape, where: string): Alternative {
    const shapes = this.reader.shapesOf(rest);
    const others = shapes.null || shapes.booleans > 0 || [shapes.numbers, shapes.arrays, shapes.objects].some((list) => list.length > 0);
    if (others || contains.length > 0 || first.some((item) => item !== rest)) {
      refuse('"uniqueItems" can only be kept among strings', `${where}/uniqueItems`, 'Leave it out, or give "items" the type "string".');
    }
    const language = shapes.strings
      .map((set) => sized(set, this.budget, where))
      .reduce((sum, one) => sum.union(one, this.budget), Language.none);
    const listed = language.list(mostListed);
    const names = new NameLexer(listed ?? [], listed ? [] : [language], this.trie, '', this.budget);
    const limit = listed ? Math.min(most, listed.length) : most;
    const node = new UniqueArrayNode(this.machine, names, listed?.length ?? 0, !listed, least, limit);
    this.#nodes.push(node);
    return node;
  }

  #object(shape: ObjectShape, where: string): Alternative {
    const names = [...new Set([...shape.members.keys(), ...shape.required])];
    if (names.length > mostMembers) refuse(`An object has more than ${mostMembers} properties`, where);
    this.budget.spend(names.length * 200);
    const members = names.map(
      (name): NamedMember => ({ name, value: this.#value(memberOf(shape, name).value), required: shape.required.has(name) }),
    );
    const kept = shape.others.filter(({ value }) => value !== nothing);
    const lexer = new NameLexer(
      names,
      kept.map((other) => other.names),
      this.trie,
      ':',
      this.budget,
    );
    const others = kept.map(({ value, implied }) => ({ value: this.#value(value), implied }));
    const node = new ObjectNode(this.machine, members, others, lexer, shape.least, shape.most);
    this.#nodes.push(node);
    return node;
  }
}

/** How a single number is written, if the set is one. */
function exactSpellings({ low, lowOpen, high, highOpen, multiples, not }: NumberSet): string[] | undefined {
  if (!low || !high || lowOpen || highOpen || multiples.length > 0 || not.length > 0 || compareDecimals(low, high) !== 0) return undefined;
  const sign = compareDecimals(low, zero) < 0 ? '-' : '';
  const { whole, fraction } = digitsOf(sign ? negate(low) : low);
  if (whole.length > 400 || fraction.length > 400) return undefined;
  const plain = `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
  return [...new Set([plain, ...(fraction ? [] : [`${plain}.0`]), String(Number(plain))])];
}

function pointerOf({ place, of }: Expression): string {
  if (place) return place.pointer;
  return of?.[0] ? pointerOf(of[0]) : '#';
}
