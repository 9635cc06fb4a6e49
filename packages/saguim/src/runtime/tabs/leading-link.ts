import { spawnEngineWorker } from '#platform';
import type { EngineLink, Loss } from '../engine-link.js';
import type { Port } from '../rpc.js';
import { onFreeze } from './page-life.js';
import { type LeadMessage, randomName, type ToAll } from './tab-names.js';

/** The engine in a worker of this page, for all tabs. */
export class LeadingLink implements EngineLink {
  readonly port: Port;
  /** Resolves when the engine is gone. */
  readonly over: Promise<void>;
  readonly #clear: () => void;
  #ended = false;
  #onLoss: (loss: Loss) => void = () => {};

  constructor(engine: string, workerUrl: string | URL | undefined) {
    const worker = spawnEngineWorker(workerUrl);
    const leader = randomName();
    worker.post({ type: 'lead', engine, leader } satisfies LeadMessage);
    this.port = worker;
    worker.onDeath((reason) => this.lose({ reason, again: false }));
    const all = new BroadcastChannel(engine);
    all.onmessage = ({ data }) => {
      if ((data as ToAll).type === 'ping') all.postMessage({ type: 'pong' } satisfies ToAll);
    };
    // Its worker would stand still with it: another tab's engine goes on.
    const stopWatching = onFreeze(() => this.lose({ reason: 'the browser froze the page', again: true }));
    let finish: () => void;
    this.over = new Promise((resolve) => (finish = resolve));
    this.#clear = () => {
      all.postMessage({ type: 'over', leader } satisfies ToAll);
      worker.terminate();
      all.close();
      stopWatching();
      finish();
    };
  }

  busy(): void {}

  onLoss(listener: (loss: Loss) => void): void {
    this.#onLoss = listener;
  }

  lose(loss: Loss): void {
    if (this.#ended) return;
    this.end();
    this.#onLoss(loss);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#clear();
  }
}
