/** Milliseconds after which it is done even so. */
const latest = 250;
/** Where a browser does not say when it is idle: long enough for what was typed to be painted. */
const instead = 50;

/**
 * Calls `work` once when the browser has nothing better to do, however often it is asked for: what stands beside a text that is typed into never
 * keeps a letter waiting.
 */
export function whenIdle(work: () => void): () => void {
  let asked = false;
  const run = () => {
    asked = false;
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: latest });
    else setTimeout(run, instead);
  };
}
