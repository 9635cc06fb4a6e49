import type { AnnounceMode } from '@saguim/elements';

export interface Preferences {
  readonly language: 'auto' | 'en' | 'pt-BR';
  readonly theme: 'auto' | 'light' | 'dark';
  readonly announcements: AnnounceMode;
}

const key = 'saguim-preferences';

const choices = {
  language: ['auto', 'en', 'pt-BR'],
  theme: ['auto', 'light', 'dark'],
  announcements: ['sentence', 'answer', 'off'],
} as const;

/** What was chosen, with the defaults for what was not; whatever else lies in storage is ignored. */
export function readPreferences(): Preferences {
  let stored: Record<string, unknown> = {};
  try {
    stored = (JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown> | null) ?? {};
  } catch {
    // Nothing readable there, or no storage at all: the defaults hold.
  }
  const entries = Object.entries(choices).map(([name, allowed]) => [
    name,
    (allowed as readonly unknown[]).includes(stored[name]) ? stored[name] : allowed[0],
  ]);
  return Object.fromEntries(entries) as unknown as Preferences;
}

export function writePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // Without storage a choice holds as long as the page.
  }
}

export function applyTheme(theme: Preferences['theme']): void {
  document.documentElement.dataset.theme = theme;
}

/** Calls back when another tab chose something. @returns a function that ends it */
export function watchPreferences(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) listener();
  };
  addEventListener('storage', onStorage);
  return () => removeEventListener('storage', onStorage);
}
