import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Has what people wrote stored when the page may be about to go (phones end hidden pages without a word), and when the element goes. */
export class FlushOnLeave implements ReactiveController {
  readonly #flush: () => void;

  constructor(host: ReactiveControllerHost, flush: () => void) {
    this.#flush = flush;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.addEventListener('pagehide', this.#flush);
    document.addEventListener('visibilitychange', this.#flush);
  }

  hostDisconnected(): void {
    globalThis.removeEventListener('pagehide', this.#flush);
    document.removeEventListener('visibilitychange', this.#flush);
    this.#flush();
  }
}
