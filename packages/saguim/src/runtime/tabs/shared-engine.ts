import { hasWorkers, isNode, resolveAddress } from '#platform';
import type { EngineLink } from '../engine-link.js';
import { version } from '../version.js';
import { FollowingLink } from './following-link.js';
import { LeadingLink } from './leading-link.js';
import { awake, onFreeze } from './page-life.js';
import { engineName, takeoverLock } from './tab-names.js';

/** Whether tabs can find each other here: not in Node, insecure pages, sandboxed frames and old browsers. */
export function canShareEngine(): boolean {
  if (isNode || !hasWorkers || globalThis.isSecureContext !== true || globalThis.origin === 'null') return false;
  return typeof navigator.locks?.request === 'function' && typeof BroadcastChannel === 'function';
}

/**
 * One engine for all tabs of an origin. The tab that gets a lock runs it in a worker of its own; all others reach that worker through
 * a channel. When its tab goes, the lock is free and another one begins.
 */
export class SharedEngine {
  readonly #engine: string;
  readonly #workerUrl: string | URL | undefined;
  /** The page that held the engine and does not answer any more. */
  #suspect: string | undefined;

  constructor(workerUrl?: string | URL) {
    this.#workerUrl = workerUrl;
    this.#engine = engineName(version, workerUrl === undefined ? '' : (resolveAddress(workerUrl) ?? ''));
  }

  /** The engine that runs, or a new one. @throws what starting the worker throws; {DOMException} where locks are refused */
  async connect(): Promise<EngineLink> {
    for (;;) {
      await awake();
      const link = await this.#attempt();
      if (link) return link;
    }
  }

  /** @returns undefined when it has to begin again: the page was frozen meanwhile, or another's engine is to be taken over */
  #attempt(): Promise<EngineLink | undefined> {
    return new Promise((resolve, reject) => {
      const over = new AbortController();
      const following = new FollowingLink(this.#engine);
      const settle = (link?: EngineLink) => {
        if (over.signal.aborted) return;
        stopWatching();
        over.abort();
        if (link !== following) following.end();
        resolve(link);
      };
      const fail = (error: unknown) => {
        if (over.signal.aborted) return;
        reject(error);
        settle();
      };
      const stopWatching = onFreeze(() => settle());

      let holder = this.#holder();
      following.onSilence = async () => {
        this.#suspect = await holder.catch(() => undefined);
        settle();
      };
      following.onWelcome = async ({ isolated, idle }) => {
        holder = this.#holder();
        // With threads it is faster for all; but who waits for an answer is not disturbed for that.
        if (globalThis.crossOriginIsolated !== true || isolated || !idle) return settle(following);
        this.#suspect = await holder.catch(() => undefined);
        settle();
      };
      const suspect = this.#suspect;
      this.#suspect = undefined;
      this.#begin(suspect, over.signal, settle).catch(fail);
    });
  }

  /** Waits for the lock and runs the engine; takes it from the page `suspect`, if that still has it. */
  async #begin(suspect: string | undefined, over: AbortSignal, begun: (link: EngineLink) => void): Promise<void> {
    if (suspect !== undefined) {
      await navigator.locks.request(takeoverLock(this.#engine), { signal: over }, async () => {
        if ((await this.#holder()) !== suspect || over.aborted) return;
        // Until the lock is ours, others find the old holder.
        await new Promise<void>((done, failed) => {
          const taken = (link: EngineLink) => {
            begun(link);
            done();
          };
          this.#lead({ steal: true }, over, taken).then(done, failed);
        });
      });
      if (over.aborted) return;
    }
    await this.#lead({ signal: over }, over, begun);
  }

  async #lead(options: LockOptions, over: AbortSignal, begun: (link: EngineLink) => void): Promise<void> {
    let link: LeadingLink | undefined;
    try {
      await navigator.locks.request(this.#engine, options, () => {
        if (over.aborted) return;
        link = new LeadingLink(this.#engine, this.#workerUrl);
        begun(link);
        return link.over;
      });
    } catch (error) {
      if (!link) throw error;
      link.lose({ reason: 'another tab took it over', again: true });
    }
  }

  /** The page that holds the lock, as the browser calls it. */
  async #holder(): Promise<string | undefined> {
    const { held } = await navigator.locks.query();
    return held?.find(({ name }) => name === this.#engine)?.clientId;
  }
}
