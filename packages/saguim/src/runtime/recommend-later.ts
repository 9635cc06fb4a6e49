import { configured } from '../hub/configuration.js';
import type { Recommendation } from '../hub/device/index.js';
import { engineClient, loadSettings } from './clients.js';
import type { RecommendCall } from './recommend.js';

/**
 * Which models of the catalogue suit this device, by its memory and by how fast its threads read weights; that is measured once, in under
 * half a second. What it needs is fetched when it is first called.
 * @throws {SaguimError} for a catalogue that cannot be had or used; the signal's reason
 */
export async function recommend({ configuration, ...options }: RecommendCall = {}): Promise<Recommendation> {
  const holds = configured(configuration);
  return (await import('./recommend.js')).recommend(options, engineClient(holds), loadSettings(holds));
}
