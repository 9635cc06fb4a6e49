import type { IndexCore } from './index-core.js';

/** Bytes of an export that wait to be read, at most. */
const waitingBytes = 4 << 20;

/** An export that is read piece by piece: it is written no faster than it is read. */
export class ExportStream {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #error: unknown;
  #wake: (() => void) | undefined;
  #room: (() => void) | undefined;

  constructor(core: IndexCore) {
    const append = (piece: Uint8Array) => {
      this.#pieces.push(piece.slice());
      this.#bytes += piece.length;
      if (this.#bytes >= 1 << 20) this.#wake?.();
    };
    const pause = async () => {
      if (this.#error) throw this.#error;
      if (this.#bytes > waitingBytes) await new Promise<void>((resolve) => (this.#room = resolve));
      else await new Promise((resolve) => setTimeout(resolve));
      if (this.#error) throw this.#error;
    };
    core
      .export({ append }, pause)
      .catch((error: unknown) => (this.#error ??= error))
      .finally(() => {
        this.#ended = true;
        this.#wake?.();
      });
  }

  /** The next piece; undefined at the end. @throws what went wrong */
  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (!this.#ended && this.#bytes < 1 << 20) {
      this.#room?.();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#error) throw this.#error;
    if (this.#bytes === 0) return undefined;
    const all = new Uint8Array(this.#bytes);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#bytes = 0;
    this.#room?.();
    return all;
  }

  cancel(): void {
    this.#error ??= new DOMException('The export was cancelled.', 'AbortError');
    this.#room?.();
    this.#wake?.();
  }
}
