import { deviceFacts } from '#platform/device';
import { type CatalogueSource, openCatalogue } from '../hub/catalogue/index.js';
import type { Configuration } from '../hub/configuration.js';
import { type MeasuredSpeed, type Recommendation, type RecommendOptions, recommendFrom } from '../hub/device/index.js';

export interface RecommendCall extends RecommendOptions {
  /** A catalogue of your own, which comes before the one that comes along: its entries, its address, its path (Node) or a file. */
  readonly catalogue?: CatalogueSource;
  /** `false` looks at memory alone and loads no engine. Default: the speed is measured. */
  readonly probe?: boolean;
  /** Where the engine lies and with how many threads it runs, as for every task. */
  readonly configuration?: Configuration;
  readonly signal?: AbortSignal;
}

/** The work of `recommend()`, with its words and the catalogue: fetched when it is first called. */
export async function recommend(
  { catalogue, probe = true, signal, ...wanted }: Omit<RecommendCall, 'configuration'>,
  measureSpeed: () => Promise<MeasuredSpeed>,
): Promise<Recommendation> {
  signal?.throwIfAborted();
  const [{ entries }, device, speed] = await Promise.all([
    openCatalogue(catalogue, { signal }),
    deviceFacts(),
    // A device that cannot be measured gets advice all the same, by its memory.
    probe ? measureSpeed().catch(() => undefined) : undefined,
  ]);
  signal?.throwIfAborted();
  return recommendFrom(entries, device, speed, wanted);
}
