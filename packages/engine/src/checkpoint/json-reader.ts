import type { FolderSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';

type Fields = Readonly<Record<string, unknown>>;

/** An object of a JSON file from outside: every field is checked where it is read. A field that is null counts as missing. */
export class JsonReader {
  readonly where: string;
  readonly #fields: Fields;

  /** @throws {SaguimError} `bad-file` when `value` is no object. */
  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SaguimError('bad-file', 'There is no JSON object', { where });
    }
    this.#fields = value as Fields;
    this.where = where;
  }

  get keys(): string[] {
    return Object.keys(this.#fields);
  }

  value(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? (this.#fields[key] ?? undefined) : undefined;
  }

  string(key: string): string | undefined {
    return this.#typed(key, 'a string', (value) => typeof value === 'string') as string | undefined;
  }

  boolean(key: string): boolean | undefined {
    return this.#typed(key, 'true or false', (value) => typeof value === 'boolean') as boolean | undefined;
  }

  number(key: string): number | undefined {
    return this.#typed(key, 'a number', (value) => typeof value === 'number') as number | undefined;
  }

  list(key: string): readonly unknown[] | undefined {
    return this.#typed(key, 'a list', Array.isArray) as readonly unknown[] | undefined;
  }

  object(key: string): JsonReader | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : new JsonReader(value, `${this.where}, ${key}`);
  }

  objects(key: string): JsonReader[] {
    return (this.list(key) ?? []).map((value, i) => new JsonReader(value, `${this.where}, ${key}[${i}]`));
  }

  /** A whole number from 0 to `most`. @throws {SaguimError} `bad-file` when it is missing or something else. */
  count(key: string, most: number, fallback?: number): number {
    const value = this.number(key) ?? fallback;
    if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new SaguimError('bad-file', `The field "${key}" must be a whole number from 0 to ${most}`, { where: this.where });
  }

  #typed(key: string, wanted: string, is: (value: unknown) => boolean): unknown {
    const value = this.value(key);
    if (value === undefined || is(value)) return value;
    throw new SaguimError('bad-file', `The field "${key.slice(0, 80)}" must be ${wanted}`, { where: this.where });
  }
}

/** Far above any model's. */
const LARGEST = 1 << 28;

/**
 * A JSON file of a folder as it is, or undefined where there is none.
 * @throws {SaguimError} `bad-file` when it is not JSON.
 */
export async function readJson(folder: FolderSource, path: string, signal?: AbortSignal): Promise<unknown> {
  const source = await folder.open(path);
  if (!source) return undefined;
  try {
    if (source.size > LARGEST) {
      throw new SaguimError('unsupported', `The file has ${source.size} bytes; at most ${LARGEST} are read`, { where: source.name });
    }
    const bytes = await source.read(0, source.size, signal);
    try {
      return JSON.parse(new TextDecoder('utf-8').decode(bytes)) as unknown;
    } catch (cause) {
      throw new SaguimError('bad-file', 'The file is not JSON', {
        where: source.name,
        hint: 'It is damaged or not whole: get it again.',
        cause,
      });
    }
  } finally {
    await source.close();
  }
}

/** As `readJson`, for files that hold an object. */
export async function readObject(folder: FolderSource, path: string, signal?: AbortSignal): Promise<JsonReader | undefined> {
  const value = await readJson(folder, path, signal);
  return value === undefined ? undefined : new JsonReader(value, `${folder.name}/${path}`);
}
