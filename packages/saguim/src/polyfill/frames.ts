const covered = new WeakMap<object, (inner: Window) => void>();

/** Calls `reach` with the window of every iframe of the page's origin whenever the page reaches for it. */
export function coverFrames(window: Window & typeof globalThis, reach: (inner: Window) => void): void {
  const prototype = window.HTMLIFrameElement?.prototype;
  if (!prototype) return;
  const first = !covered.has(window);
  covered.set(window, reach);
  if (!first) return;
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'contentWindow')!;
  Object.defineProperty(prototype, 'contentWindow', {
    configurable: true,
    enumerable: true,
    get(this: HTMLIFrameElement) {
      const inner = get!.call(this) as Window | null;
      try {
        if (inner?.document) covered.get(window)!(inner);
      } catch {
        // Another origin's, which has its own.
      }
      return inner;
    },
  });
}
