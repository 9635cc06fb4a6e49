import type { SamplingOptions } from '@saguim/engine';
import { toDictionary } from '../web/dictionary.js';

export const samplingModes = [
  'most-predictable',
  'predictable',
  'slightly-predictable',
  'balanced',
  'slightly-creative',
  'creative',
  'most-creative',
] as const;

export type LanguageModelSamplingMode = (typeof samplingModes)[number];

/** Small models ramble early, so the scale stays low: its middle is what the maker of SmolLM2 advises (temperature 0.2, top-p 0.9). */
const temperatures: Record<LanguageModelSamplingMode, number> = {
  'most-predictable': 0,
  predictable: 0.05,
  'slightly-predictable': 0.1,
  balanced: 0.2,
  'slightly-creative': 0.4,
  creative: 0.7,
  'most-creative': 1,
};

/** What a mode means in the engine's terms; what is given in `own` goes before it. */
export function toSampling(mode: LanguageModelSamplingMode, own?: SamplingOptions | null): SamplingOptions {
  const given = Object.entries(toDictionary(own, 'saguim.sampling')).filter(([, value]) => value !== undefined);
  return { temperature: temperatures[mode], topP: 0.9, ...(Object.fromEntries(given) as SamplingOptions) };
}
