import { SaguimError } from '@saguim/engine/spec';
import type { CheckItem } from './moderator-options.js';

const mostRecent = 1000;

/** A text to check, as it comes from anywhere. @throws {SaguimError} `invalid-argument` */
export function checkItem(value: unknown, where: string): CheckItem {
  const wrong = (what: string, key: string, hint: string) => new SaguimError('invalid-argument', what, { where: `${where}${key}`, hint });
  const item = (typeof value === 'string' ? { text: value } : (value ?? {})) as Partial<Record<keyof CheckItem, unknown>>;
  if (typeof item.text !== 'string') throw wrong('There is no text to check', 'text', 'Give a string.');
  for (const key of ['section', 'language', 'locale'] as const) {
    const given = item[key];
    if (given !== undefined && (typeof given !== 'string' || given.length > 200))
      throw wrong(`\`${key}\` is no text`, key, 'Give a short string, or leave it out.');
  }
  for (const key of ['language', 'locale'] as const) {
    if (item[key] !== undefined && !/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(item[key] as string)) {
      throw wrong(`\`${key}\` is no language`, key, 'Give a tag such as "en" or "pt-BR".');
    }
  }
  const { context } = item;
  if (context === undefined || context === null) return item as CheckItem;
  if (typeof context !== 'object') throw wrong('The context is no object', 'context', 'Give { recent, time, parent }, or leave it out.');
  const { recent, time, parent } = context as Record<string, unknown>;
  if (parent !== undefined && typeof parent !== 'string')
    throw wrong('The parent is no text', 'context.parent', 'Give the text that is answered.');
  if (time !== undefined && !Number.isFinite(time)) throw wrong('The time is no number', 'context.time', 'Give milliseconds since 1970.');
  if (recent !== undefined) {
    const fine =
      Array.isArray(recent) &&
      recent.length <= mostRecent &&
      recent.every((one) => typeof one?.text === 'string' && (one.time === undefined || Number.isFinite(one.time)));
    if (!fine) throw wrong('`recent` is no list of comments', 'context.recent', `Give at most ${mostRecent} objects with text and time.`);
  }
  return item as CheckItem;
}
