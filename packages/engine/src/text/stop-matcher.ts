import { SaguimError } from '../spec/index.js';

/** One stop string as an automaton that reads code units. Knuth, Morris, Pratt 1977, https://doi.org/10.1137/0206024 */
class Pattern {
  /** Code units of the pattern that the end of the text matches. */
  state = 0;
  readonly #failure: Int32Array;

  constructor(readonly text: string) {
    this.#failure = new Int32Array(text.length + 1);
    let length = 0;
    for (let i = 1; i < text.length; i++) {
      while (length > 0 && text.charCodeAt(i) !== text.charCodeAt(length)) length = this.#failure[length]!;
      if (text.charCodeAt(i) === text.charCodeAt(length)) length++;
      this.#failure[i + 1] = length;
    }
  }

  /** Reads one code unit; true when the text now ends with the pattern. */
  read(unit: number): boolean {
    while (this.state > 0 && unit !== this.text.charCodeAt(this.state)) this.state = this.#failure[this.state]!;
    if (unit === this.text.charCodeAt(this.state)) this.state++;
    return this.state === this.text.length;
  }
}

/** Stop strings of one request, and the most code units that one may have. */
const MOST_STOPS = 64;
const LONGEST_STOP = 1024;

/**
 * Finds stop strings in text that comes in pieces. Text that may still become a stop string is held back; all other is given at once.
 * The string that ends first wins; of those that end together the longest.
 */
export class StopMatcher {
  readonly #patterns: Pattern[];
  #held = '';
  #found = false;

  /** @throws {SaguimError} `invalid-argument` for anything but up to 64 strings of 1 to 1,024 code units */
  constructor(stops: readonly string[] = []) {
    if (!Array.isArray(stops) || stops.length > MOST_STOPS) {
      throw new SaguimError('invalid-argument', `\`stop\` must be a list of at most ${MOST_STOPS} strings`, { where: 'stop' });
    }
    for (const stop of stops as readonly unknown[]) {
      if (typeof stop === 'string' && stop.length > 0 && stop.length <= LONGEST_STOP) continue;
      throw new SaguimError('invalid-argument', `A stop string must have 1 to ${LONGEST_STOP} characters`, { where: 'stop' });
    }
    this.#patterns = stops.map((stop) => new Pattern(stop));
  }

  /** Whether a stop string came; what follows is not looked at. */
  get found(): boolean {
    return this.#found;
  }

  /** Takes a piece of text; gives what is certainly not part of a stop string. */
  push(text: string): string {
    if (this.#found || this.#patterns.length === 0) return this.#found ? '' : text;
    const all = this.#held + text;
    for (let i = this.#held.length; i < all.length; i++) {
      const unit = all.charCodeAt(i);
      let longest = 0;
      for (const pattern of this.#patterns) if (pattern.read(unit)) longest = Math.max(longest, pattern.text.length);
      if (longest > 0) {
        this.#found = true;
        this.#held = '';
        return all.slice(0, i + 1 - longest);
      }
    }
    const hold = Math.max(...this.#patterns.map(({ state }) => state));
    this.#held = all.slice(all.length - hold);
    return all.slice(0, all.length - hold);
  }

  /** The text is at its end: gives what was held back. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
