import { refuse, type WorkBudget } from './refuse.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema in its document. */
export interface Place {
  readonly id: number;
  readonly schema: boolean | JsonObject;
  /** JSON Pointer as a fragment, from the document's root. */
  readonly pointer: string;
  /** The address that references in it are resolved against. */
  readonly base: string;
}

const single = [
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['$defs', 'definitions', 'properties', 'patternProperties', 'dependentSchemas'];

const knownDialects = /^https?:\/\/json-schema\.org\/(draft\/(2020-12|2019-09)|draft-0[4-7]|schema)\/?(schema)?#?$/;
const deepest = 500;

/** A JSON Schema document: its parts by where they stand and what they are called. Nothing is ever fetched. */
export class SchemaDocument {
  readonly root: Place;
  /** Whether any part asks what others have looked at. */
  readonly asksUnevaluated: boolean;
  readonly #places = new Map<JsonObject, Place>();
  /** Resources by address, and parts by address and anchor. */
  readonly #named = new Map<string, Place>();
  readonly #dynamic = new Map<string, number>();
  #ids = 0;
  #asks = false;

  /** @throws {SaguimError} `unsupported` for what is no schema, or of an unknown dialect */
  constructor(schema: unknown, budget: WorkBudget) {
    let text: string | undefined;
    try {
      text = JSON.stringify(schema);
    } catch (error) {
      refuse(`The schema is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : ''}`, '#');
    }
    if (text === undefined) refuse('The schema is not JSON', '#');
    budget.spend(text.length);
    const copy = JSON.parse(text) as Json;
    if (typeof copy !== 'boolean' && !isObject(copy)) refuse('A schema must be an object or a boolean', '#');
    const dialect = isObject(copy) ? copy.$schema : undefined;
    if (dialect !== undefined && !(typeof dialect === 'string' && knownDialects.test(dialect))) {
      refuse(`"$schema" names a dialect that is not known: ${String(dialect).slice(0, 100)}`, '#/$schema');
    }
    this.root = this.#add(copy, '#', 'schema:///', 0);
    this.#named.set('schema:///', this.root);
    this.asksUnevaluated = this.#asks;
  }

  /** The part of a schema below one of its keywords. */
  at(place: Place, ...keys: (string | number)[]): Place {
    let value: Json = place.schema as Json;
    let pointer = place.pointer;
    for (const key of keys) {
      value = (value as JsonObject)[key]!;
      pointer += `/${escapeToken(String(key))}`;
    }
    if (typeof value !== 'boolean' && !isObject(value)) refuse('A schema must be an object or a boolean', pointer);
    return (isObject(value) && this.#places.get(value)) || this.#add(value, pointer, place.base, 0);
  }

  /** Where a `$ref` or `$dynamicRef` leads. */
  resolve(place: Place, reference: string, dynamic: boolean): Place {
    const where = `${place.pointer}/${dynamic ? '$dynamicRef' : '$ref'}`;
    let address: string;
    try {
      address = new URL(reference, place.base).href;
    } catch {
      refuse(`"${reference.slice(0, 100)}" is no address that can be resolved`, where);
    }
    const hash = address.indexOf('#');
    const resource = hash < 0 ? address : address.slice(0, hash);
    const fragment = hash < 0 ? '' : decode(address.slice(hash + 1));
    const found = this.#named.get(resource);
    if (!found) refuse(`"$ref" leads out of the schema, to ${resource.slice(0, 100)}; nothing is fetched`, where);
    if (fragment === '') return found;
    if (!fragment.startsWith('/')) {
      if (dynamic && (this.#dynamic.get(fragment) ?? 0) > 1) refuse('"$dynamicRef" with several anchors of that name', where);
      const anchored = this.#named.get(`${resource}#${fragment}`);
      return anchored ?? refuse(`There is no anchor "${fragment.slice(0, 100)}"`, where);
    }
    return this.#follow(found, fragment, where);
  }

  #follow(from: Place, fragment: string, where: string): Place {
    let value: Json = from.schema as Json;
    let { pointer, base } = from;
    for (const token of fragment.slice(1).split('/')) {
      const key = token.replace(/~1/g, '/').replace(/~0/g, '~');
      const next: Json | undefined =
        typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
      if (next === undefined) refuse(`"$ref" leads to nothing: ${fragment.slice(0, 100)}`, where);
      value = next;
      pointer += `/${escapeToken(key)}`;
      const known = isObject(value) ? this.#places.get(value) : undefined;
      if (known) base = known.base;
    }
    if (typeof value !== 'boolean' && !isObject(value)) refuse('"$ref" leads to what is no schema', where);
    return (isObject(value) && this.#places.get(value)) || this.#add(value, pointer, base, 0);
  }

  #add(schema: boolean | JsonObject, pointer: string, outer: string, depth: number): Place {
    if (depth > deepest) refuse('The schema is nested too deeply', pointer.slice(0, 200));
    if (typeof schema === 'boolean') return { id: this.#ids++, schema, pointer, base: outer };
    let base = outer;
    if (typeof schema.$id === 'string') {
      try {
        const url = new URL(schema.$id, outer);
        url.hash = '';
        base = url.href.replace(/#$/, '');
      } catch {
        refuse('"$id" is no address', `${pointer}/$id`);
      }
    }
    const place: Place = { id: this.#ids++, schema, pointer, base };
    this.#places.set(schema, place);
    if (base !== outer) this.#named.set(base, place);
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = schema[keyword];
      if (typeof name !== 'string') continue;
      this.#named.set(`${base}#${name}`, place);
      if (keyword === '$dynamicAnchor') this.#dynamic.set(name, (this.#dynamic.get(name) ?? 0) + 1);
    }
    if ('unevaluatedItems' in schema || 'unevaluatedProperties' in schema) this.#asks = true;
    const visit = (value: Json | undefined, path: string) => {
      if (typeof value === 'boolean') return;
      if (isObject(value) && !this.#places.has(value)) this.#add(value, path, base, depth + 1);
    };
    for (const keyword of single) visit(schema[keyword], `${pointer}/${keyword}`);
    for (const keyword of lists) {
      const value = schema[keyword];
      if (Array.isArray(value)) value.forEach((item: Json, i: number) => void visit(item, `${pointer}/${keyword}/${i}`));
    }
    for (const keyword of maps) {
      const value = schema[keyword];
      if (!isObject(value)) continue;
      for (const [name, item] of Object.entries(value)) visit(item, `${pointer}/${keyword}/${escapeToken(name)}`);
    }
    return place;
  }
}

export function escapeToken(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
