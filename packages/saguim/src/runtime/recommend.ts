import { deviceFacts } from '#platform';
import { type CatalogueSource, openCatalogue } from '../hub/catalogue/index.js';
import { type Configuration, configured } from '../hub/configuration.js';
import { type MeasuredSpeed, type Recommendation, type RecommendOptions, recommendFrom } from '../hub/device/index.js';
import { engineClient, loadSettings } from './clients.js';
import type { EngineClient } from './engine-client.js';

export interface RecommendCall extends RecommendOptions {
  /** A catalogue of your own, which comes before the one that comes along: its entries, its address, its path (Node) or a file. */
  readonly catalogue?: CatalogueSource;
  /** `false` looks at memory alone and loads no engine. Default: the speed is measured, once a visit, in under half a second. */
  readonly probe?: boolean;
  /** Where the engine lies and with how many threads it runs, as for every task. */
  readonly configuration?: Configuration;
  readonly signal?: AbortSignal;
}

const measured = new WeakMap<EngineClient, Promise<MeasuredSpeed>>();

/** How fast the engine reads weights here. Measured once. */
export function measureSpeed(configuration: Configuration): Promise<MeasuredSpeed> {
  const client = engineClient(configuration);
  let speed = measured.get(client);
  if (!speed) {
    speed = client.call('speedMeasure', { settings: loadSettings(configuration) });
    measured.set(client, speed);
    speed.catch(() => measured.delete(client));
  }
  return speed;
}

/**
 * Which models of the catalogue suit this device: by its memory, and by how fast its threads read weights.
 * @throws {SaguimError} for a catalogue that cannot be had or used; the signal's reason
 */
export async function recommend(options: RecommendCall = {}): Promise<Recommendation> {
  const { catalogue, probe = true, signal, ...wanted } = options;
  signal?.throwIfAborted();
  const configuration = configured(options.configuration);
  const [{ entries }, device, speed] = await Promise.all([
    openCatalogue(catalogue, { signal }),
    deviceFacts(),
    // A device that cannot be measured gets advice all the same, by its memory.
    probe ? measureSpeed(configuration).catch(() => undefined) : undefined,
  ]);
  signal?.throwIfAborted();
  return recommendFrom(entries, device, speed, wanted);
}
