import type { OnProgress } from '../hub/progress.js';

/** Gets `downloadprogress` events while `create()` brings a model to the device. https://webmachinelearning.github.io/writing-assistance-apis/ */
export class CreateMonitor extends EventTarget {
  #handler: ((event: ProgressEvent) => void) | null = null;
  #listening = false;

  get ondownloadprogress(): ((event: ProgressEvent) => void) | null {
    return this.#handler;
  }

  set ondownloadprogress(handler: ((event: ProgressEvent) => void) | null) {
    this.#handler = typeof handler === 'function' ? handler : null;
    if (this.#listening) return;
    this.#listening = true;
    this.addEventListener('downloadprogress', (event) => this.#handler?.call(this, event as ProgressEvent));
  }
}

export type CreateMonitorCallback = (monitor: CreateMonitor) => void;

/** A `ProgressEvent` of the host, or one like it: Node has none. */
function progressEvent(loaded: number): Event {
  const init = { lengthComputable: true, loaded, total: 1 };
  if (typeof ProgressEvent !== 'undefined') return new ProgressEvent('downloadprogress', init);
  return Object.assign(new Event('downloadprogress'), init);
}

const steps = 65_536;
const interval = 50;

/** The next task of the event loop. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/**
 * Reports a download as the standard wants it: fractions of what was still missing, in steps of 1/65536, strictly increasing, 0 first and
 * 1 last, each in a task of its own, and at most one in 50 ms between.
 */
export class DownloadReport {
  readonly #monitor: CreateMonitor | undefined;
  readonly #signal: AbortSignal | undefined;
  #last = -1;
  #at = Number.NEGATIVE_INFINITY;

  constructor(monitor: CreateMonitor | undefined, signal?: AbortSignal) {
    this.#monitor = monitor;
    this.#signal = signal;
  }

  async begin(): Promise<void> {
    if (!this.#monitor) return;
    await nextTask();
    this.#fire(0);
  }

  readonly onProgress: OnProgress = ({ phase, loaded, total, from }) => {
    if (phase !== 'download' || total <= from) return;
    const fraction = Math.floor(((loaded - from) / (total - from)) * steps) / steps;
    const now = performance.now();
    if (fraction <= this.#last || fraction >= 1 || now - this.#at < interval) return;
    this.#at = now;
    this.#fire(fraction);
  };

  /** Fires the last event and leaves a task in which its listeners may still abort. */
  async end(): Promise<void> {
    if (!this.#monitor) return;
    await nextTask();
    this.#fire(1);
    await nextTask();
  }

  #fire(loaded: number): void {
    if (this.#signal?.aborted || !this.#monitor) return;
    this.#last = loaded;
    this.#monitor.dispatchEvent(progressEvent(loaded));
  }
}
