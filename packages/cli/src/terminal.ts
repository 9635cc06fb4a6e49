import { ExitCode } from './exit-code.js';
import { fileErrorSentence } from './file-errors.js';

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], cyan: [36, 39] } as const;
export type Style = keyof typeof codes;

/** Where a command speaks: results to standard output, everything else to standard error. */
export class Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;

  constructor(host: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> = process) {
    this.stdin = host.stdin as NodeJS.ReadStream;
    this.stdout = host.stdout as NodeJS.WriteStream;
    this.stderr = host.stderr as NodeJS.WriteStream;
    // `saguim … | head` closes the pipe when it has enough: that is no failure, and there is nobody left to tell.
    this.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(ExitCode.ok);
      this.warn(`the output cannot be written: ${fileErrorSentence(error)}`);
      process.exit(ExitCode.failure);
    });
    this.stderr.on('error', () => {});
  }

  /** A person sits in front of both ends. */
  get interactive(): boolean {
    return this.stdin.isTTY === true && this.stdout.isTTY === true;
  }

  /** A result. Waits while a slow reader has its buffer full. */
  async write(text: string): Promise<void> {
    if (!this.stdout.write(text)) await new Promise<void>((resolve) => this.stdout.once('drain', resolve));
  }

  line(text = ''): Promise<void> {
    return this.write(`${text}\n`);
  }

  json(value: unknown): Promise<void> {
    return this.line(JSON.stringify(value));
  }

  /** A note for people: only where standard error is a terminal. */
  note(text: string): void {
    if (this.stderr.isTTY) this.stderr.write(`${this.paint('dim', text, this.stderr)}\n`);
  }

  /** Something people must know, in a pipe too. */
  warn(text: string): void {
    this.stderr.write(`saguim: ${text}\n`);
  }

  /** Text in a style, where the stream is a terminal with colours and NO_COLOR is not set. */
  paint(style: Style, text: string, stream: NodeJS.WriteStream = this.stdout): string {
    if (!stream.isTTY || process.env.NO_COLOR || !stream.hasColors()) return text;
    const [on, off] = codes[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }

  /** All of standard input as text. @throws {TypeError} when it is not UTF-8 */
  async readAll(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stdin) chunks.push(chunk as Uint8Array);
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  }
}
