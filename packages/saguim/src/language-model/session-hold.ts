import type { ModelHandle } from '../runtime/index.js';

let keys = 0;

/** A chat that the host remembers under `text`, and how many sessions go on from it. Names are never used twice, also by the same code loaded twice. */
export class ChatKey {
  readonly text = `${++keys}-${Math.random().toString(36).slice(2)}`;
  holders = 0;
}

/** Sessions that nobody holds any more give back what they held. */
const forgotten = typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<SessionHold>((hold) => hold.release());

/** What a session holds outside of itself: a share of the model, and its place in the host's memory of chats. */
export class SessionHold {
  readonly handle: ModelHandle;
  #key: ChatKey;
  #released = false;

  constructor(handle: ModelHandle, key = new ChatKey()) {
    this.handle = handle;
    this.#key = key;
    key.holders++;
  }

  get key(): ChatKey {
    return this.#key;
  }

  /** From here on it is released when `owner` is collected, at the latest. */
  own(owner: object): this {
    forgotten?.register(owner, this);
    return this;
  }

  share(): SessionHold {
    return new SessionHold(this.handle.share(), this.#key);
  }

  /** The chat is another one now. */
  move(key: ChatKey): void {
    key.holders++;
    this.#leave();
    this.#key = key;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#leave();
    this.handle.release();
  }

  #leave(): void {
    if (--this.#key.holders === 0) this.handle.tell('forget', { key: this.#key.text });
  }
}
