import { SaguimError } from '../../spec/index.js';

/** What a constraint asks for cannot be decoded: says which part, and where it stands. */
export function refuse(what: string, where: string, hint?: string): never {
  throw new SaguimError('unsupported', what, { where, hint });
}

/** Units of work left for compiling one constraint, so that none from outside takes more than a moment. */
export class WorkBudget {
  #left: number;

  constructor(
    units = 6_000_000,
    readonly where = 'constraint',
  ) {
    this.#left = units;
  }

  /** @throws {SaguimError} `unsupported` when there are none left */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) refuse('The constraint is too large to be compiled', this.where, 'Make it smaller, or its patterns simpler.');
  }
}

/** What was made lately, by key: the oldest goes when there are too many. */
export class RecentMap<T> {
  readonly #map = new Map<string, T>();

  constructor(readonly most: number) {}

  get(key: string): T | undefined {
    const value = this.#map.get(key);
    if (value !== undefined) {
      this.#map.delete(key);
      this.#map.set(key, value);
    }
    return value;
  }

  set(key: string, value: T): T {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size > this.most) this.#map.delete(this.#map.keys().next().value!);
    return value;
  }

  ensure(key: string, make: () => T): T {
    return this.get(key) ?? this.set(key, make());
  }
}
