/** What a cold prompt may take, in milliseconds: the first one in a file, or after a jump. */
const coldMilliseconds = 3000;
const fewest = 384;
const most = 2560;
/** Prompts of fewer new tokens say nothing of how fast a device is. */
const telling = 48;
const newest = 0.3;

/** Code units a token in most code. */
const usual = 3;

/** Code units a token in a text, before any of it was seen as tokens: what is not ASCII, or is no text at all, has at least one token each. */
function guessRatio(text: string): number {
  const dense = text.match(/[^\t\n\r\x20-\x7e]/g)?.length ?? 0;
  return text.length === 0 ? usual : text.length / ((text.length - dense) / usual + dense);
}

/** How many tokens of context this device can take, from how fast it has been. */
export class TokenBudget {
  #tokens: number;
  /** Tokens a second, and code units a token. */
  #rate: number | undefined;
  #ratio: number | undefined;
  readonly #limit: number;

  /** @param contextLength of the model */
  constructor(contextLength: number) {
    this.#limit = Math.max(64, Math.floor(contextLength * 0.75) - 128);
    this.#tokens = Math.min(1024, this.#limit);
  }

  /** Tokens of a prompt at most. Moves in large steps: another window is another prompt, all of which is to be computed. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Code units that about so many tokens have, in a text like this one until something was measured. */
  roomFor(text: string): number {
    this.#ratio ??= guessRatio(text);
    return Math.floor(this.#tokens * this.#ratio);
  }

  /** Notes what a prompt took: tokens computed, in so many milliseconds; and how long its text was. */
  measured(evaluated: number, milliseconds: number, total: number, length: number): void {
    const ratio = length / total;
    const before = this.#ratio ?? usual;
    // By steps, too; dense text at once, so that the next prompt is not too long for its model.
    if (total >= telling && (ratio < before * 0.8 || ratio > before * 1.5)) this.#ratio = Math.min(3.5, Math.max(0.5, ratio));
    if (evaluated < telling || milliseconds <= 0) return;
    const rate = (1000 * evaluated) / milliseconds;
    this.#rate = this.#rate === undefined ? rate : this.#rate + newest * (rate - this.#rate);
    const wanted = Math.min(this.#limit, most, Math.max(fewest, (this.#rate * coldMilliseconds) / 1000));
    if (wanted > this.#tokens * 1.5 || wanted < this.#tokens / 1.5) this.#tokens = Math.floor(wanted);
  }
}
