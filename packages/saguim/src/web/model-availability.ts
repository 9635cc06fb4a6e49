import { type Availability, type Configuration, type ModelReference, modelAvailability } from '../hub/index.js';

/** As `modelAvailability`; an engine that stands in for ours says it itself. */
export async function availabilityOf(model: ModelReference, { runtime, models }: Configuration): Promise<Availability> {
  return typeof runtime === 'object' ? runtime.availability(model) : modelAvailability(model, models);
}
