import { persistStorage } from '#platform';
import type { CatalogueEntry } from '../hub/catalogue-entry.js';
import { type Configuration, locateModel, type ModelReference, type OnProgress } from '../hub/index.js';
import { whileSeen } from '../hub/while-seen.js';
import { engineClient, loadSettings, type ModelHandle } from '../runtime/index.js';
import { chooseModel } from './auto-model.js';
import { CreateMonitor, type CreateMonitorCallback, DownloadReport } from './create-monitor.js';
import { exception, toWebError } from './exceptions.js';
import type { HostRules } from './host-rules.js';
import { availabilityOf } from './model-availability.js';
import { catalogueLanguages, languageProblem, missingLanguage } from './model-languages.js';

export interface OpenModelOptions {
  /** `auto` is the best for this device. */
  readonly model: ModelReference;
  /** What it is for, where `auto` is to be chosen. Default: chat. */
  readonly task?: CatalogueEntry['task'];
  /** Languages that the model must know. */
  readonly languages?: readonly string[];
  readonly configuration: Configuration;
  readonly signal?: AbortSignal;
  readonly monitor?: CreateMonitorCallback;
  readonly onProgress?: OnProgress;
  /** Why no model here can do what is asked, if so. */
  readonly unsupported?: string;
  readonly rules?: HostRules;
}

/** What only some browsers tell. */
interface Hints {
  readonly userActivation?: { readonly hasBeenActive: boolean };
  readonly connection?: { readonly saveData?: boolean };
}

/** @throws {DOMException} `NotAllowedError` */
function checkAllowed(allowed: boolean): void {
  if (!allowed) throw exception('NotAllowedError', 'The permissions policy of the page forbids it.');
}

/**
 * The part of `create()` that every task has, in the standard's order: tells the monitor, brings the model here, loads it.
 * The monitor's callback runs before this returns; what it throws is what the promise rejects with.
 * @throws {DOMException} `NotAllowedError` by the rules of the page, `NotSupportedError`, `NetworkError`; {SaguimError}; the signal's reason
 */
export async function openModel(options: OpenModelOptions): Promise<ModelHandle> {
  const { signal, configuration, unsupported, rules } = options;
  signal?.throwIfAborted();
  const allowed = rules?.allowed() ?? true;
  // Not awaited where it is known: the monitor is called before `create()` returns.
  checkAllowed(typeof allowed === 'boolean' ? allowed : await allowed);
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
    if (unsupported) throw exception('NotSupportedError', `There is no model for it: ${unsupported}.`);
    const { task = 'chat', languages = [] } = options;
    const checkLanguages = (made: readonly string[] | undefined) => {
      const missing = missingLanguage(languages, made);
      if (missing) throw exception('NotSupportedError', `There is no model for it: ${languageProblem(missing)}.`);
    };
    const model = options.model === 'auto' ? await chooseModel({ task, languages, configuration }) : options.model;
    const location = locateModel(model, configuration.models);
    const known = languages.length > 0 ? await catalogueLanguages(model) : undefined;
    checkLanguages(known);
    if (rules && !rules.activated() && (await availabilityOf(model, configuration)) === 'downloadable') {
      throw exception('NotAllowedError', 'The model must be downloaded first, which needs somebody who has touched the page.');
    }
    const { userActivation, connection } = (globalThis.navigator ?? {}) as Hints;
    if (location.kind === 'hub' && userActivation?.hasBeenActive === false && configuration.downloads !== 'at-once') {
      const { checkDownload } = await import('./download-gesture.js');
      await checkDownload(model, location.name, configuration.models, connection?.saveData === true);
    }
    await report.begin();
    signal?.throwIfAborted();
    if (location.kind === 'hub') persistStorage();
    const acquire = (own: AbortSignal | undefined, pausing: (now: boolean) => void) =>
      engineClient(configuration).acquire(location, loadSettings(configuration), {
        signal: own,
        onProgress(progress) {
          onProgress(progress);
          pausing(progress.phase === 'download' && progress.loaded < progress.total);
        },
      });
    const stops = location.kind === 'hub' && configuration.whenHidden !== 'go-on';
    handle = stops ? await whileSeen(acquire, signal) : await acquire(signal, () => {});
    await report.end();
    signal?.throwIfAborted();
    if (!known) checkLanguages(handle.info.languages);
    return handle;
  } catch (error) {
    handle?.release();
    throw toWebError(error);
  }
}
