import { AnswerWriter } from '../answer-writer.js';
import { ExitCode } from '../exit-code.js';
import { reportError } from '../report-error.js';
import type { Terminal } from '../terminal.js';
import type { ChatSession } from './chat-session.js';
import { LineReader } from './line-reader.js';
import { saveChat } from './save-chat.js';

const commands = {
  '/help': 'this list',
  '/new': 'a new conversation, with the same system prompt',
  '/save [file]': 'keep the conversation in a new file (.json, or Markdown)',
  '/system [text]': 'show the system prompt, or start anew with another; - takes it away',
  '/quit': 'leave (so do Ctrl-D and Ctrl-C twice)',
};
const commandNames = Object.keys(commands).map((name) => name.split(' ')[0]!);

/** Runs a chat until its input ends or the person leaves; gives the exit code. */
export class ChatLoop {
  readonly #terminal: Terminal;
  readonly #session: ChatSession;
  readonly #reader: LineReader;
  readonly #prompt: string;
  #answering?: AbortController;
  /** One more Ctrl-C leaves. */
  #armed = false;
  #leaving = false;
  #exitCode: number = ExitCode.ok;

  constructor(terminal: Terminal, session: ChatSession) {
    this.#terminal = terminal;
    this.#session = session;
    this.#prompt = terminal.paint('cyan', '> ');
    this.#reader = new LineReader(terminal, commandNames, () => this.#interrupt());
  }

  async run(): Promise<number> {
    const onSignal = () => this.#interrupt();
    process.on('SIGINT', onSignal);
    try {
      if (this.#terminal.interactive) {
        await this.#terminal.line(
          `${this.#terminal.paint('bold', this.#session.model)} ${this.#terminal.paint('dim', '— /help lists the commands, Ctrl-C stops an answer')}`,
        );
      }
      while (!this.#leaving) {
        const line = await this.#reader.next(this.#prompt);
        if (line === undefined || this.#leaving) break;
        this.#armed = false;
        await this.#take(line);
      }
    } finally {
      process.off('SIGINT', onSignal);
      this.#reader.close();
    }
    return this.#exitCode;
  }

  async #take(line: string): Promise<void> {
    const text = line.trim();
    if (text === '') return;
    try {
      // `//` says something that begins with a slash.
      if (text.startsWith('/') && !text.startsWith('//')) await this.#command(text);
      else await this.#answer(text.startsWith('//') ? text.slice(1) : text);
    } catch (error) {
      const code = reportError(error, this.#terminal);
      // A person sees it and goes on; a script must know.
      if (!this.#terminal.interactive) {
        this.#exitCode = code;
        this.#leaving = true;
      }
    }
  }

  async #answer(text: string): Promise<void> {
    const controller = new AbortController();
    const writer = new AnswerWriter(this.#terminal);
    this.#answering = controller;
    try {
      for await (const piece of this.#session.answer(text, controller.signal)) await writer.write(piece);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      this.#answering = undefined;
      await writer.end();
    }
    if (controller.signal.aborted) {
      this.#terminal.note('(stopped; Ctrl-C again leaves)');
      return;
    }
    const { stats } = this.#session;
    if (stats && this.#terminal.interactive)
      await this.#terminal.line(this.#terminal.paint('dim', `${stats.tokens} tokens, ${stats.tokensPerSecond.toFixed(0)} tokens/s`));
  }

  async #command(text: string): Promise<void> {
    const [name = '', ...rest] = text.split(/\s+/);
    const argument = text.slice(name.length).trim();
    switch (name) {
      case '/help':
        for (const [usage, says] of Object.entries(commands)) this.#say(`${usage.padEnd(16)} ${says}`);
        this.#say(`${'//…'.padEnd(16)} a message that begins with a slash; \\ at the end of a line goes on in the next`);
        return;
      case '/new':
        this.#session.restart();
        this.#say('A new conversation.');
        return;
      case '/save':
        if (this.#session.messages.every(({ role }) => role === 'system')) this.#say('There is nothing to save yet.');
        else this.#say(`Saved in ${await saveChat(this.#session, rest.length ? argument : undefined)}.`);
        return;
      case '/system':
        if (argument === '') this.#say(this.#session.system ?? "The model's own system prompt.");
        else {
          this.#session.restart(argument === '-' ? null : argument);
          this.#say('A new conversation, with this system prompt.');
        }
        return;
      case '/quit':
      case '/exit':
        this.#leaving = true;
        return;
      default: {
        const close = commandNames.find((known) => known.startsWith(name) || name.startsWith(known));
        this.#say(`There is no command ${name}. ${close ? `Did you mean ${close}?` : '/help lists them.'}`);
      }
    }
  }

  /** To the person: on standard error when the output goes into a pipe. */
  #say(text: string): void {
    const stream = this.#terminal.interactive ? this.#terminal.stdout : this.#terminal.stderr;
    stream.write(`${this.#terminal.paint('dim', text, stream)}\n`);
  }

  #interrupt(): void {
    if (this.#answering && !this.#answering.signal.aborted) {
      this.#armed = true;
      this.#answering.abort(new DOMException('Stopped.', 'AbortError'));
      return;
    }
    // It was asked to stop and does not: leave without it.
    if (this.#answering) process.exit(ExitCode.interrupted);
    if (this.#armed) {
      this.#exitCode = ExitCode.interrupted;
      this.#leaving = true;
      if (this.#terminal.interactive) this.#terminal.stdout.write('\n');
      this.#reader.close();
      return;
    }
    if (!this.#terminal.interactive) {
      this.#exitCode = ExitCode.interrupted;
      this.#leaving = true;
      this.#reader.close();
      return;
    }
    this.#armed = this.#reader.typed === '';
    if (!this.#armed) this.#reader.clear();
    this.#terminal.stdout.write('\n');
    if (this.#armed) this.#say('Ctrl-C again leaves; so does /quit.');
    this.#reader.show(this.#prompt);
  }
}
