// Tabs find each other by names of locks and channels. They hold for one origin, and within it for one storage partition.

/** Changes whenever pages and workers of different builds would no longer understand each other. */
const protocol = 1;

/**
 * The lock that the page with the engine holds, and the channel on which tabs call for it.
 * @param workerUrl pages that name another script for the worker have another engine
 */
export const engineName = (version: string, workerUrl: string) => `saguim-engine-${protocol}-${version}-${workerUrl}`;

/** Held while one tab takes the engine over from another, so that two do not do it at once. */
export const takeoverLock = (engine: string) => `${engine}-takeover`;

/** The channel between one tab and the worker; also the lock that the tab holds as long as it listens. */
export const tabName = () => `saguim-tab-${randomName()}`;

/** A name that nobody else has. */
export const randomName = () => Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);

/** What a page tells its worker when it got the lock. */
export interface LeadMessage {
  readonly type: 'lead';
  readonly engine: string;
  readonly leader: string;
}

/** What is said on the engine's channel, to all. */
export type ToAll =
  /** A tab wants to be served on the channel `tab`. */
  | { readonly type: 'join'; readonly tab: string }
  /** The worker serves from now on. */
  | { readonly type: 'ready' }
  /** A tab asks the page that holds the engine whether it is awake. */
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  /** The page ended its engine: the end of its worker may be noticed late. */
  | { readonly type: 'over'; readonly leader: string };

/** What is said on a tab's channel beside the calls. */
export type ToTab =
  | {
      readonly type: 'welcome';
      readonly leader: string;
      /** Held by the worker as long as it lives. */
      readonly lock: string;
      /** Whether the engine has threads. */
      readonly isolated: boolean;
      /** Whether nobody waits for anything. */
      readonly idle: boolean;
    }
  | { readonly type: 'pong' };
