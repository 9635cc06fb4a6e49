import { deviceFacts } from '#platform/device';
import { type CatalogueSource, openCatalogue } from '../hub/catalogue/index.js';
import type { Configuration } from '../hub/configuration.js';
import { type MeasuredSpeed, type Recommendation, type RecommendOptions, recommendFrom } from '../hub/device/index.js';
import type { EngineClient } from './engine-client.js';
import type { LoadSettings } from './engine-messages.js';

export interface RecommendCall extends RecommendOptions {
  /** A catalogue of your own, which comes before the one that comes along: its entries, its address, its path (Node) or a file. */
  readonly catalogue?: CatalogueSource;
  /** `false` looks at memory alone and loads no engine. Default: the speed is measured. */
  readonly probe?: boolean;
  /** Where the engine lies and with how many threads it runs, as for every task. */
  readonly configuration?: Configuration;
  readonly signal?: AbortSignal;
}

const measured = new WeakMap<EngineClient, Promise<MeasuredSpeed>>();

/** How fast an engine reads weights. Measured once. */
function measureSpeed(client: EngineClient, settings: LoadSettings): Promise<MeasuredSpeed> {
  let speed = measured.get(client);
  if (!speed) {
    speed = client.call('speedMeasure', { settings });
    measured.set(client, speed);
    speed.catch(() => measured.delete(client));
  }
  return speed;
}

/** The work of `recommend()`, with its words and the catalogue: fetched when it is first called. */
export async function recommend(
  { catalogue, probe = true, signal, ...wanted }: Omit<RecommendCall, 'configuration'>,
  client: EngineClient,
  settings: LoadSettings,
): Promise<Recommendation> {
  signal?.throwIfAborted();
  const [{ entries }, device, speed] = await Promise.all([
    openCatalogue(catalogue, { signal }),
    deviceFacts(),
    // A device that cannot be measured gets advice all the same, by its memory.
    probe ? measureSpeed(client, settings).catch(() => undefined) : undefined,
  ]);
  signal?.throwIfAborted();
  return recommendFrom(entries, device, speed, wanted);
}
