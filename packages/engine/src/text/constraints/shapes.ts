import { type Expression, type Expressions, everything, nothing } from './expressions.js';
import { Language } from './language.js';
import { anyNumber, complementNumbers, intersectNumbers, keyOfNumbers, type NumberSet } from './number-set.js';
import { refuse, type WorkBudget } from './refuse.js';

/** Strings of a language and of a length in characters. */
export interface StringSet {
  readonly language: Language;
  readonly least: number;
  readonly most: number;
}

/** Of the items from `from` on, so many match. */
export interface Containment {
  readonly item: Expression;
  readonly from: number;
  readonly least: number;
  readonly most: number;
}

export interface ArrayShape {
  readonly first: readonly Expression[];
  readonly rest: Expression;
  readonly least: number;
  readonly most: number;
  readonly contains: readonly Containment[];
  readonly unique: boolean;
  /** So many items from the beginning were looked at. */
  readonly evaluated: number;
  /** Items that fit one of these were looked at too. */
  readonly looked: readonly Expression[];
}

export interface Member {
  readonly value: Expression;
  /** Whether some keyword looked at it. */
  readonly evaluated: boolean;
}

export interface OtherMembers extends Member {
  readonly names: Language;
  /** No keyword speaks of such names: they fit, and nobody asked for them. */
  readonly implied: boolean;
}

export interface ObjectShape {
  readonly members: ReadonlyMap<string, Member>;
  /** All other names, parted by language. */
  readonly others: readonly OtherMembers[];
  readonly required: ReadonlySet<string>;
  readonly least: number;
  readonly most: number;
}

/** The values of a schema, type by type; the entries of a list are alternatives. */
export interface Shapes {
  readonly null: boolean;
  /** 1 for false, 2 for true. */
  readonly booleans: number;
  readonly numbers: readonly NumberSet[];
  readonly strings: readonly StringSet[];
  readonly arrays: readonly ArrayShape[];
  readonly objects: readonly ObjectShape[];
}

export const anyString: StringSet = { language: Language.all, least: 0, most: Infinity };
export const anyArray: ArrayShape = {
  first: [],
  rest: everything,
  least: 0,
  most: Infinity,
  contains: [],
  unique: false,
  evaluated: 0,
  looked: [],
};
export const anyObject: ObjectShape = {
  members: new Map(),
  others: [{ names: Language.all, value: everything, evaluated: false, implied: true }],
  required: new Set(),
  least: 0,
  most: Infinity,
};
export const anything: Shapes = {
  null: true,
  booleans: 3,
  numbers: [anyNumber],
  strings: [anyString],
  arrays: [anyArray],
  objects: [anyObject],
};
export const noShapes: Shapes = { null: false, booleans: 0, numbers: [], strings: [], arrays: [], objects: [] };

const mostAlternatives = 64;
const mostNumbers = 2000;

/** How shapes are put together. Expressions below them stay as they are, to be looked at when they are reached. */
export class ShapeAlgebra {
  constructor(
    readonly expressions: Expressions,
    readonly budget: WorkBudget,
  ) {}

  and(a: Shapes, b: Shapes, where: string): Shapes {
    const pairs = <T>(x: readonly T[], y: readonly T[], any: T, meet: (one: T, other: T) => T | undefined, keyOf: (one: T) => string) => {
      if (x.length === 1 && x[0] === any) return y;
      if (y.length === 1 && y[0] === any) return x;
      const all: T[] = [];
      for (const one of x) {
        for (const other of y) {
          this.budget.spend(10);
          const met = meet(one, other);
          if (met !== undefined) all.push(met);
        }
      }
      return this.#distinct(all, keyOf, where);
    };
    return {
      null: a.null && b.null,
      booleans: a.booleans & b.booleans,
      numbers: pairs(a.numbers, b.numbers, anyNumber, intersectNumbers, keyOfNumbers),
      strings: pairs(a.strings, b.strings, anyString, (one, other) => this.#meetStrings(one, other), keyOfStrings),
      arrays: pairs(a.arrays, b.arrays, anyArray, (one, other) => this.#meetArrays(one, other), keyOfArray),
      objects: pairs(a.objects, b.objects, anyObject, (one, other) => this.#meetObjects(one, other, where), keyOfObject),
    };
  }

  or(all: readonly Shapes[], where: string): Shapes {
    const tracks = this.expressions.tracksEvaluation;
    const list = <T>(part: (shapes: Shapes) => readonly T[], any: T | undefined, keyOf: (one: T) => string): readonly T[] => {
      const every = all.flatMap(part);
      return any !== undefined && every.includes(any) ? [any] : this.#distinct(every, keyOf, where);
    };
    return {
      null: all.some((shapes) => shapes.null),
      booleans: all.reduce((sum, { booleans }) => sum | booleans, 0),
      numbers: list(({ numbers }) => numbers, anyNumber, keyOfNumbers),
      strings: this.#joinStrings(list(({ strings }) => strings, anyString, keyOfStrings)),
      // Alternatives that looked at something stay apart from one that looks at nothing.
      arrays: list(({ arrays }) => arrays, tracks ? undefined : anyArray, keyOfArray),
      objects: list(({ objects }) => objects, tracks ? undefined : anyObject, keyOfObject),
    };
  }

  /** @throws {SaguimError} `unsupported` where the rest has no shape */
  not(shapes: Shapes, where: string): Shapes {
    const every = <T>(list: readonly T[], wrap: (parts: readonly T[]) => Partial<Shapes>, complement: (one: T) => readonly T[]): Shapes =>
      list.reduce<Shapes>((rest, one) => this.and(rest, { ...anything, ...wrap(complement(one)) }, where), anything);
    return {
      null: !shapes.null,
      booleans: 3 & ~shapes.booleans,
      numbers: every(shapes.numbers, (numbers) => ({ numbers }), complementNumbers).numbers,
      strings: every(
        shapes.strings,
        (strings) => ({ strings }),
        (one) => this.#otherStrings(one),
      ).strings,
      arrays: every(
        shapes.arrays,
        (arrays) => ({ arrays }),
        (one) => this.#otherArrays(one, where),
      ).arrays,
      objects: every(
        shapes.objects,
        (objects) => ({ objects }),
        (one) => this.#otherObjects(one, where),
      ).objects,
    };
  }

  #distinct<T>(all: readonly T[], keyOf: (one: T) => string, where: string): T[] {
    const distinct = [...new Map(all.map((one) => [keyOf(one), one])).values()];
    const numbers = distinct[0] !== undefined && 'multiples' in (distinct[0] as object);
    if (distinct.length > (numbers ? mostNumbers : mostAlternatives)) {
      refuse('The schema has too many alternatives', where, 'Use fewer of anyOf, oneOf and the like inside each other.');
    }
    return distinct;
  }

  #meetStrings(a: StringSet, b: StringSet): StringSet | undefined {
    const language = a.language.intersect(b.language, this.budget);
    const least = Math.max(a.least, b.least);
    const most = Math.min(a.most, b.most);
    return least > most || language.isEmpty ? undefined : { language, least, most };
  }

  /** Languages of any length are one language. */
  #joinStrings(sets: readonly StringSet[]): readonly StringSet[] {
    const free = sets.filter(({ least, most }) => least === 0 && most === Infinity);
    if (free.length < 2) return sets;
    const language = free.map((set) => set.language).reduce((sum, one) => sum.union(one, this.budget));
    return [{ ...anyString, language }, ...sets.filter((set) => !free.includes(set))];
  }

  #otherStrings({ language, least, most }: StringSet): StringSet[] {
    const parts: StringSet[] = [];
    const rest = language.isAll ? Language.none : language.complement(this.budget);
    if (!rest.isEmpty) parts.push({ ...anyString, language: rest });
    if (least > 0) parts.push({ ...anyString, most: least - 1 });
    if (most < Infinity) parts.push({ ...anyString, least: most + 1 });
    return parts;
  }

  #meetArrays(a: ArrayShape, b: ArrayShape): ArrayShape | undefined {
    const first = Array.from({ length: Math.max(a.first.length, b.first.length) }, (_, i) =>
      this.expressions.all([a.first[i] ?? a.rest, b.first[i] ?? b.rest]),
    );
    return fittingArray({
      first,
      rest: this.expressions.all([a.rest, b.rest]),
      least: Math.max(a.least, b.least),
      most: Math.min(a.most, b.most),
      contains: [...new Map([...a.contains, ...b.contains].map((one) => [keyOfContainment(one), one])).values()],
      unique: a.unique || b.unique,
      evaluated: Math.max(a.evaluated, b.evaluated),
      looked: [...new Set([...a.looked, ...b.looked])],
    });
  }

  #otherArrays(shape: ArrayShape, where: string): ArrayShape[] {
    const { not } = this.expressions;
    const parts: (ArrayShape | undefined)[] = [];
    const { first, rest, least, most, contains, unique } = shape;
    if (unique) refuse('What is not "uniqueItems" cannot be decoded', where);
    if (least > 0) parts.push({ ...anyArray, most: least - 1 });
    if (most < Infinity) parts.push({ ...anyArray, least: most + 1 });
    first.forEach((item, i) => {
      if (item === everything) return;
      parts.push(fittingArray({ ...anyArray, first: [...first.slice(0, i).map(() => everything), not(item)], least: i + 1 }));
    });
    if (rest !== everything && most > first.length) {
      if (rest === nothing) parts.push({ ...anyArray, least: first.length + 1 });
      else parts.push({ ...anyArray, contains: [{ item: not(rest), from: first.length, least: 1, most: Infinity }] });
    }
    for (const one of contains) {
      if (one.least > 0) parts.push({ ...anyArray, contains: [{ ...one, least: 0, most: one.least - 1 }] });
      if (one.most < Infinity) parts.push({ ...anyArray, contains: [{ ...one, least: one.most + 1, most: Infinity }] });
    }
    return parts.filter((part) => part !== undefined);
  }

  #meetObjects(a: ObjectShape, b: ObjectShape, where: string): ObjectShape | undefined {
    const { all } = this.expressions;
    const members = new Map<string, Member>();
    for (const name of [...a.members.keys(), ...b.members.keys()]) {
      if (members.has(name)) continue;
      const [x, y] = [memberOf(a, name), memberOf(b, name)];
      members.set(name, { value: all([x.value, y.value]), evaluated: x.evaluated || y.evaluated });
    }
    const others: OtherMembers[] = [];
    for (const x of a.others) {
      for (const y of b.others) {
        const names = x.names.intersect(y.names, this.budget);
        if (names.isEmpty) continue;
        const [evaluated, implied] = [x.evaluated || y.evaluated, x.implied && y.implied];
        others.push({ names, value: all([x.value, y.value]), evaluated, implied });
      }
    }
    if (others.length > mostAlternatives) refuse('Too many patterns of names overlap', where);
    return fittingObject({
      members,
      others,
      required: new Set([...a.required, ...b.required]),
      least: Math.max(a.least, b.least),
      most: Math.min(a.most, b.most),
    });
  }

  #otherObjects(shape: ObjectShape, where: string): ObjectShape[] {
    const { not } = this.expressions;
    const parts: ObjectShape[] = [];
    const without = (names: Iterable<string>) => new Map([...names].map((name) => [name, { value: nothing, evaluated: false }]));
    for (const name of shape.required) parts.push({ ...anyObject, members: without([name]) });
    if (shape.least > 0) parts.push({ ...anyObject, most: shape.least - 1 });
    if (shape.most < Infinity) parts.push({ ...anyObject, least: shape.most + 1 });
    for (const [name, { value }] of shape.members) {
      if (value === everything) continue;
      const part = fittingObject({
        ...anyObject,
        members: new Map([[name, { value: not(value), evaluated: false }]]),
        required: new Set([name]),
      });
      if (part) parts.push(part);
    }
    const kept = shape.others.filter(({ value }) => value !== everything);
    if (kept.length > 0) {
      if (shape.others.length > 1 || kept[0]!.value !== nothing) {
        refuse('What does not fit "patternProperties", "propertyNames" or the schema of "additionalProperties" cannot be decoded', where);
      }
      // Another name is there, whichever of the optional ones are.
      const names = [...shape.members.keys()];
      const optional = names.filter((name) => !shape.required.has(name));
      if (optional.length > 4) refuse('What has other properties than these cannot be decoded: too many are optional', where);
      for (let chosen = 0; chosen < 1 << optional.length; chosen++) {
        const present = names.filter((name) => !optional.includes(name) || (chosen >> optional.indexOf(name)) & 1);
        parts.push({
          ...anyObject,
          members: without(names.filter((name) => !present.includes(name))),
          required: new Set(present),
          least: present.length + 1,
        });
      }
    }
    return parts;
  }
}

/** What a shape asks of the member of a name. */
export function memberOf(shape: ObjectShape, name: string): Member {
  return shape.members.get(name) ?? shape.others.find(({ names }) => names.has(name)) ?? { value: nothing, evaluated: false };
}

export function fittingArray(shape: ArrayShape): ArrayShape | undefined {
  // An item that cannot be ends the array before it.
  const impossible = [...shape.first, shape.rest].indexOf(nothing);
  const most = impossible < 0 ? shape.most : Math.min(shape.most, impossible);
  const first = shape.first.slice(0, most);
  const contains = shape.contains.map((one) => (one.item === nothing ? { ...one, most: Infinity } : one));
  if (shape.least > most || contains.some(({ least, most: limit, item }) => least > limit || (item === nothing && least > 0)))
    return undefined;
  return { ...shape, first, most, contains: contains.filter((one) => one.least > 0 || one.most < Infinity) };
}

export function fittingObject(shape: ObjectShape): ObjectShape | undefined {
  for (const name of shape.required) if (memberOf(shape, name).value === nothing) return undefined;
  const least = Math.max(shape.least, shape.required.size);
  return least > shape.most ? undefined : { ...shape, least };
}

export function keyOfStrings({ language, least, most }: StringSet): string {
  return `${least},${most},${language.key}`;
}

const keyOfContainment = ({ item, from, least, most }: Containment) => `${item.id},${from},${least},${most}`;

function keyOfArray({ first, rest, least, most, contains, unique, evaluated, looked }: ArrayShape): string {
  const ids = (list: readonly Expression[]) => list.map(({ id }) => id).join();
  return [ids(first), rest.id, least, most, contains.map(keyOfContainment).sort().join('/'), unique, evaluated, ids(looked)].join('|');
}

function keyOfObject({ members, others, required, least, most }: ObjectShape): string {
  const named = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { value, evaluated }]) => [name, value.id, evaluated]);
  return JSON.stringify([
    named,
    others.map(({ names, value, evaluated, implied }) => [names.key, value.id, evaluated, implied]),
    [...required].sort(),
    least,
    most,
  ]);
}
