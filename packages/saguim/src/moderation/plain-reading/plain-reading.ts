import { bidiEdits } from './bidi.js';
import type { ReadingContext } from './context.js';
import { type DisguiseKind, disguiseKinds } from './disguise-kind.js';
import { entityEdits } from './entities.js';
import { invisibleEdits, markEdits } from './invisible.js';
import { joinEdits, markupEdits } from './joins.js';
import { lexicon } from './lexicon.js';
import { type Edit, MappedText } from './mapped-text.js';
import { mixedScriptEdits } from './mixed-scripts.js';
import { orderEdits } from './order.js';
import { spacedEdits } from './spaced.js';
import { styledEdits } from './styled-letters.js';
import { upsideDownEdits } from './upside-down.js';
import { wordEdits } from './words.js';

/** A piece of the text as typed that reads otherwise than it is written. */
export interface Disguise {
  /** Offsets in the text as typed, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly kind: DisguiseKind;
}

export interface PlainReading {
  /** What a person reads; the text itself where nothing is disguised. */
  readonly text: string;
  readonly changed: boolean;
  /** Kinds found, each once, in the order of {@link disguiseKinds}. */
  readonly kinds: readonly DisguiseKind[];
  /** Where they are, in the order of the text; of one kind there are no two that touch. */
  readonly disguises: readonly Disguise[];
  /**
   * The span of the text as typed that a span of the plain text came from, both in UTF-16 units. Always within the text, and never falling: a later span
   * leads to the same place or a later one. An empty span leads to an empty one.
   */
  toOriginal(start: number, end: number): [number, number];
}

/** In the order in which they are undone: what the next expect is done before. */
const steps: readonly ((text: string, context: ReadingContext) => Edit[])[] = [
  entityEdits,
  bidiEdits,
  invisibleEdits,
  markEdits,
  styledEdits,
  mixedScriptEdits,
  upsideDownEdits,
  spacedEdits,
  markupEdits,
  joinEdits,
  wordEdits,
  orderEdits,
];
/** Disguises are worn over each other; so many at most are taken off. */
const mostRounds = 12;

/**
 * What a disguised comment reads like: look-alike letters, leetspeak, invisible signs and the rest of {@link disguiseKinds} undone. Ordinary text of any script comes
 * back as it is. A plain text is its own plain reading. Time grows linearly with the text.
 */
export function plainReading(text: string): PlainReading {
  let mapped = MappedText.of(text);
  const context: ReadingContext = { lexicon: lexicon(), evidence: new Set() };
  const disguises: Disguise[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const before = mapped;
    for (const step of steps) {
      const edits = outsideAddresses(step(mapped.text, context), mapped.text);
      for (const { start, end, kind } of edits) {
        const [first, last] = mapped.toOriginal(start, end);
        disguises.push({ start: first, end: last, kind });
      }
      mapped = mapped.edited(edits);
    }
    if (mapped === before) break;
  }
  const changed = mapped.text !== text;
  return {
    text: mapped.text,
    changed,
    kinds: changed ? disguiseKinds.filter((kind) => disguises.some((each) => each.kind === kind)) : [],
    disguises: changed ? merged(disguises, text) : [],
    toOriginal: (start, end) => mapped.toOriginal(start, end),
  };
}

const address =
  /(?:https?:\/\/|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])[\w-]{2,}(?:\.[\w-]+)*\.(?:com|net|org|br|io|gov|edu|html?|php|js|ts|py|md)(?![\w])(?:\/\S*)?/giu;

/** Edits that change something, and nothing in an address of the web or of mail. */
function outsideAddresses(edits: Edit[], text: string): Edit[] {
  if (edits.length === 0) return edits;
  const addresses = [...text.matchAll(address)].map(({ 0: whole, index }) => ({ start: index, end: index + whole.length }));
  let next = 0;
  return edits.filter(({ start, end, text: plain }) => {
    while (next < addresses.length && addresses[next]!.end <= start) next++;
    return !(next < addresses.length && addresses[next]!.start < end) && text.slice(start, end) !== plain;
  });
}

/** One disguise for what is of one kind in one word. */
function merged(disguises: Disguise[], text: string): Disguise[] {
  const last = new Map<DisguiseKind, number>();
  const all: Disguise[] = [];
  for (const next of disguises.sort((a, b) => a.start - b.start || a.end - b.end)) {
    const at = last.get(next.kind);
    const known = at === undefined ? undefined : all[at]!;
    if (known && (next.start <= known.end || (next.start - known.end <= 8 && !/\s/.test(text.slice(known.end, next.start)))))
      all[at!] = { ...known, end: Math.max(known.end, next.end) };
    else {
      last.set(next.kind, all.length);
      all.push(next);
    }
  }
  return all;
}
