/** One thing after the other for each name. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  has(name: string): boolean {
    return this.#last.has(name);
  }

  /** Resolves when nothing is under way for a name, however that ended. */
  async idle(name: string): Promise<void> {
    await this.#last.get(name)?.catch(() => {});
  }

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = this.idle(name).then(work);
    this.#last.set(name, turn);
    const end = () => {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    };
    turn.then(end, end);
    return turn;
  }
}

/** Does something once, however often it is asked for in a moment. @param pause milliseconds */
export function soon(work: () => void, pause = 50): () => void {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      work();
    }, pause);
  };
}
