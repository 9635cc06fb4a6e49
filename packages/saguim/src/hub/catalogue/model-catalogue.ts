import type { Catalogue, CatalogueEntry } from '../catalogue-entry.js';

/** Models by name. Of two with the same name the first one counts. */
export class ModelCatalogue implements Catalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly #known = new Map<string, CatalogueEntry>();

  constructor(entries: readonly CatalogueEntry[]) {
    const known = this.#known;
    const kept: CatalogueEntry[] = [];
    for (const entry of entries) {
      if (known.get(entry.name)?.name === entry.name) continue;
      known.set(entry.name, entry); // a name counts more than another entry's alias
      kept.push(entry);
    }
    for (const entry of kept)
      for (const alias of entry.aliases ?? []) if (!known.has(alias.toLowerCase())) known.set(alias.toLowerCase(), entry);
    this.entries = kept;
  }

  find(name: string): CatalogueEntry | undefined {
    return this.#known.get(name.toLowerCase());
  }
}

/** Bytes of all files of a model; those that are known exactly, else about so many. */
export function bytesOf({ files, approximateBytes }: CatalogueEntry): { readonly bytes: number; readonly exact: boolean } {
  const exact = files.every(({ bytes }) => bytes !== undefined);
  const known = files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  return exact ? { bytes: known, exact } : { bytes: Math.max(known, approximateBytes ?? 0), exact };
}
