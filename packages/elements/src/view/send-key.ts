/**
 * Whether a key sends what is written: Enter, unless Shift makes it a new line. On a touch keyboard Enter is the only way to a new line,
 * so there it takes Ctrl or Cmd.
 */
export const isSendKey = ({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && (ctrlKey || metaKey || !matchMedia('(pointer: coarse)').matches);
