import { expect, it } from 'vitest';
import { relativeTime } from './relative-time.js';

it('says how long ago something was, and now of what a wrong clock puts into the future', () => {
  const now = Date.UTC(2026, 10, 26, 12);
  const ago = (milliseconds: number) => [relativeTime(now - milliseconds, now, 'en'), relativeTime(now - milliseconds, now, 'pt-BR')];
  expect(ago(-5_000_000)).toEqual(['now', 'agora']);
  expect(ago(59_999)).toEqual(['now', 'agora']);
  expect(ago(60_000)).toEqual(['1 minute ago', 'há 1 minuto']);
  expect(ago(7_200_000)).toEqual(['2 hours ago', 'há 2 horas']);
  expect(ago(86_400_000)).toEqual(['yesterday', 'ontem']);
  expect(ago(30 * 86_400_000)).toEqual(['Oct 27, 2026', '27 de out. de 2026']);
});
