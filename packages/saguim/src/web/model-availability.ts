import type { CatalogueEntry } from '../hub/catalogue-entry.js';
import { type Availability, type Configuration, type ModelReference, modelAvailability } from '../hub/index.js';
import { chooseModel } from './auto-model.js';

/** As `modelAvailability`; an engine that stands in for ours says it itself, and `auto` is what it becomes. */
export async function availabilityOf(
  model: ModelReference,
  configuration: Configuration,
  task: CatalogueEntry['task'] = 'chat',
): Promise<Availability> {
  const { runtime, models } = configuration;
  if (typeof runtime === 'object') return runtime.availability(model);
  if (model !== 'auto') return modelAvailability(model, models);
  const name = await chooseModel({ task, configuration }).catch(() => undefined);
  return name === undefined ? 'unavailable' : modelAvailability(name, models);
}
