import type { Json, Place } from './schema-document.js';

/** What a value must be, said in schemas; equal ones are one object. */
export interface Expression {
  readonly id: number;
  readonly is: 'everything' | 'nothing' | 'place' | 'value' | 'all' | 'any' | 'not';
  readonly place?: Place;
  readonly value?: Json;
  readonly of?: readonly Expression[];
}

export const everything: Expression = { id: 0, is: 'everything' };
export const nothing: Expression = { id: 1, is: 'nothing' };

/** Makes expressions, each once, so that recursion ends where an expression comes back. */
export class Expressions {
  readonly #known = new Map<string, Expression>();
  #ids = 2;

  constructor(readonly tracksEvaluation: boolean) {}

  place(place: Place): Expression {
    return this.#make(`p${place.id}`, { is: 'place', place });
  }

  value(value: Json): Expression {
    return this.#make(`v${JSON.stringify(value)}`, { is: 'value', value });
  }

  readonly all = (parts: readonly Expression[]): Expression => {
    const flat = new Set(parts.flatMap((part) => (part.is === 'all' ? part.of! : [part])));
    flat.delete(everything);
    if (flat.has(nothing)) return nothing;
    if (flat.size < 2) return [...flat][0] ?? everything;
    const of = [...flat].sort((a, b) => a.id - b.id);
    return this.#make(`&${of.map(({ id }) => id).join()}`, { is: 'all', of });
  };

  readonly any = (parts: readonly Expression[]): Expression => {
    const flat = new Set(parts.flatMap((part) => (part.is === 'any' ? part.of! : [part])));
    flat.delete(nothing);
    if (flat.has(everything)) return everything;
    if (flat.size < 2) return [...flat][0] ?? nothing;
    const of = [...flat].sort((a, b) => a.id - b.id);
    return this.#make(`|${of.map(({ id }) => id).join()}`, { is: 'any', of });
  };

  readonly not = (of: Expression): Expression => {
    if (of === everything) return nothing;
    if (of === nothing) return everything;
    // What is in a `not` was not looked at: twice negated is not the same then.
    return of.is === 'not' && !this.tracksEvaluation ? of.of![0]! : this.#make(`!${of.id}`, { is: 'not', of: [of] });
  };

  #make(key: string, parts: Omit<Expression, 'id'>): Expression {
    let known = this.#known.get(key);
    if (!known) this.#known.set(key, (known = { id: this.#ids++, ...parts }));
    return known;
  }
}
