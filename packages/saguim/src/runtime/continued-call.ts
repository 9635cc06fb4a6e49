import { SaguimError } from '@saguim/engine/spec';
import type { Loss } from './engine-link.js';
import type { CallOptions } from './rpc.js';

/** The engine is gone in mid-call. */
export class LostEngine extends SaguimError {
  readonly again: boolean;

  constructor({ reason, again }: Loss) {
    super('worker-died', `The worker that runs the engine is gone: ${reason}`, {
      hint: 'What it was doing is lost; the next call starts a new one.',
      details: { reason },
    });
    this.again = again;
  }
}

/** How often one call is begun anew, so that one that kills every engine comes to an end. */
const mostRestarts = 3;

/** Methods that change what is kept, or go on from what the engine alone knew: done twice they would not be the same. */
const onceOnly = new Set([
  'indexForget',
  'indexCommit',
  'indexRemove',
  'indexClear',
  'indexExport',
  'indexExportRead',
  'indexExportCancel',
  'indexImport',
  'indexPrepareReindex',
  'indexCommitReindex',
  'indexFinishReindex',
]);

/**
 * A call that outlives its engine: when that is lost with another tab, the same is asked of the next one. Whoever listens hears every
 * item once. An answer begins anew and is the same (its seed is fixed), so that what was told is passed over.
 */
export async function continuedCall<Item, Result>(
  method: string,
  options: CallOptions<Item>,
  attempt: (options: CallOptions<Item>) => Promise<Result>,
): Promise<Result> {
  const { onItem, signal } = options;
  if (onceOnly.has(method)) return attempt(options);
  const told = new ToldItems<Item>();
  for (let restarts = 0; ; restarts++) {
    const over = new AbortController();
    const abort = () => over.abort(signal!.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    const hears = told.again(onItem, () => over.abort(new LostAnswer()));
    try {
      return await attempt({ ...options, signal: over.signal, ...(onItem && { onItem: hears }) });
    } catch (error) {
      if (!(error instanceof LostEngine) || !error.again || restarts === mostRestarts) throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

class LostAnswer extends SaguimError {
  constructor() {
    super('worker-died', 'The tab whose engine was answering is gone, and the engine that took its place answers otherwise', {
      hint: 'Ask again.',
    });
  }
}

/** What an item may be, as far as it matters here. */
interface Told {
  readonly piece?: { readonly token: number };
  readonly prefill?: unknown;
  readonly part?: { readonly type: string };
}

/** What a listener was told, over several runs of the same call. */
class ToldItems<Item> {
  readonly #tokens: number[] = [];
  #others = 0;

  /** What hears the items of one more run. */
  again(onItem: ((item: Item) => void) | undefined, differs: () => void): (item: Item) => void {
    let tokens = 0;
    let others = 0;
    return (item) => {
      const { piece, prefill, part } = item as Told;
      if (piece) {
        const before = this.#tokens[tokens++];
        if (before === undefined) this.#tokens.push(piece.token);
        else if (before !== piece.token) return differs();
        else return;
      } else if (prefill !== undefined) {
        if (this.#tokens.length > 0) return; // nobody waits for a beginning any more
      } else {
        if (++others <= this.#others) {
          // The name of a call is made anew, and the one that was told may be in use.
          if (part?.type === 'tool-call') differs();
          return;
        }
        this.#others = others;
      }
      onItem?.(item);
    };
  }
}
