import type { ShownSuggestion } from 'saguim';
import type { CodeMessages } from '../i18n/code-messages.js';

/**
 * What screen readers are told when what is shown has changed; nothing where it is what was shown already, less what was typed of it.
 * @param before what was shown
 */
export function announcement(before: ShownSuggestion | null, now: ShownSuggestion | null, m: CodeMessages): string {
  if (!now) return '';
  if (before && (now.index !== before.index || now.from === before.from) && now.count > 1 && now.text !== before.text)
    return m.suggestionOf(now.index + 1, now.count);
  if (before && now.from >= before.from && before.text.endsWith(now.text)) return '';
  return m.suggestion(now.text.split('\n').length);
}
