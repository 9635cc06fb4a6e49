import { type Configuration, configured } from '../hub/configuration.js';
import type { MeasuredSpeed, Recommendation } from '../hub/device/index.js';
import { engineClient, loadSettings } from './clients.js';
import type { EngineClient } from './engine-client.js';
import type { RecommendCall } from './recommend.js';

const measured = new WeakMap<EngineClient, Promise<MeasuredSpeed>>();

/** How fast the engine reads weights here. Measured once. */
function measureSpeed(configuration: Configuration): Promise<MeasuredSpeed> {
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
 * Which models of the catalogue suit this device, by its memory and by how fast its threads read weights; that is measured once, in under
 * half a second. What it needs is fetched when it is first called.
 * @throws {SaguimError} for a catalogue that cannot be had or used; the signal's reason
 */
export async function recommend({ configuration, ...options }: RecommendCall = {}): Promise<Recommendation> {
  const later = await import('./recommend.js');
  return later.recommend(options, () => measureSpeed(configured(configuration)));
}
