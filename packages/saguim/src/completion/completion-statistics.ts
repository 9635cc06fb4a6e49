import { type CountStore, openCountStore } from '#platform';
import { type CompletionCount, type CompletionCounts, noCounts, usefulShare } from './completion-counts.js';
import type { SessionCounter } from './suggestion-session.js';

/** Counts are halved beyond this, so that lately counts for more. */
const mostShown = 1000;

/**
 * What became of suggestions, counted on this device and kept here: in a browser in this origin's IndexedDB, in Node in the file that is named, else
 * for as long as the process lives. Nothing is sent.
 */
export class CompletionStatistics extends EventTarget implements SessionCounter {
  #counts: CompletionCounts = noCounts;
  /** Of those counts, what is looked at for how useful suggestions are: the latest. */
  #recent: CompletionCounts = noCounts;
  readonly #store: CountStore | undefined;
  #saving: Promise<void> | undefined;
  #again = false;

  private constructor(store: CountStore | undefined) {
    super();
    this.#store = store;
  }

  /**
   * The counts kept here. What cannot be read counts from nothing: nobody's completions fail for it.
   * @param where Node alone: the file they are kept in
   */
  static async open(where?: string | URL): Promise<CompletionStatistics> {
    const store = openCountStore(where);
    const statistics = new CompletionStatistics(store);
    try {
      const kept = checkKept(await store?.load());
      statistics.#counts = kept.counts;
      statistics.#recent = kept.recent;
    } catch {
      // A file that is no file of ours is not written over either way: the first count makes a new one beside it.
    }
    return statistics;
  }

  get counts(): CompletionCounts {
    return this.#counts;
  }

  get useful(): number | undefined {
    return usefulShare(this.#recent);
  }

  count(what: CompletionCount, by = 1): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + by };
    this.#recent = { ...this.#recent, [what]: this.#recent[what] + by };
    if (this.#recent.shown > mostShown) this.#recent = halved(this.#recent);
    this.dispatchEvent(new Event('change'));
    this.#save();
  }

  /** Forgets all counts. */
  reset(): void {
    this.#counts = noCounts;
    this.#recent = noCounts;
    this.dispatchEvent(new Event('change'));
    this.#save();
  }

  /** Resolves when what was counted is kept. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  #save(): void {
    if (!this.#store) return;
    if (this.#saving) {
      this.#again = true;
      return;
    }
    const kept = { counts: this.#counts, recent: this.#recent };
    this.#saving = this.#store
      .save(kept)
      .catch(() => {}) // no room, or no permission: they are counted all the same
      .finally(() => {
        this.#saving = undefined;
        if (!this.#again) return;
        this.#again = false;
        this.#save();
      });
  }
}

function halved(counts: CompletionCounts): CompletionCounts {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, value / 2])) as unknown as CompletionCounts;
}

function checkKept(value: unknown): { counts: CompletionCounts; recent: CompletionCounts } {
  const read = (part: unknown): CompletionCounts => {
    const counts: Record<string, number> = { ...noCounts };
    for (const name of Object.keys(noCounts)) {
      const found = (part as Record<string, unknown> | undefined)?.[name];
      if (typeof found === 'number' && Number.isFinite(found) && found >= 0) counts[name] = found;
    }
    return counts as unknown as CompletionCounts;
  };
  const kept = value as { counts?: unknown; recent?: unknown } | undefined;
  return { counts: read(kept?.counts), recent: read(kept?.recent) };
}
