/** What a moderator does by a single key. */
export const queueCommands = ['next', 'previous', 'approve', 'reject', 'undo', 'show', 'select', 'history', 'search', 'help'] as const;
export type QueueCommand = (typeof queueCommands)[number];

export type Shortcuts = Readonly<Record<QueueCommand, string>>;

export const defaultShortcuts: Shortcuts = {
  next: 'j',
  previous: 'k',
  approve: 'a',
  reject: 'r',
  undo: 'z',
  show: 's',
  select: 'x',
  history: 'h',
  search: '/',
  help: '?',
};

/** Whether this may stand for a command: one character, which no arrow, Enter or Space needs. */
export const isShortcut = (key: unknown): key is string => typeof key === 'string' && [...key].length === 1 && key.trim() !== '';

/** Defaults with other keys in their place. An empty key leaves a command without one. */
export function makeShortcuts(own: Partial<Record<QueueCommand, string>> = {}): Shortcuts {
  const keys = { ...defaultShortcuts };
  for (const command of queueCommands) {
    const key = own[command];
    if (key === '' || isShortcut(key)) keys[command] = key.toLowerCase();
  }
  return keys;
}

/** Commands whose keys another one has too. */
export function conflicts(keys: Shortcuts): Set<QueueCommand> {
  const found = new Set<QueueCommand>();
  for (const one of queueCommands)
    for (const other of queueCommands) if (one !== other && keys[one] !== '' && keys[one] === keys[other]) found.add(one);
  return found;
}

const isField = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement && (target.matches('input:not([type="checkbox"]), textarea, select') || target.isContentEditable);

/** Which command a key is for; none while something is typed, or with Ctrl, Alt or Meta. */
export function commandFor(event: KeyboardEvent, keys: Shortcuts): QueueCommand | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return undefined;
  if (isField(event.composedPath()[0])) return undefined;
  const key = event.key.toLowerCase();
  return queueCommands.find((command) => keys[command] === key);
}
