import type { CompletionMode } from 'saguim';

/** How suggestions are made. */
export interface CompletionSettings {
  /** Whether they come by themselves; else a key asks for one. */
  readonly automatic: boolean;
  readonly mode: CompletionMode;
  /** What confidence a suggestion must have, 0 … 1; undefined: the library's choice. */
  readonly threshold?: number;
  /** Milliseconds to wait after a key, 0 … `mostDelay`; undefined: adapted to the person and the device. */
  readonly delay?: number;
  /** A model's name; undefined: the one that comes along. */
  readonly model?: string;
}

export const mostDelay = 2000;

export const defaultSettings: CompletionSettings = { automatic: true, mode: 'auto' };

/** Models of the catalogue that are made for code and small enough for a page, the smallest first. */
export const codeModels: readonly string[] = ['qwen2.5-coder-0.5b-instruct', 'qwen2.5-coder-1.5b-instruct', 'starcoder2-3b'];

const within = (value: unknown, most: number): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= most ? value : undefined;

/** Settings as they were stored; what is none of them is left out. */
export function readSettings(stored: unknown): CompletionSettings {
  const { automatic, mode, threshold, delay, model } = (stored ?? {}) as Record<string, unknown>;
  const settings = {
    automatic: automatic !== false,
    mode: mode === 'line' || mode === 'block' ? mode : ('auto' as const),
    threshold: within(threshold, 1),
    delay: within(delay, mostDelay),
    model: typeof model === 'string' && model !== '' ? model : undefined,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as unknown as CompletionSettings;
}
