import type { GeneratedPiece } from '@saguim/engine';

/** Milliseconds that a piece may be held: two frames of a display. */
const held = 33;

/**
 * Sends the pieces of an answer a few at a time. A message wakes the thread that receives it, on a core that the model's threads compute on:
 * one for each token costs a small model a tenth of its speed. The first piece goes at once, and so does every piece that comes slower.
 */
export class PieceGathering {
  readonly #send: (pieces: readonly GeneratedPiece[]) => void;
  #pieces: GeneratedPiece[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (pieces: readonly GeneratedPiece[]) => void) {
    this.#send = send;
  }

  add(piece: GeneratedPiece): void {
    this.#pieces.push(piece);
    this.end();
  }

  /** Sends what is held. Nothing is held afterwards, and no timer runs. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pieces.length > 0) this.#send(this.#pieces);
    this.#pieces = [];
  }

  #next(): void {
    const any = this.#pieces.length > 0;
    this.end();
    if (any) this.#timer = setTimeout(() => this.#next(), held);
  }
}
