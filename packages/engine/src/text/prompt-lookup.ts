/** Tokens that must agree before a text counts as copied. */
const LEAST = 3;
/** Tokens looked back at most: beyond, a longer agreement says nothing more. */
const MOST = 64;
/** Rows that steps of several rows are tried with: products work on four at a time. */
const ROWS = [4, 8, 16, 32];

/**
 * Guesses how an answer goes on while it repeats what stands before it, in the prompt or in itself: a summary's names, code that is
 * edited, the keys of JSON (prompt lookup decoding, https://github.com/apoorvumang/prompt-lookup-decoding). A guess is only a guess:
 * the model computes all of it in one step, and what it would not have said is dropped.
 */
export class PromptLookup {
  readonly #tokens: readonly number[];
  readonly #promptLength: number;
  /** Where the text went on after each three tokens, the last time that they came. */
  readonly #next = new Map<number, number>();
  #seen = 0;
  /** The token that comes next if the text goes on as it did here; -1 when it repeats nothing. */
  #source = -1;
  /** Tokens of the answer that were as there, one after the other. */
  #copied = 0;
  #accepted = 0;
  #failures = 0;

  /** @param tokens prompt and answer; grows while the answer does */
  constructor(tokens: readonly number[], promptLength: number) {
    this.#tokens = tokens;
    this.#promptLength = promptLength;
  }

  /**
   * The guess that is worth most, given what steps cost.
   * @param most tokens at most
   * @param cost of a step of so many rows, in any unit
   * @returns nothing when one token after the other is cheaper
   */
  guess(most: number, cost: (rows: number) => number): readonly number[] {
    this.#follow();
    if (this.#copied < LEAST) return [];
    // After n of n successes the next comes with (n + 1) / (n + 2), by Laplace's rule of succession; what came of earlier guesses counts too.
    const chance = (this.#copied + this.#accepted + 1) / (this.#copied + this.#accepted + this.#failures + 2);
    let length = 0;
    let least = cost(1);
    for (const rows of ROWS) {
      if (rows - 1 > most) break;
      // The step's own token, and of the guess as many as come before the first that is wrong: 1 + p + p² + …
      const perToken = (cost(rows) * (1 - chance)) / (1 - chance ** rows);
      if (perToken < least) [length, least] = [rows - 1, perToken];
    }
    const guess: number[] = [];
    for (let at = this.#source; guess.length < length; at++) {
      guess.push(at < this.#tokens.length ? this.#tokens[at]! : guess[at - this.#tokens.length]!);
    }
    return guess;
  }

  /** What became of a guess: so many of its tokens were right. */
  learn(accepted: number, guessed: number): void {
    this.#accepted += accepted;
    if (accepted < guessed) this.#failures++;
  }

  #follow(): void {
    const tokens = this.#tokens;
    for (; this.#seen < tokens.length; this.#seen++) {
      const at = this.#seen;
      const answer = Math.min(MOST, at + 1 - this.#promptLength);
      const key = (tokens[at - 2]! * 2 ** 17 + tokens[at - 1]!) * 2 ** 17 + tokens[at]!;
      if (this.#source >= 0 && tokens[this.#source] === tokens[at]) {
        this.#source++;
        this.#copied = Math.min(answer, this.#copied + 1);
      } else {
        this.#source = (answer >= LEAST ? this.#next.get(key) : undefined) ?? -1;
        this.#copied = 0;
        if (this.#source >= 0)
          while (this.#copied < answer && tokens[at - this.#copied] === tokens[this.#source - 1 - this.#copied]) this.#copied++;
      }
      if (at >= 2) this.#next.set(key, at + 1);
    }
  }
}
