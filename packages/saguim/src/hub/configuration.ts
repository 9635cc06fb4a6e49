import { outOfRange } from '@saguim/engine/spec';
import type { Availability } from './availability.js';
import type { ModelChoice } from './device/index.js';
import type { ModelReference } from './location.js';

/** Stands in for the engine, behind the same contract. `saguim/testing` has one that answers without a model. */
export interface EngineStandIn {
  availability(model: ModelReference): Availability | Promise<Availability>;
  /** The calling end of a new host. */
  start(): {
    post(message: unknown, transfer?: Transferable[]): void;
    onMessage(listener: (message: unknown) => void): void;
  };
}

/** Where a model comes from and how it runs; each call may say otherwise. */
export interface Configuration {
  /**
   * The base of models: a folder (Node) or an address (browsers) with a folder for each model, `<base>/<name>/model.json` and its
   * files. Default in browsers: `/models/` of the page's origin. Default in Node: the package `@saguim/model-<name>`, else a folder
   * `models` of the app or above it.
   */
  models?: string | URL;
  /** `worker` (default) never blocks the caller; `inline` is for hosts that have no workers; in tests, what stands in for the engine. */
  runtime?: 'worker' | 'inline' | EngineStandIn;
  /**
   * In browsers, whether this page uses one engine with all tabs of its origin (`shared`, default): a model is in memory once, whichever
   * tab runs it. `own`: this page has its own. Where tabs cannot find each other it has its own as well.
   */
  tabs?: 'shared' | 'own';
  /**
   * Who answers. `saguim` (default): a model of the library's own, in the browser or on the server. `browser`: the browser's own language
   * model, which no other task has. `auto`: the browser's where it is there and ready, else saguim's. `wasm` and `reference` name saguim's kernels.
   */
  backend?: 'saguim' | 'browser' | 'auto' | 'wasm' | 'reference';
  /** Threads at most; `auto` follows the machine. */
  threads?: number | 'auto';
  /** Positions one conversation may have at most; default: what the model was made for. */
  contextLength?: number;
  /**
   * Positions that all conversations with a model may have in memory together, those kept for who comes back included: a quota. What
   * does not fit is computed again when it is used. Default: twice the context, but no more than about 1 GB.
   */
  cacheLength?: number;
  /**
   * In browsers, whether a model over 20 MB that is not here yet is fetched for a page that nobody has touched: from another server, or where the
   * browser is set to save data, only with `at-once`. Default: `gesture`.
   */
  downloads?: 'gesture' | 'at-once';
  /**
   * In browsers, what becomes of a model's download by `create()` while nobody can see the page: it pauses (default) and goes on when somebody can,
   * or it goes on at once. `ModelHub.pull()`, which people ask for, goes on unless it is told otherwise.
   */
  whenHidden?: 'pause' | 'go-on';
  /**
   * Milliseconds after which a loaded model that nobody asks anything gives its memory back, sessions or not; the next call loads it again.
   * Default: it stays while a session holds it.
   */
  idleTime?: number;
  /** Told what `model: 'auto'` became, and why, before it is loaded. */
  onModelChoice?: (choice: ModelChoice) => void;
  /** The worker's script, for bundlers that copy nothing: `engine-worker.js` that `saguim add` puts beside the models. */
  workerUrl?: string | URL;
  /** The folder of the engine's `.wasm` files, when they do not lie where the engine's scripts expect them. */
  wasmUrl?: string | URL;
  /** The script of the engine's helper threads, likewise. */
  helperUrl?: string | URL;
}

const words: Partial<Record<string, readonly unknown[]>> = {
  runtime: ['worker', 'inline'],
  tabs: ['shared', 'own'],
  backend: ['saguim', 'browser', 'auto', 'wasm', 'reference'],
  threads: ['auto'],
  downloads: ['gesture', 'at-once'],
  whenHidden: ['pause', 'go-on'],
};
const numbers = ['threads', 'contextLength', 'cacheLength', 'idleTime'];
/** What is wrong with these says itself when they are used. */
const others = ['models', 'onModelChoice', 'workerUrl', 'wasmUrl', 'helperUrl'];

/** What a configuration does not have. */
export const unknownMembers = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !(name in words || numbers.includes(name) || others.includes(name))));

/** @throws {SaguimError} `invalid-argument` naming the member and what it may be */
function checkConfiguration(configuration: Configuration): void {
  for (const [name, value] of Object.entries(configuration) as [string, unknown][]) {
    const choices = words[name] ?? [];
    const isNumber = numbers.includes(name);
    if (value === undefined || choices.includes(value) || !(isNumber || words[name])) continue;
    if (isNumber && (value as number) > 0 && (name === 'idleTime' ? typeof value === 'number' : Number.isSafeInteger(value))) continue;
    if (name === 'runtime' && typeof (value as Partial<EngineStandIn> | null)?.start === 'function') continue;
    throw outOfRange(name, [...choices, ...(isNumber ? ['a whole number, 1 or more'] : [])].join(' or '));
  }
}

let current: Readonly<Configuration> = {};

/**
 * Sets what holds for every later call that does not say otherwise. Only the members given change; `undefined` takes one back.
 * @throws {SaguimError} `invalid-argument` naming the member and what it may be; then nothing changes
 */
export function configure(configuration: Configuration): void {
  checkConfiguration(configuration);
  const members = Object.entries({ ...current, ...configuration }).filter(([, value]) => value !== undefined);
  current = Object.fromEntries(members) as Configuration;
}

/** What holds now, `own` first. @throws as `configure()` */
export function configured(own: Configuration = {}): Configuration {
  checkConfiguration(own);
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...current, ...(Object.fromEntries(given) as Configuration) };
}
