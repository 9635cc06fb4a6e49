import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Nearer to the end than this, in pixels, counts as at the end. */
const NEAR = 64;

/**
 * Keeps the newest text in sight while the person stays at the end, and leaves them alone where they scrolled away. Focus is never
 * touched.
 */
export class ScrollKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | undefined;
  #scroller: HTMLElement | undefined;
  #content: Element | undefined;
  #observer: ResizeObserver | undefined;
  #following = true;
  #away = false;

  constructor(host: ReactiveControllerHost, find: () => HTMLElement | undefined) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  /** Whether the person looks at something earlier. */
  get away(): boolean {
    return this.#away;
  }

  /** Goes to the end and stays there. */
  follow(): void {
    this.#following = true;
    this.#toEnd();
  }

  /** To be called after each rendering: the scrolling element may be another one. */
  update(): void {
    const scroller = this.#find();
    const content = scroller?.firstElementChild ?? undefined;
    if (scroller === this.#scroller && content === this.#content) return;
    this.hostDisconnected();
    this.#scroller = scroller;
    this.#content = content;
    if (!scroller || !content) return;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#observer = new ResizeObserver(() => {
      if (this.#following) this.#toEnd();
      else this.#onScroll();
    });
    this.#observer.observe(content);
    this.#observer.observe(scroller);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller = undefined;
    this.#content = undefined;
  }

  /** A page without messages begins at its top. */
  #toEnd(): void {
    const scroller = this.#scroller;
    if (scroller?.querySelector('li saguim-message')) scroller.scrollTop = scroller.scrollHeight;
  }

  readonly #onScroll = () => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    this.#following = left <= NEAR;
    if (this.#away === !this.#following) return;
    this.#away = !this.#following;
    this.#host.requestUpdate();
  };
}
