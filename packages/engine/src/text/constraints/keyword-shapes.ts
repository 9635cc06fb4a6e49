import { one as oneDecimal, toDecimal, zero } from './decimal.js';
import { type Expression, everything, nothing } from './expressions.js';
import { formats } from './formats.js';
import { Language, product } from './language.js';
import { anyNumber, intersectNumbers, type NumberSet } from './number-set.js';
import { languageOf } from './pattern.js';
import { RecentMap, refuse, type WorkBudget } from './refuse.js';
import { parseRegex } from './regex-parser.js';
import { isObject, type Json, type JsonObject, type Place } from './schema-document.js';
import {
  anyArray,
  anyObject,
  anyString,
  anything,
  type Containment,
  fittingArray,
  fittingObject,
  type Member,
  noShapes,
  type ObjectShape,
  type OtherMembers,
  type ShapeAlgebra,
  type Shapes,
  type StringSet,
} from './shapes.js';

/** A schema whose keywords are read, and what is needed for it. */
export interface KeywordContext {
  readonly place: Place;
  readonly algebra: ShapeAlgebra;
  readonly assertFormats: boolean;
  /** The schema below some keys. */
  sub(...keys: (string | number)[]): Expression;
  stringsOf(expression: Expression): readonly StringSet[];
}

type Restriction = readonly [keyword: string, shapes: Partial<Shapes>];

const mostPatterns = 6;
const mostCount = 1_000_000;
/** Of expressions; the same ones come again and again. */
const languages = new RecentMap<Language>(256);

const shapesOfType: Record<string, Partial<Shapes>> = {
  null: { null: true },
  boolean: { booleans: 3 },
  integer: { numbers: [{ ...anyNumber, multiples: [oneDecimal] }] },
  number: { numbers: anything.numbers },
  string: { strings: anything.strings },
  array: { arrays: anything.arrays },
  object: { objects: anything.objects },
};

export function typeShapes(type: Json, place: Place, algebra: ShapeAlgebra): Shapes {
  const names = Array.isArray(type) ? (type as readonly Json[]) : [type];
  const shapes = names.map((name): Shapes => {
    if (typeof name === 'string' && Object.hasOwn(shapesOfType, name)) return { ...noShapes, ...shapesOfType[name] };
    return refuse(`"type" names no type: ${JSON.stringify(name)?.slice(0, 40)}`, `${place.pointer}/type`);
  });
  return algebra.or(shapes, `${place.pointer}/type`);
}

/** What the keywords for numbers, strings, arrays and objects ask, each of values of its own type alone. */
export function* keywordShapes(context: KeywordContext): Generator<Restriction> {
  yield* numberShapes(context);
  yield* stringShapes(context);
  yield* arrayShapes(context);
  yield* objectShapes(context);
}

function count(place: Place, keyword: string): number | undefined {
  const value = (place.schema as JsonObject)[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    refuse(`"${keyword}" must be a whole number, 0 or more`, `${place.pointer}/${keyword}`);
  }
  return value;
}

function leastOf(place: Place, keyword: string): number {
  const value = count(place, keyword) ?? 0;
  if (value > mostCount) refuse(`"${keyword}" is more than ${mostCount}`, `${place.pointer}/${keyword}`);
  return value;
}

function mostOf(place: Place, keyword: string): number {
  const value = count(place, keyword) ?? Infinity;
  return value > mostCount ? Infinity : value;
}

function* numberShapes({ place }: KeywordContext): Generator<Restriction> {
  const number = (keyword: string) => {
    const value = (place.schema as JsonObject)[keyword];
    if (value === undefined) return undefined;
    if (typeof value !== 'number') refuse(`"${keyword}" must be a number`, `${place.pointer}/${keyword}`);
    return toDecimal(value);
  };
  const sets: NumberSet[] = [];
  const [low, high, lowOpen, highOpen] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(number);
  if (low) sets.push({ ...anyNumber, low });
  if (high) sets.push({ ...anyNumber, high });
  if (lowOpen) sets.push({ ...anyNumber, low: lowOpen, lowOpen: true });
  if (highOpen) sets.push({ ...anyNumber, high: highOpen, highOpen: true });
  const multiple = number('multipleOf');
  if (multiple) {
    if (multiple.value <= zero.value) refuse('"multipleOf" must be above 0', `${place.pointer}/multipleOf`);
    sets.push({ ...anyNumber, multiples: [multiple] });
  }
  if (sets.length === 0) return;
  const all = sets.reduce<NumberSet | undefined>((a, b) => a && intersectNumbers(a, b), anyNumber);
  yield ['minimum', { numbers: all ? [all] : [] }];
}

function* stringShapes({ place, algebra, assertFormats }: KeywordContext): Generator<Restriction> {
  const schema = place.schema as JsonObject;
  const least = leastOf(place, 'minLength');
  const most = mostOf(place, 'maxLength');
  if (least > most) yield ['minLength', { strings: [] }];
  else if (least > 0 || most < Infinity) yield ['minLength', { strings: [{ language: Language.all, least, most }] }];
  const inLanguage = (source: string, keyword: string): Restriction => {
    const language = searchLanguage(source, `${place.pointer}/${keyword}`, algebra.budget);
    return [keyword, { strings: language.isEmpty ? [] : [{ ...anyString, language }] }];
  };
  if ('pattern' in schema) {
    if (typeof schema.pattern !== 'string') refuse('"pattern" must be a string', `${place.pointer}/pattern`);
    yield inLanguage(schema.pattern, 'pattern');
  }
  if (typeof schema.format === 'string' && assertFormats && Object.hasOwn(formats, schema.format)) {
    yield inLanguage(`^(?:${formats[schema.format]})$`, 'format');
  }
}

/** Texts in which an expression is found somewhere. */
function searchLanguage(source: string, where: string, budget: WorkBudget): Language {
  return languages.ensure(source, () => {
    const any = { is: 'repeat', of: parseRegex({ source: '.', flags: 'su', where }), least: 0, most: Infinity } as const;
    return languageOf({ is: 'sequence', of: [any, parseRegex({ source, flags: 'u', where }), any] }, budget);
  });
}

function* arrayShapes({ place, algebra, sub }: KeywordContext): Generator<Restriction> {
  const schema = place.schema as JsonObject;
  if ('prefixItems' in schema || 'items' in schema) {
    if (Array.isArray(schema.items))
      refuse('"items" must be a schema', `${place.pointer}/items`, 'Use "prefixItems" for a list of schemas.');
    const list = schema.prefixItems ?? [];
    if (!Array.isArray(list)) refuse('"prefixItems" must be a list', `${place.pointer}/prefixItems`);
    const first = list.map((_, i) => sub('prefixItems', i));
    const rest = 'items' in schema ? sub('items') : everything;
    const shape = fittingArray({ ...anyArray, first, rest, evaluated: 'items' in schema ? Infinity : first.length });
    yield ['items', { arrays: shape ? [shape] : [] }];
  }
  const least = leastOf(place, 'minItems');
  const most = mostOf(place, 'maxItems');
  if (least > 0 || most < Infinity) yield ['minItems', { arrays: least > most ? [] : [{ ...anyArray, least, most }] }];
  if (schema.uniqueItems === true) yield ['uniqueItems', { arrays: [{ ...anyArray, unique: true }] }];
  if ('contains' in schema) {
    const times = 'minContains' in schema ? leastOf(place, 'minContains') : 1;
    const contains: Containment[] = [{ item: sub('contains'), from: 0, least: times, most: mostOf(place, 'maxContains') }];
    const looked = algebra.expressions.tracksEvaluation ? contains.map(({ item }) => item) : [];
    const shape = fittingArray({ ...anyArray, contains, looked });
    yield ['contains', { arrays: shape ? [shape] : [] }];
  }
}

function* objectShapes({ place, algebra, sub, stringsOf }: KeywordContext): Generator<Restriction> {
  const schema = place.schema as JsonObject;
  const { budget } = algebra;
  const keysOf = (keyword: string): string[] => {
    const value = schema[keyword] ?? {};
    if (!isObject(value)) refuse(`"${keyword}" must be an object`, `${place.pointer}/${keyword}`);
    return Object.keys(value);
  };
  const restrict = (keyword: string, shape: ObjectShape): Restriction => {
    const fitting = fittingObject(shape);
    return [keyword, { objects: fitting ? [fitting] : [] }];
  };
  const named = keysOf('properties');
  const patterns = keysOf('patternProperties');
  const spoken = 'additionalProperties' in schema;
  if (named.length > 0 || patterns.length > 0 || spoken) {
    if (patterns.length > mostPatterns) refuse(`More than ${mostPatterns} patterns of names`, `${place.pointer}/patternProperties`);
    const known = patterns.map((source) => searchLanguage(source, `${place.pointer}/patternProperties`, budget));
    const ruled = patterns.map((source) => sub('patternProperties', source));
    const { all } = algebra.expressions;
    const members = new Map(
      named.map((name): [string, Member] => {
        const matching = ruled.filter((_, i) => known[i]!.has(name));
        return [name, { value: all([sub('properties', name), ...matching]), evaluated: true }];
      }),
    );
    const rest = { value: spoken ? sub('additionalProperties') : everything, evaluated: spoken, implied: !spoken };
    yield restrict('properties', { ...anyObject, members, others: cellsOf(known, ruled, rest, algebra) });
  }
  if ('propertyNames' in schema) {
    const where = `${place.pointer}/propertyNames`;
    const names = stringsOf(sub('propertyNames'))
      .map((set) => sized(set, budget, where))
      .reduce((sum, one) => sum.union(one, budget), Language.none);
    const other = names.isAll ? Language.none : names.complement(budget);
    const others = [
      { names, value: everything, evaluated: false, implied: false },
      { names: other, value: nothing, evaluated: false, implied: false },
    ].filter((one) => !one.names.isEmpty);
    yield restrict('propertyNames', { ...anyObject, others });
  }
  if ('required' in schema) {
    const { required } = schema;
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
      refuse('"required" must be a list of names', `${place.pointer}/required`);
    }
    yield restrict('required', { ...anyObject, required: new Set(required as string[]) });
  }
  const least = leastOf(place, 'minProperties');
  const most = mostOf(place, 'maxProperties');
  if (least > 0 || most < Infinity) yield restrict('minProperties', { ...anyObject, least, most });
}

/** Names parted by which of some languages they are in. */
function cellsOf(
  known: readonly Language[],
  values: readonly Expression[],
  rest: Omit<OtherMembers, 'names'>,
  algebra: ShapeAlgebra,
): OtherMembers[] {
  if (known.length === 0) return [{ names: Language.all, ...rest }];
  const cells: OtherMembers[] = [];
  const all = [Language.all, ...known];
  for (let chosen = 0; chosen < 1 << known.length; chosen++) {
    const inAll = ([, ...labels]: readonly number[]) => labels.every((label, i) => label >= 0 === Boolean((chosen >> i) & 1));
    const names = product(all, (labels) => (inAll(labels) ? 0 : -1), algebra.budget);
    if (names.isEmpty) continue;
    const value = algebra.expressions.all(values.filter((_, i) => (chosen >> i) & 1));
    cells.push(chosen === 0 ? { names, ...rest } : { names, value, evaluated: true, implied: false });
  }
  return cells;
}

const mostLengthStates = 40_000;

/** A language with its lengths in it. */
export function sized({ language, least, most }: StringSet, budget: WorkBudget, where: string): Language {
  if (least === 0 && most === Infinity) return language;
  const longest = most === Infinity ? least : most;
  if (longest * language.moves.length > mostLengthStates) {
    refuse('A pattern together with "minLength" or "maxLength" is too large', where, 'Say the length in the pattern.');
  }
  return language.intersect(Language.ofLength(least, most), budget);
}
