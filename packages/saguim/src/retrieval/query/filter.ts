import { SaguimError } from '@saguim/engine/spec';
import { BitSet } from '../bit-set.js';
import { type Column, compareScalars, type Scalar } from '../segment/column.js';
import type { Segment } from '../segment/segment.js';

/** What a field must be. Several together must all hold, each for some value of the field. */
export interface FieldCondition {
  readonly equals?: Scalar;
  readonly in?: readonly Scalar[];
  readonly gt?: number | string;
  readonly gte?: number | string;
  readonly lt?: number | string;
  readonly lte?: number | string;
  readonly exists?: boolean;
  readonly not?: Scalar | FieldCondition;
}

/**
 * Which documents count: fields of their metadata (`a.b` for members of objects) with a value or a condition, which must all hold; `and`,
 * `or` with a list of filters, `not` with one. A list in the metadata matches when one of its members does.
 */
export type Filter = { readonly [field: string]: Scalar | FieldCondition | Filter | readonly Filter[] };

/** A filter, checked. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly node: FilterNode }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly kind: 'range'; readonly field: string; readonly low?: Bound; readonly high?: Bound }
  | { readonly kind: 'exists'; readonly field: string };

interface Bound {
  readonly value: number | string;
  readonly inclusive: boolean;
}

const maxDepth = 32;

const invalid = (what: string, hint: string) => new SaguimError('invalid-argument', `The filter ${what}`, { hint });

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const operators = ['equals', 'in', 'gt', 'gte', 'lt', 'lte', 'exists', 'not'] as const;
const operatorHint = `Conditions are: a value, or an object with ${operators.join(', ')}.`;

/** @throws {SaguimError} `invalid-argument` naming what is wrong in it */
export function parseFilter(filter: unknown, depth = 0): FilterNode {
  if (depth > maxDepth) throw invalid('is nested too deeply', `At most ${maxDepth} levels.`);
  if (!isObject(filter)) throw invalid('is no object', "Write { field: value }, such as { lang: 'pt' }.");
  const nodes = Object.entries(filter).map(([field, condition]): FilterNode => {
    if ((field === 'and' || field === 'or') && !isScalar(condition)) {
      if (!Array.isArray(condition)) throw invalid(`has "${field}" without a list`, `Write { ${field}: [filter, filter] }.`);
      return { kind: field, nodes: condition.map((member) => parseFilter(member, depth + 1)) };
    }
    if (field === 'not' && isObject(condition)) return { kind: 'not', node: parseFilter(condition, depth + 1) };
    return parseCondition(field, condition, depth + 1);
  });
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes };
}

function parseCondition(field: string, condition: unknown, depth: number): FilterNode {
  if (depth > maxDepth) throw invalid('is nested too deeply', `At most ${maxDepth} levels.`);
  if (isScalar(condition)) return { kind: 'in', field, values: [condition] };
  if (!isObject(condition)) throw invalid(`has no condition for "${field}"`, operatorHint);
  const nodes: FilterNode[] = [];
  let low: Bound | undefined;
  let high: Bound | undefined;
  for (const [name, value] of Object.entries(condition)) {
    switch (name) {
      case 'equals':
        if (!isScalar(value)) throw invalid(`compares "${field}" with what is no text, number or boolean`, operatorHint);
        nodes.push({ kind: 'in', field, values: [value] });
        break;
      case 'in':
        if (!Array.isArray(value) || !value.every(isScalar))
          throw invalid(`has "in" for "${field}" without a list of values`, operatorHint);
        nodes.push({ kind: 'in', field, values: value });
        break;
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte': {
        if (!isScalar(value) || typeof value === 'boolean')
          throw invalid(`has "${name}" for "${field}" without a number or text`, operatorHint);
        const bound = { value, inclusive: name.endsWith('e') };
        if (name.startsWith('g')) low = narrower(low, bound, 1);
        else high = narrower(high, bound, -1);
        break;
      }
      case 'exists':
        if (typeof value !== 'boolean') throw invalid(`has "exists" for "${field}" without true or false`, operatorHint);
        nodes.push(value ? { kind: 'exists', field } : { kind: 'not', node: { kind: 'exists', field } });
        break;
      case 'not':
        nodes.push({ kind: 'not', node: parseCondition(field, value, depth + 1) });
        break;
      default:
        throw invalid(`has "${name}" for "${field}", which is no condition`, operatorHint);
    }
  }
  if (low && high && typeof low.value !== typeof high.value)
    throw invalid(`has bounds of two kinds for "${field}"`, 'Give two numbers or two texts.');
  if (low || high) nodes.push({ kind: 'range', field, low, high });
  if (nodes.length === 0) throw invalid(`has no condition for "${field}"`, operatorHint);
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes };
}

function narrower(known: Bound | undefined, bound: Bound, sign: number): Bound {
  if (!known) return bound;
  const order = compareScalars(bound.value, known.value) * sign;
  return order > 0 || (order === 0 && !bound.inclusive) ? bound : known;
}

/** Fields that a filter names. */
export function filterFields(node: FilterNode): string[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.flatMap(filterFields);
    case 'not':
      return filterFields(node.node);
    default:
      return [node.field];
  }
}

/** Documents of a segment that a filter lets through, removed ones too. */
export function evaluateFilter(node: FilterNode, segment: Segment): BitSet {
  const size = segment.footer.documents;
  switch (node.kind) {
    case 'and': {
      const result = new BitSet(size, true);
      for (const member of node.nodes) result.intersect(evaluateFilter(member, segment));
      return result;
    }
    case 'or': {
      const result = new BitSet(size);
      for (const member of node.nodes) result.unite(evaluateFilter(member, segment));
      return result;
    }
    case 'not': {
      const result = new BitSet(size, true);
      result.subtract(evaluateFilter(node.node, segment));
      return result;
    }
    default: {
      const result = new BitSet(size);
      const column = segment.column(node.field);
      if (!column) return result;
      if (node.kind === 'exists') take(column, 0, column.values.length, result);
      else if (node.kind === 'range') take(column, ...rangeOf(column, node.low, node.high), result);
      else {
        for (const value of node.values) {
          const at = lowerBound(column, value);
          if (at < column.values.length && compareScalars(column.values[at]!, value) === 0) take(column, at, at + 1, result);
        }
      }
      return result;
    }
  }
}

function take({ offsets, documents }: Column, from: number, to: number, result: BitSet): void {
  if (to <= from) return;
  for (let at = offsets[from]!; at < offsets[to]!; at++) result.add(documents[at]!);
}

function lowerBound({ values }: Column, value: Scalar, after = false): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareScalars(values[middle]!, value);
    if (order < 0 || (after && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values between two bounds, of the bounds' own kind. */
function rangeOf(column: Column, low: Bound | undefined, high: Bound | undefined): [from: number, to: number] {
  const isText = typeof (low ?? high)!.value === 'string';
  const from = low ? lowerBound(column, low.value, !low.inclusive) : lowerBound(column, isText ? '' : Number.NEGATIVE_INFINITY);
  const to = high ? lowerBound(column, high.value, high.inclusive) : isText ? column.values.length : lowerBound(column, '');
  return [from, to];
}
