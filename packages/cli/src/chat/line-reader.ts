import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Terminal } from '../terminal.js';

/** Standard output for the line editor, which is deaf while an answer is written: what is typed then shows afterwards. */
class QuietOutput extends Writable {
  muted = false;
  readonly #target: NodeJS.WriteStream;

  constructor(target: NodeJS.WriteStream) {
    super();
    this.#target = target;
    target.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return this.#target.columns;
  }

  get rows(): number {
    return this.#target.rows;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (!this.muted) this.#target.write(chunk);
    done();
  }
}

/**
 * Lines from a person (edited, with a history of what was typed) or from a pipe, one at a time. A line that ends in `\` goes on
 * in the next one.
 */
export class LineReader {
  readonly #interface: Interface;
  readonly #output?: QuietOutput;
  readonly #terminal: Terminal;
  readonly #lines: string[] = [];
  #ended = false;
  #wake?: () => void;

  constructor(terminal: Terminal, completions: readonly string[], onInterrupt: () => void) {
    this.#terminal = terminal;
    if (terminal.interactive) this.#output = new QuietOutput(terminal.stdout);
    this.#interface = createInterface({
      input: terminal.stdin,
      output: this.#output,
      terminal: terminal.interactive,
      historySize: 500,
      completer: (line: string) => [line.startsWith('/') ? completions.filter((name) => name.startsWith(line)) : [], line],
    });
    this.#interface.on('line', (line) => {
      this.#lines.push(line);
      this.#wake?.();
    });
    this.#interface.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
    this.#interface.on('SIGINT', onInterrupt);
  }

  /** What stands on the line now. */
  get typed(): string {
    return this.#interface.line ?? '';
  }

  /** Throws away what stands on the line. */
  clear(): void {
    this.#interface.write(null, { ctrl: true, name: 'e' });
    this.#interface.write(null, { ctrl: true, name: 'u' });
  }

  /** Shows the prompt again, below what was written meanwhile. */
  show(prompt: string): void {
    if (!this.#output) return;
    this.#output.muted = false;
    this.#interface.setPrompt(prompt);
    this.#interface.prompt(true);
  }

  /** The next line, or undefined at the end of input. */
  async next(prompt: string): Promise<string | undefined> {
    let text = '';
    for (;;) {
      while (this.#lines.length === 0 && !this.#ended) {
        this.show(text === '' ? prompt : this.#terminal.paint('dim', '… '));
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const line = this.#lines.shift();
      if (line === undefined) return text === '' ? undefined : text;
      if (!line.endsWith('\\')) {
        if (this.#output) this.#output.muted = true;
        return text + line;
      }
      text += `${line.slice(0, -1)}\n`;
    }
  }

  /** Ends waiting, as the end of input does. */
  close(): void {
    this.#interface.close();
  }
}
