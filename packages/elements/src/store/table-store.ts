/** Records by table; each has an `id`, and may name the group that it belongs to. */
export type Tables = Record<string, { readonly id: string }>;

/** Records to write and ids to remove, table by table. */
export interface TableChange<T extends Tables> {
  readonly put?: { readonly [K in keyof T]?: readonly T[K][] };
  readonly remove?: { readonly [K in keyof T]?: readonly string[] };
}

export type TableEvent =
  /** Something was written. `own` is false when another tab did it. */
  { readonly type: 'changed'; readonly own: boolean } | { readonly type: 'erased'; readonly own: boolean };

/** Where the places keep what is theirs: tables of records. */
export interface TableStore<T extends Tables> {
  /** Whether it outlives the page. */
  readonly persistent: boolean;
  all<K extends keyof T & string>(table: K): Promise<T[K][]>;
  /** Records of a group; the table has one only where it was declared. */
  group<K extends keyof T & string>(table: K, group: string): Promise<T[K][]>;
  get<K extends keyof T & string>(table: K, id: string): Promise<T[K] | undefined>;
  /** All of it or nothing. */
  write(change: TableChange<T>): Promise<void>;
  /** @returns a function that ends it */
  subscribe(listener: (event: TableEvent) => void): () => void;
  /** Forgets everything and takes nothing more. */
  erase(): Promise<void>;
}

/** Which field of a table's records names their group; empty for tables without groups. */
export type TableGroups<T extends Tables> = { readonly [K in keyof T]: (keyof T[K] & string) | '' };

/** Keeps records as long as the page lives: where a browser stores nothing. */
export class MemoryTables<T extends Tables> implements TableStore<T> {
  readonly persistent = false;
  readonly #groups: TableGroups<T>;
  readonly #tables = new Map<keyof T, Map<string, T[keyof T]>>();
  readonly #listeners = new Set<(event: TableEvent) => void>();

  constructor(groups: TableGroups<T>) {
    this.#groups = groups;
    for (const table of Object.keys(groups)) this.#tables.set(table, new Map());
  }

  async all<K extends keyof T & string>(table: K): Promise<T[K][]> {
    return [...this.#tables.get(table)!.values()] as T[K][];
  }

  async group<K extends keyof T & string>(table: K, group: string): Promise<T[K][]> {
    const field = this.#groups[table] as keyof T[K];
    return (await this.all(table)).filter((record) => record[field] === group);
  }

  async get<K extends keyof T & string>(table: K, id: string): Promise<T[K] | undefined> {
    return this.#tables.get(table)!.get(id) as T[K] | undefined;
  }

  async write({ put = {}, remove = {} }: TableChange<T>): Promise<void> {
    for (const [table, records] of Object.entries(put))
      for (const record of records!) this.#tables.get(table)!.set(record.id, record as T[keyof T]);
    for (const [table, ids] of Object.entries(remove)) for (const id of ids!) this.#tables.get(table)!.delete(id);
    this.#tell({ type: 'changed', own: true });
  }

  subscribe(listener: (event: TableEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async erase(): Promise<void> {
    for (const table of this.#tables.values()) table.clear();
    this.#tell({ type: 'erased', own: true });
  }

  #tell(event: TableEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
