import { safeForTerminal } from './format.js';
import type { Terminal } from './terminal.js';
import { WordWrap } from './word-wrap.js';

/** Writes an answer as it comes: in a pipe as it is, on a terminal wrapped between words and without control characters. */
export class AnswerWriter {
  readonly #terminal: Terminal;
  readonly #wrap?: WordWrap;
  #last = '\n';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    if (terminal.stdout.isTTY) this.#wrap = new WordWrap(() => terminal.stdout.columns);
  }

  async write(piece: string): Promise<void> {
    await this.#out(this.#wrap ? this.#wrap.push(safeForTerminal(piece)) : piece);
  }

  /** Writes what is left, and ends the line. */
  async end(): Promise<void> {
    if (this.#wrap) await this.#out(this.#wrap.end());
    if (!this.#last.endsWith('\n')) await this.#out('\n');
  }

  async #out(text: string): Promise<void> {
    if (text === '') return;
    this.#last = text;
    await this.#terminal.write(text);
  }
}
