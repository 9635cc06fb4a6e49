import { persistStorage } from '#platform';
import { type Configuration, locateModel, type ModelReference, type OnProgress } from '../hub/index.js';
import { engineClient, loadSettings, type ModelHandle } from '../runtime/index.js';
import { CreateMonitor, type CreateMonitorCallback, DownloadReport } from './create-monitor.js';
import { toWebError } from './exceptions.js';

export interface OpenModelOptions {
  readonly model: ModelReference;
  readonly configuration: Configuration;
  readonly signal?: AbortSignal;
  readonly monitor?: CreateMonitorCallback;
  readonly onProgress?: OnProgress;
}

/**
 * The part of `create()` that every task has: tells the monitor, brings the model here, loads it.
 * The monitor's callback runs before this returns; what it throws is what the promise rejects with.
 * @throws {DOMException} `NotSupportedError`, `NetworkError`; {SaguimError}; the signal's reason
 */
export async function openModel(options: OpenModelOptions): Promise<ModelHandle> {
  const { signal, configuration } = options;
  signal?.throwIfAborted();
  let monitor: CreateMonitor | undefined;
  if (options.monitor) options.monitor((monitor = new CreateMonitor()));
  const report = new DownloadReport(monitor, signal);
  const onProgress: OnProgress = (progress) => {
    if (signal?.aborted) return;
    report.onProgress(progress);
    options.onProgress?.(progress);
  };
  let handle: ModelHandle | undefined;
  try {
    const location = locateModel(options.model, configuration.models);
    await report.begin();
    signal?.throwIfAborted();
    if (location.kind === 'address' || location.kind === 'card') persistStorage();
    handle = await engineClient(configuration).acquire(location, loadSettings(configuration), { signal, onProgress });
    await report.end();
    signal?.throwIfAborted();
    return handle;
  } catch (error) {
    handle?.release();
    throw toWebError(error);
  }
}
