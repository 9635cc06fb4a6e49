import type { Recommendation } from '../hub/device/index.js';
import type { RecommendCall } from './recommend.js';

/**
 * Which models of the catalogue suit this device, by its memory and by how fast its threads read weights; that is measured once, in under
 * half a second. What it needs is fetched when it is first called.
 * @throws {SaguimError} for a catalogue that cannot be had or used; the signal's reason
 */
export async function recommend(options?: RecommendCall): Promise<Recommendation> {
  return (await import('./recommend.js')).recommend(options);
}
