import type { CatalogueEntry } from '../hub/catalogue-entry.js';
import { type Availability, type Configuration, type ModelReference, modelAvailability } from '../hub/index.js';
import { chooseModel } from './auto-model.js';
import { catalogueLanguages, missingLanguage } from './model-languages.js';

/** As `modelAvailability`; an engine that stands in for ours says it itself, and `auto` is what it becomes. */
export async function availabilityOf(
  model: ModelReference,
  configuration: Configuration,
  task: CatalogueEntry['task'] = 'chat',
  languages: readonly string[] = [],
): Promise<Availability> {
  const { runtime, models } = configuration;
  if (typeof runtime === 'object') return runtime.availability(model);
  if (model !== 'auto') {
    if (languages.length > 0 && missingLanguage(languages, await catalogueLanguages(model))) return 'unavailable';
    return modelAvailability(model, models);
  }
  const name = await chooseModel({ task, languages, configuration }).catch(() => undefined);
  return name === undefined ? 'unavailable' : modelAvailability(name, models);
}
