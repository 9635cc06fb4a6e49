/** Sequences over the pages of one executor, for tests: pages are handed out in an order that a seed decides, never in a row. */
export class Pages {
  constructor(executor, random) {
    this.executor = executor;
    this.random = random;
    this.free = [];
    this.made = 0;
  }

  take() {
    if (this.free.length === 0) {
      const count = this.executor.reservePages(this.made + 8);
      for (; this.made < count; this.made++) this.free.push(this.made);
    }
    return this.free.splice(this.random.below(this.free.length), 1)[0];
  }
}

export class Sequence {
  constructor(pages, { shared = [], position = 0 } = {}) {
    this.pages = pages;
    this.list = shared.slice();
    this.position = position;
  }

  /** The pages that hold the next `count` positions, made where they are missing. */
  grow(count) {
    const needed = Math.ceil((this.position + count) / this.pages.executor.pageSize);
    while (this.list.length < needed) this.list.push(this.pages.take());
    return Int32Array.from(this.list);
  }

  /** Another sequence with the same past: whole pages are shared, the last, partly filled one is copied. */
  fork(position = this.position) {
    const { pageSize } = this.pages.executor;
    const whole = Math.floor(position / pageSize);
    const other = new Sequence(this.pages, { shared: this.list.slice(0, whole), position });
    if (position % pageSize > 0) {
      const copy = this.pages.take();
      this.pages.executor.copyPage(this.list[whole], copy, position % pageSize);
      other.list.push(copy);
    }
    return other;
  }
}

/** One batch of `[sequence, tokens]` pieces; gives the results `(width,)` of the rows in `outputs`, of all rows by default. */
export async function step(executor, pieces, outputs) {
  const tokens = Int32Array.from(pieces.flatMap(([, piece]) => piece));
  let start = 0;
  const segments = pieces.map(([sequence, { length }]) => {
    const segment = { start, length, position: sequence.position, pages: sequence.grow(length) };
    start += length;
    return segment;
  });
  const rows = Int32Array.from(outputs ?? tokens.keys());
  const result = await executor.run({ tokens, segments, outputs: rows });
  for (const [sequence, { length }] of pieces) sequence.position += length;
  const width = result.length / rows.length;
  return Array.from(rows, (_, r) => result.slice(r * width, (r + 1) * width));
}

/** `step` for one sequence, in pieces of the given lengths (the last one again and again until nothing is left). */
export async function feed(executor, sequence, tokens, lengths = [tokens.length]) {
  const results = [];
  for (let done = 0, i = 0; done < tokens.length; i++) {
    const length = lengths[Math.min(i, lengths.length - 1)];
    results.push(...(await step(executor, [[sequence, tokens.slice(done, done + length)]])));
    done += length;
  }
  return results;
}
