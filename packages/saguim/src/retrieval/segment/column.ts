/** What a filter compares. */
export type Scalar = string | number | boolean;

const ranks = { boolean: 0, number: 1, string: 2 } as const;

/** Order of values: booleans, numbers, texts (by UTF-16 code units), each among themselves. */
export function compareScalars(a: Scalar, b: Scalar): number {
  const rank = ranks[typeof a as keyof typeof ranks] - ranks[typeof b as keyof typeof ranks];
  if (rank !== 0) return rank;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Calls `take` for the values of a document's metadata: members of objects as `a.b`, members of lists each, `null` not at all. */
export function forEachValue(metadata: unknown, take: (field: string, value: Scalar) => void, path = ''): void {
  if (metadata === null || metadata === undefined) return;
  if (Array.isArray(metadata)) {
    for (const member of metadata) forEachValue(member, take, path);
  } else if (typeof metadata === 'object') {
    for (const [name, value] of Object.entries(metadata)) forEachValue(value, take, path === '' ? name : `${path}.${name}`);
  } else if (path !== '') take(path, metadata as Scalar);
}

/** Values of one field by the documents that have them: values in order, each with its documents in order. */
export interface Column {
  readonly values: readonly Scalar[];
  /** (values + 1,) into `documents`. */
  readonly offsets: Uint32Array;
  readonly documents: Uint32Array;
}

/** Collects columns while documents come, in order. */
export class ColumnsBuilder {
  readonly #fields = new Map<string, Map<Scalar, number[]>>();

  add(document: number, metadata: unknown): void {
    forEachValue(metadata, (field, value) => this.put(field, value, document));
  }

  put(field: string, value: Scalar, document: number): void {
    let values = this.#fields.get(field);
    if (!values) this.#fields.set(field, (values = new Map()));
    const documents = values.get(value);
    if (!documents) values.set(value, [document]);
    else if (documents[documents.length - 1] !== document) documents.push(document);
  }

  *encoded(): Generator<[field: string, bytes: Uint8Array]> {
    for (const [field, values] of [...this.#fields].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const sorted = [...values].sort(([a], [b]) => compareScalars(a, b));
      const json = new TextEncoder().encode(JSON.stringify(sorted.map(([value]) => value)));
      const start = Math.ceil((8 + json.length) / 4) * 4;
      const total = sorted.reduce((sum, [, documents]) => sum + documents.length, 0);
      const bytes = new Uint8Array(start + (sorted.length + 1 + total) * 4);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, json.length, true);
      view.setUint32(4, sorted.length, true);
      bytes.set(json, 8);
      const numbers = new Uint32Array(bytes.buffer, start);
      let at = 0;
      for (const [index, [, documents]] of sorted.entries()) {
        numbers[index] = at;
        numbers.set(documents, sorted.length + 1 + at);
        at += documents.length;
      }
      numbers[sorted.length] = at;
      yield [field, bytes];
    }
  }
}

/** @returns undefined when the bytes are no column of so many documents */
export function decodeColumn(bytes: Uint8Array<ArrayBuffer>, documentCount: number): Column | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonBytes = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  const start = Math.ceil((8 + jsonBytes) / 4) * 4;
  if (start + (count + 1) * 4 > bytes.length) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + jsonBytes)));
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || values.length !== count) return undefined;
  const offsets = new Uint32Array(bytes.buffer, bytes.byteOffset + start, count + 1);
  const documents = new Uint32Array(bytes.buffer, bytes.byteOffset + start + (count + 1) * 4);
  if (offsets[0] !== 0 || offsets[count] !== documents.length) return undefined;
  for (let at = 0; at < count; at++) if (offsets[at]! > offsets[at + 1]!) return undefined;
  if (documents.some((document) => document >= documentCount)) return undefined;
  return { values: values as Scalar[], offsets, documents };
}
