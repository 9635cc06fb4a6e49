import { makeShortcuts, type QueueCommand, type Shortcuts } from './shortcuts.js';

export const blurModes = ['harsh', 'all', 'none'] as const;
export type BlurMode = (typeof blurModes)[number];

/** How a moderator works, kept in this browser. */
export interface QueueSettings {
  /** Whether single keys do anything. */
  readonly keys: boolean;
  readonly shortcuts: Shortcuts;
  readonly blur: BlurMode;
}

const name = 'saguim-moderation-queue';

/** What was kept, as far as it can be read. */
export function readQueueSettings(): QueueSettings {
  let kept: { keys?: unknown; shortcuts?: unknown; blur?: unknown } = {};
  try {
    kept = JSON.parse(localStorage.getItem(name) ?? '{}') ?? {};
  } catch {
    // Nothing is kept here, or somebody else wrote it.
  }
  const own = typeof kept.shortcuts === 'object' && kept.shortcuts !== null ? kept.shortcuts : {};
  return {
    keys: kept.keys !== false,
    shortcuts: makeShortcuts(own as Partial<Record<QueueCommand, string>>),
    blur: blurModes.find((mode) => mode === kept.blur) ?? 'harsh',
  };
}

export function writeQueueSettings(settings: QueueSettings): void {
  try {
    localStorage.setItem(name, JSON.stringify(settings));
  } catch {
    // It holds as long as the page lives.
  }
}
