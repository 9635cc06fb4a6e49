/** What an editor sets under `saguim`. */
export interface LspSettings {
  readonly enabled: boolean;
  /** A name from `models/`, or the path of a GGUF file. */
  readonly model: string;
  /** What confidence a suggestion must have that comes by itself; 0 … 1. */
  readonly threshold: number;
  readonly infill: 'auto' | 'fim' | 'prefix';
  readonly maxLines: number;
  /** Milliseconds to wait for a better suggestion, or for more lines, once there is a first one. */
  readonly patience: number;
}

const checks: Readonly<Record<keyof LspSettings, { fits(value: unknown): boolean; readonly range: string }>> = {
  enabled: { fits: (value) => typeof value === 'boolean', range: 'true or false' },
  model: { fits: (value) => typeof value === 'string' && value !== '', range: 'the name of a model, or the path of a GGUF file' },
  threshold: { fits: (value) => between(value, 0, 1), range: 'a number from 0 to 1' },
  infill: { fits: (value) => ['auto', 'fim', 'prefix'].includes(value as string), range: 'auto, fim or prefix' },
  maxLines: { fits: (value) => Number.isInteger(value) && between(value, 1, 64), range: 'a whole number from 1 to 64' },
  patience: { fits: (value) => between(value, 0, 60_000), range: 'a number of milliseconds from 0 to 60000' },
};

const between = (value: unknown, low: number, high: number) => typeof value === 'number' && value >= low && value <= high;

/** Fills in what is absent; what does not fit is left as it was, and told. */
export function readLspSettings(
  given: unknown,
  before: LspSettings,
): { readonly settings: LspSettings; readonly wrong: readonly string[] } {
  const settings: Record<string, unknown> = { ...before };
  const wrong: string[] = [];
  const fields = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  for (const [name, { fits, range }] of Object.entries(checks)) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    if (fits(value)) settings[name] = value;
    else wrong.push(`saguim.${name} must be ${range}.`);
  }
  return { settings: settings as unknown as LspSettings, wrong };
}
