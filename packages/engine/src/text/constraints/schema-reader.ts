import { toDecimal } from './decimal.js';
import { type Expression, Expressions, everything, nothing } from './expressions.js';
import { keywordShapes, typeShapes } from './keyword-shapes.js';
import { Language } from './language.js';
import { anyNumber } from './number-set.js';
import { refuse, type WorkBudget } from './refuse.js';
import { isObject, type Json, type JsonObject, type Place, SchemaDocument } from './schema-document.js';
import {
  anyArray,
  anyObject,
  anyString,
  anything,
  fittingArray,
  fittingObject,
  type Member,
  memberOf,
  noShapes,
  ShapeAlgebra,
  type Shapes,
} from './shapes.js';

/** Keywords that say nothing about which values fit. */
const silent = new Set(
  `$schema $id $anchor $dynamicAnchor $defs $comment $vocabulary definitions title description default examples deprecated readOnly writeOnly
  contentEncoding contentMediaType contentSchema`.split(/\s+/),
);
/** Keywords of older drafts that would silently mean nothing here. */
const outdated: Record<string, string> = {
  dependencies: 'Use "dependentRequired" or "dependentSchemas".',
  $recursiveRef: 'Use "$ref".',
};
/** Everything that is understood; what is not in here means nothing, as the standard says. */
const speaking = new Set(
  `$ref $dynamicRef type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format prefixItems
  items minItems maxItems uniqueItems contains minContains maxContains properties patternProperties additionalProperties propertyNames required
  minProperties maxProperties dependentRequired dependentSchemas allOf anyOf oneOf not if unevaluatedItems unevaluatedProperties
  dependencies $recursiveRef`.split(/\s+/),
);

/** Reads schemas into the shapes of their values. */
export class SchemaReader {
  readonly expressions: Expressions;
  readonly root: Expression;
  readonly #document: SchemaDocument;
  readonly #algebra: ShapeAlgebra;
  readonly #known = new Map<number, Shapes | 'reading'>();
  readonly #possible = new Map<number, boolean>();

  /** @throws {SaguimError} `unsupported` */
  constructor(
    schema: unknown,
    readonly budget: WorkBudget,
    readonly assertFormats: boolean,
  ) {
    this.#document = new SchemaDocument(schema, budget);
    this.expressions = new Expressions(this.#document.asksUnevaluated);
    this.#algebra = new ShapeAlgebra(this.expressions, budget);
    this.root = this.#expression(this.#document.root);
  }

  /** @throws {SaguimError} `unsupported`, naming keyword and place */
  shapesOf(expression: Expression): Shapes {
    const known = this.#known.get(expression.id);
    if (known === 'reading') refuse('A reference leads back to itself without a value between', placeOf(expression));
    if (known) return known;
    this.budget.spend(50);
    this.#known.set(expression.id, 'reading');
    const shapes = this.#read(expression);
    this.#known.set(expression.id, shapes);
    return shapes;
  }

  #read(expression: Expression): Shapes {
    const where = placeOf(expression);
    switch (expression.is) {
      case 'everything':
        return anything;
      case 'nothing':
        return noShapes;
      case 'value':
        return this.#valueShapes(expression.value!);
      case 'all':
        return expression.of!.map((part) => this.shapesOf(part)).reduce((a, b) => this.#algebra.and(a, b, where));
      case 'any':
        return this.#algebra.or(
          expression.of!.map((part) => this.shapesOf(part)),
          where,
        );
      case 'not':
        return this.#algebra.not(this.shapesOf(expression.of![0]!), where);
      case 'place':
        return this.#readSchema(expression.place!);
    }
  }

  /** A schema as an expression; those that say nothing, or only point elsewhere, as what they stand for. */
  #expression(place: Place): Expression {
    for (let steps = 0; ; steps++) {
      const { schema } = place;
      if (typeof schema === 'boolean') return schema ? everything : nothing;
      const keywords = Object.keys(schema).filter((keyword) => speaking.has(keyword));
      if (keywords.length === 0) return everything;
      if (keywords.length > 1 || keywords[0] !== '$ref' || steps > 100) return this.expressions.place(place);
      place = this.#target(place, '$ref');
    }
  }

  #target(place: Place, keyword: '$ref' | '$dynamicRef'): Place {
    const reference = (place.schema as JsonObject)[keyword];
    if (typeof reference !== 'string') refuse(`"${keyword}" must be a string`, `${place.pointer}/${keyword}`);
    return this.#document.resolve(place, reference, keyword === '$dynamicRef');
  }

  #readSchema(place: Place): Shapes {
    const schema = place.schema as JsonObject;
    let shapes = anything;
    const and = (other: Partial<Shapes>, keyword: string) => {
      shapes = this.#algebra.and(shapes, { ...anything, ...other }, `${place.pointer}/${keyword}`);
    };
    const sub = (...keys: (string | number)[]) => this.#expression(this.#document.at(place, ...keys));
    for (const keyword of Object.keys(outdated)) {
      if (keyword in schema) refuse(`"${keyword}" is not part of draft 2020-12`, `${place.pointer}/${keyword}`, outdated[keyword]);
    }
    for (const keyword of Object.keys(schema)) if (!silent.has(keyword)) this.budget.spend(5);

    for (const keyword of ['$ref', '$dynamicRef'] as const) {
      if (keyword in schema) and(this.shapesOf(this.#expression(this.#target(place, keyword))), keyword);
    }
    if ('type' in schema) and(typeShapes(schema.type!, place, this.#algebra), 'type');
    if ('enum' in schema) {
      if (!Array.isArray(schema.enum)) refuse('"enum" must be a list', `${place.pointer}/enum`);
      and(this.#enumShapes(schema.enum as readonly Json[]), 'enum');
    }
    if ('const' in schema) and(this.#valueShapes(schema.const!), 'const');
    for (const [keyword, shape] of keywordShapes({
      place,
      sub,
      algebra: this.#algebra,
      assertFormats: this.assertFormats,
      stringsOf: (one) => this.shapesOf(one).strings,
    })) {
      and(shape, keyword);
    }
    this.#combinations(place, sub, and);
    this.#unevaluated(
      place,
      sub,
      () => shapes,
      (changed) => (shapes = changed),
    );
    return shapes;
  }

  #enumShapes(values: readonly Json[]): Shapes {
    const texts = values.filter((value) => typeof value === 'string');
    const rest = values.filter((value) => typeof value !== 'string').map((value) => this.#valueShapes(value));
    const strings = texts.length > 0 ? [{ ...anyString, language: Language.of(texts).reduced(this.budget) }] : [];
    return this.#algebra.or([{ ...noShapes, strings }, ...rest], 'enum');
  }

  #valueShapes(value: Json): Shapes {
    if (value === null) return { ...noShapes, null: true };
    if (typeof value === 'boolean') return { ...noShapes, booleans: value ? 2 : 1 };
    if (typeof value === 'number') {
      const exact = toDecimal(value);
      return { ...noShapes, numbers: [{ ...anyNumber, low: exact, high: exact }] };
    }
    if (typeof value === 'string') return { ...noShapes, strings: [{ ...anyString, language: Language.of([value]) }] };
    if (!isObject(value)) {
      const first = (value as readonly Json[]).map((item) => this.expressions.value(item));
      return { ...noShapes, arrays: [{ ...anyArray, first, rest: nothing, least: first.length, most: first.length }] };
    }
    const names = Object.keys(value);
    const members = new Map(
      names.map((name): [string, Member] => [name, { value: this.expressions.value(value[name]!), evaluated: false }]),
    );
    const others = [{ names: Language.all, value: nothing, evaluated: false, implied: false }];
    return { ...noShapes, objects: [{ members, others, required: new Set(names), least: names.length, most: names.length }] };
  }

  #combinations(
    place: Place,
    sub: (...keys: (string | number)[]) => Expression,
    and: (other: Partial<Shapes>, keyword: string) => void,
  ): void {
    const schema = place.schema as JsonObject;
    const list = (keyword: string): Expression[] => {
      const value = schema[keyword];
      if (value === undefined) return [];
      if (!Array.isArray(value) || value.length === 0) refuse(`"${keyword}" must be a list of schemas`, `${place.pointer}/${keyword}`);
      return value.map((_, i) => sub(keyword, i));
    };
    const { expressions } = this;
    const either = (parts: readonly Expression[], keyword: string) => {
      const shapes = parts.map((part) => this.shapesOf(part));
      and(this.#algebra.or(shapes, `${place.pointer}/${keyword}`), keyword);
    };
    for (const part of list('allOf')) and(this.shapesOf(part), 'allOf');
    const any = list('anyOf');
    if (any.length > 0) either(expressions.tracksEvaluation ? this.#together(any, place) : any, 'anyOf');
    const exclusive = list('oneOf');
    if (exclusive.length > 0) either(this.#exactlyOne(exclusive, place), 'oneOf');
    if ('not' in schema) and(this.shapesOf(expressions.not(sub('not'))), 'not');
    if ('if' in schema) {
      const condition = sub('if');
      const then = 'then' in schema ? sub('then') : everything;
      const otherwise = 'else' in schema ? sub('else') : everything;
      // Without a branch, only what was looked at matters.
      if (then !== everything || otherwise !== everything || expressions.tracksEvaluation) {
        either([expressions.all([condition, then]), expressions.all([expressions.not(condition), otherwise])], 'if');
      }
    }
    for (const keyword of ['dependentRequired', 'dependentSchemas']) {
      const value = schema[keyword];
      if (value === undefined) continue;
      if (!isObject(value)) refuse(`"${keyword}" must be an object`, `${place.pointer}/${keyword}`);
      for (const [name, dependent] of Object.entries(value)) {
        const absent = new Map([[name, { value: nothing, evaluated: false }]]);
        const without = { ...anything, objects: [{ ...anyObject, members: absent }] };
        let present: Shapes = { ...anything, objects: [{ ...anyObject, required: new Set([name]), least: 1 }] };
        if (keyword === 'dependentSchemas') present = this.#algebra.and(present, this.shapesOf(sub(keyword, name)), place.pointer);
        else {
          if (!Array.isArray(dependent)) refuse('"dependentRequired" must have lists of names', `${place.pointer}/${keyword}`);
          const required = new Set([name, ...(dependent as string[])]);
          present = { ...anything, objects: [{ ...anyObject, required, least: required.size }] };
        }
        and(this.#algebra.or([without, present], `${place.pointer}/${keyword}`), keyword);
      }
    }
  }

  /** Alternatives, and all that several of them look at together. */
  #together(parts: readonly Expression[], place: Place): Expression[] {
    if (parts.length > 4) refuse('"anyOf" of more than 4 beside "unevaluatedProperties" or "unevaluatedItems"', `${place.pointer}/anyOf`);
    return Array.from({ length: (1 << parts.length) - 1 }, (_, i) => this.expressions.all(parts.filter((_part, j) => ((i + 1) >> j) & 1)));
  }

  /** Each alternative without those of the others that it overlaps. */
  #exactlyOne(parts: readonly Expression[], place: Place): Expression[] {
    const where = `${place.pointer}/oneOf`;
    if (parts.length > 64) refuse('"oneOf" has more than 64 alternatives', where);
    const { all, not } = this.expressions;
    return parts.map((part, i) => {
      const others = parts.filter((other, j) => j !== i && (other === part || this.possible(all([part, other]))));
      return all([part, ...others.map(not)]);
    });
  }

  /** Whether some value may fit; true where that is not clear. */
  possible(expression: Expression): boolean {
    const known = this.#possible.get(expression.id);
    if (known !== undefined) return known;
    this.#possible.set(expression.id, true); // while it is looked at, for what leads back here
    const { null: hasNull, booleans, numbers, strings, arrays, objects } = this.shapesOf(expression);
    const possible =
      hasNull ||
      booleans > 0 ||
      numbers.length > 0 ||
      strings.length > 0 ||
      arrays.some(({ first, rest, least }) =>
        Array.from({ length: Math.min(least, first.length + 1) }, (_, i) => first[i] ?? rest).every((item) => this.possible(item)),
      ) ||
      objects.some((shape) => [...shape.required].every((name) => this.possible(memberOf(shape, name).value)));
    this.#possible.set(expression.id, possible);
    return possible;
  }

  #unevaluated(
    place: Place,
    sub: (...keys: (string | number)[]) => Expression,
    shapesOf: () => Shapes,
    change: (shapes: Shapes) => void,
  ): void {
    const schema = place.schema as JsonObject;
    const { all } = this.expressions;
    if ('unevaluatedItems' in schema) {
      const asked = sub('unevaluatedItems');
      const arrays = shapesOf().arrays.map((shape) => {
        const value = this.expressions.any([asked, ...shape.looked]);
        const first = shape.first.map((item, i) => (i < shape.evaluated ? item : all([item, value])));
        // Items that were looked at beyond the list are the rest's.
        while (first.length < shape.evaluated && shape.evaluated < Infinity) first.push(shape.rest);
        const rest = shape.evaluated === Infinity ? shape.rest : all([shape.rest, value]);
        return fittingArray({ ...shape, first, rest, evaluated: Infinity });
      });
      change({ ...shapesOf(), arrays: arrays.filter((shape) => shape !== undefined) });
    }
    if ('unevaluatedProperties' in schema) {
      const value = sub('unevaluatedProperties');
      const asked = (member: Member): Member => ({ value: member.evaluated ? member.value : all([member.value, value]), evaluated: true });
      const objects = shapesOf().objects.map((shape) => {
        const members = new Map([...shape.members].map(([name, member]): [string, Member] => [name, asked(member)]));
        return fittingObject({ ...shape, members, others: shape.others.map((other) => ({ ...other, ...asked(other) })) });
      });
      change({ ...shapesOf(), objects: objects.filter((shape) => shape !== undefined) });
    }
  }
}

function placeOf({ place, of }: Expression): string {
  if (place) return place.pointer;
  return of?.[0] ? placeOf(of[0]) : '#';
}
