/** The part of a page that tells whether somebody can see it. */
type Page = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

const paused = () => new DOMException('The page is hidden.', 'AbortError');

function seen(page: Page, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      page.removeEventListener('visibilitychange', onChange);
      signal?.removeEventListener('abort', onAbort);
    };
    const onChange = () => {
      if (page.visibilityState === 'hidden') return;
      end();
      resolve();
    };
    const onAbort = () => {
      end();
      reject(signal!.reason);
    };
    page.addEventListener('visibilitychange', onChange);
    signal?.addEventListener('abort', onAbort);
    onChange();
    if (signal?.aborted) onAbort();
  });
}

/**
 * Runs what fetches something, and stops it while nobody can see the page: it is begun again, from where it was, when somebody can. Where there is
 * no page it just runs.
 * @param run is called with a signal; `pausing(true)` says that it is at what is to stop, and `pausing(false)` that it is not
 */
export async function whileSeen<T>(
  run: (signal: AbortSignal | undefined, pausing: (now: boolean) => void) => Promise<T>,
  signal: AbortSignal | undefined,
  page: Page | undefined = globalThis.document,
): Promise<T> {
  if (!page) return run(signal, () => {});
  for (;;) {
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal!.reason);
    let stops = false;
    let hidden = false;
    const look = () => {
      if (!stops || page.visibilityState !== 'hidden') return;
      hidden = true;
      controller.abort(paused());
    };
    page.addEventListener('visibilitychange', look);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    try {
      return await run(controller.signal, (now) => {
        stops = now;
        look();
      });
    } catch (error) {
      if (!hidden || signal?.aborted || error !== controller.signal.reason) throw error;
    } finally {
      page.removeEventListener('visibilitychange', look);
      signal?.removeEventListener('abort', onAbort);
    }
    await seen(page, signal);
  }
}
