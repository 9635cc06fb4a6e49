/** Milliseconds before the first repetition; each further one waits twice as long. */
const first = 500;
const longest = 30_000;
/** A server that asks for more is not waited for. */
export const longestRetryAfter = 10 * 60_000;

/** Milliseconds to wait before asking again, after so many failures (from 1). @param random from 0 to 1, so that many do not come back at once */
export function backoff(failures: number, random: number): number {
  return Math.min(longest, first * 2 ** (failures - 1)) * (0.5 + random / 2);
}

/** Milliseconds that a `Retry-After` header asks for: seconds, or a date. RFC 9110, 10.2.3. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Answers after which the same question may be answered otherwise. */
export const isPassing = (status: number) => [408, 425, 429, 500, 502, 503, 504].includes(status);
