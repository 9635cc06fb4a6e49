import { SaguimError } from '@saguim/engine/spec';
import type { CatalogueEntry, CatalogueFile, Wording } from '../catalogue-entry.js';

/** More than this is no list of models. */
const mostEntries = 10_000;

const tasks: readonly CatalogueEntry['task'][] = ['chat', 'code', 'embedding', 'classification'];
const verifications: readonly CatalogueEntry['verified']['what'][] = ['weights', 'shape', 'nothing'];
const hex = /^[0-9a-f]{64}$/;

/** Something in a catalogue that cannot be used; the caller says where. */
class Problem extends Error {}

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem(`${what} is no object`);
  return value as Json;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 1000) throw new Problem(`${what} is no text`);
  return value;
}

function count(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) <= 0) throw new Problem(`${what} is no whole number above 0`);
  return value as number;
}

function flag(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw new Problem(`${what} is neither true nor false`);
  return value;
}

function list<T>(value: unknown, what: string, check: (item: unknown, what: string) => T): T[] {
  if (!Array.isArray(value)) throw new Problem(`${what} is no list`);
  return value.map((item, index) => check(item, `${what}[${index}]`));
}

function oneOf<T extends string>(value: unknown, values: readonly T[], what: string): T {
  if (!(values as readonly unknown[]).includes(value)) throw new Problem(`${what} is none of ${values.join(', ')}`);
  return value as T;
}

function language(value: unknown, what: string): string {
  const tag = text(value, what);
  try {
    return Intl.getCanonicalLocales(tag)[0]!;
  } catch {
    throw new Problem(`${what}, "${tag}", is no language tag`);
  }
}

function webAddress(value: unknown, what: string): string {
  const address = text(value, what);
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw new Problem(`${what} is no web address`);
  return address;
}

/** A path that stays in the model's folder on every system. */
function path(value: unknown, what: string): string {
  const given = text(value, what);
  const parts = given.split('/');
  if (!parts.every((part) => /^[\w][\w.+-]*$/.test(part))) throw new Problem(`${what}, "${given}", is no path inside of a folder`);
  return given;
}

function source(value: unknown, what: string, base: string | undefined): string {
  const given = text(value, what);
  if (/^hf:[\w.-]+\/[\w.-]+(@[\w./-]+)?\/.+$/.test(given)) return given;
  if (/^https?:/i.test(given)) return webAddress(given, what);
  // One word before a colon is a scheme, and no other is taken.
  if (/^[a-z][a-z\d+.-]*:|^\/\/|\\/i.test(given)) throw new Problem(`${what}, "${given}", is no source`);
  return base === undefined ? given : new URL(given, base).href;
}

function file(value: unknown, what: string, base: string | undefined): CatalogueFile {
  const { bytes, sha256, chunkSha256, ...file } = object(value, what);
  const sum = (item: unknown, name: string) => {
    if (typeof item !== 'string' || !hex.test(item)) throw new Problem(`${name} is no SHA-256`);
    return item;
  };
  const checked: CatalogueFile = {
    path: path(file.path, `${what}.path`),
    source: source(file.source, `${what}.source`, base),
    ...(bytes !== undefined && { bytes: count(bytes, `${what}.bytes`) }),
    ...(sha256 !== undefined && { sha256: sum(sha256, `${what}.sha256`) }),
    ...(chunkSha256 !== undefined && { chunkSha256: list(chunkSha256, `${what}.chunkSha256`, sum) }),
  };
  if (checked.chunkSha256 && checked.bytes !== undefined && checked.chunkSha256.length !== Math.ceil(checked.bytes / 2 ** 22))
    throw new Problem(`${what}.chunkSha256 has not one sum for every 4 MiB`);
  return checked;
}

function wording(value: unknown, what: string): Wording {
  const { en, 'pt-BR': pt } = object(value, what);
  return { en: text(en, `${what}.en`), 'pt-BR': text(pt, `${what}.pt-BR`) };
}

function licence(value: unknown, what: string): CatalogueEntry['licence'] {
  const { id, url, gated, free } = object(value, what);
  return {
    id: text(id, `${what}.id`),
    url: webAddress(url, `${what}.url`),
    ...(gated !== undefined && { gated: flag(gated, `${what}.gated`) }),
    free: flag(free, `${what}.free`),
  };
}

function verified(value: unknown, what: string): CatalogueEntry['verified'] {
  const { what: kind, when } = object(value, what);
  const day = when === undefined ? undefined : text(when, `${what}.when`);
  if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new Problem(`${what}.when is no day such as 2026-11-26`);
  return { what: oneOf(kind, verifications, `${what}.what`), ...(day !== undefined && { when: day }) };
}

function name(value: unknown, what: string): string {
  const given = text(value, what);
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(given)) throw new Problem(`${what}, "${given}", is not of lower case letters, digits, -, _ and .`);
  return given;
}

function entry(value: unknown, base: string | undefined): CatalogueEntry {
  const given = object(value, 'it');
  const files = list(given.files, 'files', (item, what) => file(item, what, base));
  if (files.length === 0) throw new Problem('files is empty');
  if (new Set(files.map((item) => item.path)).size < files.length) throw new Problem('two files have one path');
  return {
    name: name(given.name, 'name'),
    ...(given.title !== undefined && { title: text(given.title, 'title') }),
    ...(given.aliases !== undefined && { aliases: list(given.aliases, 'aliases', text) }),
    task: oneOf(given.task, tasks, 'task'),
    family: text(given.family, 'family'),
    parameters: count(given.parameters, 'parameters'),
    languages: list(given.languages, 'languages', language),
    licence: licence(given.licence, 'licence'),
    context: count(given.context, 'context'),
    memory: count(given.memory, 'memory'),
    ...(given.approximateBytes !== undefined && { approximateBytes: count(given.approximateBytes, 'approximateBytes') }),
    files,
    good: wording(given.good, 'good'),
    not: wording(given.not, 'not'),
    verified: verified(given.verified, 'verified'),
  };
}

/**
 * The entries of a parsed catalogue, which may come from anywhere. Members that are not known are left out.
 * @param where its address or path, for errors
 * @param base what relative sources start from; without one they stay as they are
 * @throws {SaguimError} `bad-file`, which names the entry and the member
 */
export function checkCatalogue(value: unknown, where: string, base?: string): CatalogueEntry[] {
  let at = '';
  try {
    const { format, entries } = object(value, 'it');
    if (format !== 1) throw new Problem(`format is ${JSON.stringify(format) ?? 'missing'}, and 1 is what is read`);
    if (Array.isArray(entries) && entries.length > mostEntries) throw new Problem(`it has more than ${mostEntries} entries`);
    const checked = list(entries, 'entries', (item, what) => {
      const given = (item as { name?: unknown } | null)?.name;
      at = typeof given === 'string' ? `of "${given.slice(0, 80)}", ` : `of ${what}, `;
      return entry(item, base);
    });
    at = '';
    const taken = new Set<string>();
    for (const { name, aliases = [] } of checked) {
      for (const known of [name, ...aliases].map((item) => item.toLowerCase())) {
        if (taken.has(known)) throw new Problem(`"${known}" names two models`);
        taken.add(known);
      }
    }
    return checked;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new SaguimError('bad-file', `The catalogue cannot be used: ${at}${error.message}`, {
      where,
      hint: 'docs/models.md says what a catalogue is made of.',
    });
  }
}
