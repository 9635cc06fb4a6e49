import type { Terminal } from '../terminal.js';

/** Milliseconds between two writings: a line that changes faster is not read. */
const interval = 100;

/** `1,234 texts, 250 a second`, written over itself while work goes on, where standard error is a terminal and standard output is not the same one. */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #noun: string;
  readonly #shown: boolean;
  readonly #from = performance.now();
  #at = 0;
  #done = 0;

  /** @param noun what is counted, in the plural */
  constructor(terminal: Terminal, noun: string) {
    this.#terminal = terminal;
    this.#noun = noun;
    // Results that a person watches are progress enough, and would be torn apart by a line among them.
    this.#shown = terminal.stderr.isTTY === true && !terminal.stdout.isTTY;
  }

  add(count: number): void {
    this.#done += count;
    const now = performance.now();
    if (!this.#shown || now - this.#at < interval) return;
    this.#at = now;
    this.#terminal.stderr.write(`\r\u001b[K${this.#terminal.paint('dim', this.#text(now), this.#terminal.stderr)}`);
  }

  /** Ends the line with what it came to. */
  end(): void {
    if (!this.#shown) return;
    this.#terminal.stderr.write('\r\u001b[K');
    this.#terminal.note(this.#text(performance.now()));
  }

  #text(now: number): string {
    const rate = (this.#done / Math.max(1, now - this.#from)) * 1000;
    return `${this.#done.toLocaleString('en')} ${this.#noun}, ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} a second`;
  }
}
