import { toProbabilities } from '../heads/index.js';
import { labelScores } from '../text-classifier/zero-shot.js';
import { categoryDescriptions } from './category-descriptions.js';

/** A category of the IAB Content Taxonomy 3.1. */
export interface Category {
  readonly id: string;
  readonly name: string;
  /** The place of the category above it, which comes before it; -1 at the top. */
  readonly parent: number;
}

/** A category that a text belongs to. */
export interface CategoryConfidence {
  readonly id: string;
  /** The probability that it does, 0 … 1; never more than that of the category above. */
  readonly confidence: number;
}

/** What the closest of several is closer than one alone, on average: categories with nothing below are behind by so much. */
const nothingBelow = 2;
/** Less certain than this is not worth telling. */
const leastConfidence = 0.05;

/** Lines of id, id of the parent and name, tabs between. */
export function parseTaxonomy(text: string): Category[] {
  const places = new Map<string, number>();
  return text.split('\n').map((line, place) => {
    const [id, parent, name] = line.split('\t') as [string, string, string];
    places.set(id, place);
    return { id, name, parent: parent === '' ? -1 : places.get(parent)! };
  });
}

/** What is embedded for a category: its name below those above it, and what texts of it speak of. */
export function categoryTexts(categories: readonly Category[]): string[][] {
  const path = (place: number): string[] => (place < 0 ? [] : [...path(categories[place]!.parent), categories[place]!.name]);
  return categories.map(({ id, name }, place) => {
    const description = categoryDescriptions[id];
    return description === undefined ? [[...path(place)].reverse().join(', ')] : [description, `${name}: ${description}`];
  });
}

/**
 * How likely a text belongs to each category. A category is as close to a text as itself and the closest below it are on average: "Sports"
 * says little of a text about football, and "Football" much. From the top down, categories below the same one share what that one has.
 * @param row (dimensions,) of the text
 */
export function categoryProbabilities(row: Float32Array, vectors: Float32Array, categories: readonly Category[]): Float64Array {
  const out = labelScores(row, vectors, row.length);
  const closestBelow = new Float64Array(categories.length).fill(Number.NEGATIVE_INFINITY);
  for (let k = categories.length - 1; k >= 0; k--) {
    const { parent } = categories[k]!;
    if (parent >= 0) closestBelow[parent] = Math.max(closestBelow[parent]!, out[k]!, closestBelow[k]!);
  }
  for (let k = 0; k < out.length; k++) {
    const below = closestBelow[k]!;
    out[k] = (out[k]! + (below > Number.NEGATIVE_INFINITY ? below : out[k]! - nothingBelow)) / 2;
  }
  const children = new Map<number, number[]>();
  for (const [k, { parent }] of categories.entries()) {
    if (children.has(parent)) children.get(parent)!.push(k);
    else children.set(parent, [k]);
  }
  // Parents come before their children, so a parent's probability is there when it is shared out.
  for (const [parent, places] of children) {
    const shares = Float64Array.from(places, (k) => out[k]!);
    toProbabilities(shares, 'softmax');
    const whole = parent < 0 ? 1 : out[parent]!;
    for (const [i, k] of places.entries()) out[k] = whole * shares[i]!;
  }
  return out;
}

/** The categories worth telling, likeliest first; equal ones in the taxonomy's order. */
export function confidentCategories(probabilities: Float64Array, categories: readonly Category[]): CategoryConfidence[] {
  return categories
    .map(({ id }, k) => ({ id, confidence: Math.round(probabilities[k]! * 1e4) / 1e4 }))
    .filter(({ confidence }) => confidence >= leastConfidence)
    .sort((a, b) => b.confidence - a.confidence);
}
