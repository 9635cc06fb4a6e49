let frozen = false;
let watching = false;
const freezers = new Set<() => void>();
const waiting: (() => void)[] = [];

/** https://wicg.github.io/page-lifecycle/: a page that is frozen, or kept for "back", runs nothing until it is shown again. */
function watch(): void {
  if (watching || typeof document === 'undefined') return;
  watching = true;
  const freeze = () => {
    frozen = true;
    for (const listener of freezers) listener();
  };
  const resume = () => {
    frozen = false;
    for (const proceed of waiting.splice(0)) proceed();
  };
  document.addEventListener('freeze', freeze);
  document.addEventListener('resume', resume);
  addEventListener('pagehide', ({ persisted }) => persisted && freeze());
  addEventListener('pageshow', ({ persisted }) => persisted && resume());
}

/** Runs `listener` when the page is about to stand still. @returns what takes it off again */
export function onFreeze(listener: () => void): () => void {
  watch();
  freezers.add(listener);
  return () => freezers.delete(listener);
}

/** Resolves when the page runs: at once, as a rule. */
export function awake(): Promise<void> {
  watch();
  return frozen ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
}
