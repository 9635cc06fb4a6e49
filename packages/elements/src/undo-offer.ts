import { nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { CommonMessages } from './i18n/common.js';
import { UNDO_TIME } from './undo-time.js';
import { renderUndo } from './view/undo-toast.js';

/** Offers to bring back what was deleted last. */
export class UndoOffer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #offer: { readonly text: string; readonly undo: () => void } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.dismiss();
  }

  offer(text: string, undo: () => void): void {
    clearTimeout(this.#timer);
    this.#offer = { text, undo };
    this.#timer = setTimeout(this.dismiss, UNDO_TIME);
    this.#host.requestUpdate();
  }

  readonly dismiss = (): void => {
    clearTimeout(this.#timer);
    this.#offer = undefined;
    this.#host.requestUpdate();
  };

  readonly #undo = (): void => {
    const undo = this.#offer?.undo;
    this.dismiss();
    undo?.();
  };

  render(m: Pick<CommonMessages, 'undo' | 'dismiss'>) {
    return this.#offer ? renderUndo(this.#offer.text, m, this.#undo, this.dismiss) : nothing;
  }
}
