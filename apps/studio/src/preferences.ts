import { type AnnounceMode, ModelLoader } from '@saguim/elements';
import { configure } from 'saguim';

/** The model that the chat uses, where it is not the one that comes along. */
export interface ChatModel {
  readonly name: string;
  readonly title: string;
  readonly languages: readonly string[];
}

/** The name under which the browser's own model is kept as a choice. */
export const browserModel = 'browser';

export interface Preferences {
  readonly language: 'auto' | 'en' | 'pt-BR';
  readonly theme: 'auto' | 'light' | 'dark';
  readonly announcements: AnnounceMode;
  /** Minutes after which a model that nobody uses gives its memory back. */
  readonly idle: 'never' | '5' | '15' | '60';
  /** Whether models are fetched only when asked for: as the browser says, or always. */
  readonly downloads: 'auto' | 'ask';
  /** What becomes of a download that the person asked for while nobody can see Studio. */
  readonly hidden: 'go-on' | 'pause';
  /** The address of a catalogue of one's own; empty for none. */
  readonly catalogue: string;
  readonly chatModel?: ChatModel;
}

const key = 'saguim-preferences';

const choices = {
  language: ['auto', 'en', 'pt-BR'],
  theme: ['auto', 'light', 'dark'],
  announcements: ['sentence', 'answer', 'off'],
  idle: ['15', 'never', '5', '60'],
  downloads: ['auto', 'ask'],
  hidden: ['go-on', 'pause'],
} as const;

function toChatModel(value: unknown): ChatModel | undefined {
  const { name, title, languages } = (value ?? {}) as Partial<ChatModel>;
  if (typeof name !== 'string' || name === '' || typeof title !== 'string' || !Array.isArray(languages)) return undefined;
  return { name, title, languages: languages.filter((tag) => typeof tag === 'string') };
}

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
  const chatModel = toChatModel(stored.chatModel);
  return {
    ...(Object.fromEntries(entries) as Pick<Preferences, keyof typeof choices>),
    catalogue: typeof stored.catalogue === 'string' ? stored.catalogue : '',
    ...(chatModel && { chatModel }),
  };
}

export function writePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // Without storage a choice holds as long as the page.
  }
}

/** Makes the page do what was chosen. */
export function applyPreferences({ theme, idle, downloads }: Preferences): void {
  document.documentElement.dataset.theme = theme;
  ModelLoader.asksFirst = downloads === 'ask';
  configure({ idleTime: idle === 'never' ? undefined : Number(idle) * 60_000 });
}

/** Calls back when another tab chose something. @returns a function that ends it */
export function watchPreferences(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) listener();
  };
  addEventListener('storage', onStorage);
  return () => removeEventListener('storage', onStorage);
}
