import { SaguimError } from '@saguim/engine/spec';
import { hasWorkers, spawnEngineWorker } from '#platform';
import type { Port } from './rpc.js';

/** Why an engine is out of reach. */
export interface Loss {
  readonly reason: string;
  /** Whether the same may be asked of the next engine: nothing in what was asked made this one end. */
  readonly again: boolean;
}

/** A way to a thread that hosts an engine, wherever it runs. */
export interface EngineLink {
  readonly port: Port;
  /** Told when the first call begins and when the last one ends. */
  busy(state: boolean): void;
  /** Called once, when the engine is out of reach; not after `end`. */
  onLoss(listener: (loss: Loss) => void): void;
  /** Ends the thread, where it is this page's own, and the link. */
  end(): void;
}

/** An engine in a worker of this page or process, for it alone. */
export function startOwnEngine(workerUrl: string | URL | undefined): EngineLink {
  if (!hasWorkers) {
    throw new SaguimError('unsupported', 'This host has no workers', {
      hint: "Run the engine in the calling thread: runtime: 'inline'.",
    });
  }
  const worker = spawnEngineWorker(workerUrl);
  return {
    port: worker,
    busy: (state) => (state ? worker.ref() : worker.unref()),
    onLoss: (listener) => worker.onDeath((reason) => listener({ reason: `the worker that runs it is gone: ${reason}`, again: false })),
    end: () => worker.terminate(),
  };
}
