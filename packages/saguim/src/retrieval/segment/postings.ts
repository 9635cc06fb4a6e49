import { MemorySink } from './section-writer.js';

/** Numbers of any size below 2^31, seven bits a byte, lowest first. */
class VarintWriter {
  readonly sink = new MemorySink();
  readonly #buffer = new Uint8Array(5);
  length = 0;

  put(value: number): void {
    let bytes = 0;
    while (value >= 0x80) {
      this.#buffer[bytes++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    this.#buffer[bytes++] = value;
    this.sink.append(this.#buffer.subarray(0, bytes));
    this.length += bytes;
  }
}

/** The postings of a segment as they are stored. */
export interface StoredPostings {
  /** Terms in order of their UTF-16 code units, UTF-8, one after the other; offsets (terms + 1,). */
  readonly terms: Uint8Array;
  readonly termOffsets: Uint32Array;
  /** For each term the passages that have it, see `PostingsWriter`; offsets (terms + 1,), in bytes. */
  readonly postings: Uint8Array;
  readonly postingOffsets: Uint32Array;
  /** For each term the number of passages that have it. */
  readonly postingCounts: Uint32Array;
}

/**
 * Writes terms in order, each with its passages in order. A passage is the distance to the one before, twice, plus one where the term
 * occurs once; else the number of times follows.
 */
export class PostingsWriter {
  readonly #postings = new VarintWriter();
  readonly #terms = new MemorySink();
  readonly #termOffsets: number[] = [0];
  readonly #postingOffsets: number[] = [0];
  readonly #counts: number[] = [];
  readonly #encoder = new TextEncoder();
  #termBytes = 0;
  #last = -1;
  #count = 0;

  add(passage: number, times: number): void {
    const distance = passage - this.#last;
    this.#last = passage;
    this.#count++;
    this.#postings.put(distance * 2 + (times === 1 ? 1 : 0));
    if (times !== 1) this.#postings.put(times);
  }

  /** Ends the list of a term; one without passages is left out. */
  endTerm(term: string): void {
    if (this.#count === 0) return;
    const bytes = this.#encoder.encode(term);
    this.#terms.append(bytes);
    this.#termBytes += bytes.length;
    this.#termOffsets.push(this.#termBytes);
    this.#postingOffsets.push(this.#postings.length);
    this.#counts.push(this.#count);
    this.#last = -1;
    this.#count = 0;
  }

  end(): StoredPostings {
    return {
      terms: this.#terms.bytes,
      termOffsets: Uint32Array.from(this.#termOffsets),
      postings: this.#postings.sink.bytes,
      postingOffsets: Uint32Array.from(this.#postingOffsets),
      postingCounts: Uint32Array.from(this.#counts),
    };
  }
}

/** At least so many bytes are read at once: neighbouring terms are often wanted together. */
const bytesAtOnce = 1 << 16;

/** Terms, and how to read the lists of their passages, which stay in the file. */
export interface PostingsSource extends Omit<StoredPostings, 'postings'> {
  /** Fills `target` with the bytes of all lists from `offset`. @throws {SaguimError} `bad-file` when they are not there */
  readPostings(offset: number, target: Uint8Array): void;
}

/** Which passages have which term. */
export class Postings {
  readonly #stored: PostingsSource;
  readonly #decoder = new TextDecoder();
  /** What was read last: bytes from `#from` to `#to` of all lists. */
  #window = new Uint8Array(0);
  #from = 0;
  #to = 0;

  constructor(stored: PostingsSource) {
    this.#stored = stored;
  }

  /** Has bytes `from` to `to` of all lists in the window. */
  #read(from: number, to: number): void {
    if (from >= this.#from && to <= this.#to) return;
    const all = this.#stored.postingOffsets.at(-1)!;
    const end = Math.min(all, Math.max(to, from + bytesAtOnce));
    if (this.#window.length < end - from) this.#window = new Uint8Array(end - from);
    this.#to = this.#from = 0; // nothing, should reading fail
    this.#stored.readPostings(from, this.#window.subarray(0, end - from));
    this.#from = from;
    this.#to = end;
  }

  get termCount(): number {
    return this.#stored.postingCounts.length;
  }

  term(index: number): string {
    const { terms, termOffsets } = this.#stored;
    return this.#decoder.decode(terms.subarray(termOffsets[index], termOffsets[index + 1]));
  }

  /** In how many passages a term occurs. */
  count(index: number): number {
    return this.#stored.postingCounts[index]!;
  }

  /** Whether a term comes before a text. Most texts are ASCII, and are compared with the bytes: strings for each step would be garbage. */
  #isBefore(index: number, text: string, isAscii: boolean): boolean {
    if (!isAscii) return this.term(index) < text;
    const { terms, termOffsets } = this.#stored;
    const start = termOffsets[index]!;
    const length = termOffsets[index + 1]! - start;
    for (let at = 0; at < length && at < text.length; at++) {
      const difference = terms[start + at]! - text.charCodeAt(at);
      if (difference !== 0) return difference < 0;
    }
    return length < text.length;
  }

  /** The first term that is not before the text. */
  #lowerBound(text: string): number {
    const isAscii = /^[\0-\x7f]*$/.test(text);
    let low = 0;
    let high = this.termCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, text, isAscii)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns -1 where no passage has it */
  find(term: string): number {
    const at = this.#lowerBound(term);
    return at < this.termCount && this.term(at) === term ? at : -1;
  }

  /** Terms that begin with a text, those of most passages first, at most `most`. */
  findPrefix(prefix: string, most: number): number[] {
    const found: number[] = [];
    for (let at = this.#lowerBound(prefix); at < this.termCount && this.term(at).startsWith(prefix); at++) found.push(at);
    return found.sort((a, b) => this.count(b) - this.count(a) || a - b).slice(0, most);
  }

  /**
   * Calls `take` for every passage that has a term. Damaged lists end early rather than run away.
   * @throws {SaguimError} `bad-file` when the list cannot be read
   */
  forEach(index: number, take: (passage: number, times: number) => void): void {
    const { postingOffsets } = this.#stored;
    this.#read(postingOffsets[index]!, postingOffsets[index + 1]!);
    const postings = this.#window;
    const end = postingOffsets[index + 1]! - this.#from;
    let at = postingOffsets[index]! - this.#from;
    let passage = -1;
    while (at < end) {
      let value = 0;
      for (let shift = 0; at < end; shift += 7) {
        const byte = postings[at++]!;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80 || shift > 28) break;
      }
      passage += value >>> 1;
      let times = 1;
      if ((value & 1) === 0) {
        times = 0;
        for (let shift = 0; at < end; shift += 7) {
          const byte = postings[at++]!;
          times |= (byte & 0x7f) << shift;
          if (byte < 0x80 || shift > 28) break;
        }
      }
      take(passage, times);
    }
  }
}
