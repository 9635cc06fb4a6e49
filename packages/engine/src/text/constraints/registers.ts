/** What a node has to remember of a text, each by a number that frames carry; the first has 0. */
export class Registers<T> {
  readonly #values: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #keyOf: (value: T) => string;

  constructor(first: T, keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
    this.of(first);
  }

  get(register: number): T {
    return this.#values[register]!;
  }

  /** The number of a value; equal ones have the same. */
  of(value: T): number {
    const key = this.#keyOf(value);
    let register = this.#numbers.get(key);
    if (register === undefined) {
      this.#numbers.set(key, (register = this.#values.length));
      this.#values.push(value);
    }
    return register;
  }
}
