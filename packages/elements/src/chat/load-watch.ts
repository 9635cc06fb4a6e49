// A tab that is ended while it loads a model (for its memory, as a rule) can say nothing. What it leaves behind does, at the next visit.
const keyOf = (model: string) => `saguim-loading-${model}`;

/** Storage that may be refused. */
function tryStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}

/** Notes that a model is being loaded. @returns to be called when that has ended, well or not */
export function watchLoad(model: string): () => void {
  const key = keyOf(model);
  let release = () => {};
  tryStorage((storage) => storage.setItem(key, '1'));
  // While the lock is held, another tab sees that this one lives.
  const held = () => new Promise<void>((resolve) => (release = resolve));
  void globalThis.navigator?.locks?.request(key, { mode: 'shared' }, held).catch(() => {});
  const end = () => {
    release();
    globalThis.removeEventListener?.('pagehide', end);
    tryStorage((storage) => storage.removeItem(key));
  };
  // A page that is left or reloaded was not ended for its memory.
  globalThis.addEventListener?.('pagehide', end);
  return end;
}

/** Whether loading a model ended a tab at an earlier visit. Said once. */
export async function endedTab(model: string): Promise<boolean> {
  const key = keyOf(model);
  if (!tryStorage((storage) => storage.getItem(key))) return false;
  const held = (await globalThis.navigator?.locks?.query().catch(() => undefined))?.held ?? [];
  if (held.some(({ name }) => name === key)) return false;
  tryStorage((storage) => storage.removeItem(key));
  return true;
}
