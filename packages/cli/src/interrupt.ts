import { ExitCode } from './exit-code.js';

/** Ctrl-C as an AbortSignal: the first one asks the work to stop, the second leaves at once. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #onSignal = () => {
    if (this.#controller.signal.aborted) process.exit(ExitCode.interrupted);
    this.#controller.abort(new DOMException('Stopped.', 'AbortError'));
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal);
  }
}
