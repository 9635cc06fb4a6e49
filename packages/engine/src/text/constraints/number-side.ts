import { compareDecimals, type Decimal, digitsOf, negate, zero } from './decimal.js';
import type { NumberSet } from './number-set.js';
import { refuse } from './refuse.js';

/** Digits before the point at most, so that every number that is written is finite; fewer where remainders are counted. */
export const wholeDigits = 64;
/** The shortest spelling of a double has up to 17 digits, behind up to 6 zeros. */
export const fractionDigits = 25;

export type Order = -1 | 0 | 1;

export interface Bound {
  readonly whole: string;
  readonly fraction: string;
  /** Power and digits where numbers of its size are written so: from 10 ** 21 on, and below 10 ** -6. */
  readonly scientific?: { readonly power: number; readonly digits: string };
}

/** Powers that scientific notation may have, without their sign. */
export interface Powers {
  readonly large?: Span;
  readonly small?: Span;
}

export interface Span {
  readonly least: number;
  readonly most: number;
}

/** Larger numbers are infinite for many readers. */
export const mostPower = 299;

/** One sign's numbers, as bounds of what stands behind the sign. */
export interface Side {
  readonly negative: boolean;
  readonly bounds: readonly Bound[];
  /** Which of the bounds they are, if any. */
  readonly low?: number;
  readonly high?: number;
  /** Right whatever the digits, but for those at the powers of scientific bounds. */
  readonly powers: Powers;
  fits(orders: readonly Order[]): boolean;
}

export function sideOf(set: NumberSet, negative: boolean, where: string): Side | undefined {
  let { low, lowOpen, high, highOpen } = set;
  if (negative) {
    [low, high] = [high && negate(high), low && negate(low)];
    [lowOpen, highOpen] = [highOpen, lowOpen];
  }
  if (high && compareDecimals(high, zero) < 0) return undefined;
  if (low && compareDecimals(low, zero) < 0) low = undefined;
  // Nothing that is written reaches so far.
  const beyond = 10n ** BigInt(wholeDigits);
  if (high && high.value / 10n ** BigInt(high.scale) >= 10n ** 300n) high = undefined;
  for (const bound of [low, high]) {
    if (bound && (bound.value / 10n ** BigInt(bound.scale) >= beyond || bound.scale > 60))
      refuse('A bound of numbers has too many digits', where);
  }
  const [lowest, highest] = [low && toBound(low), high && toBound(high)];
  const onlyInteger = set.multiples.length === 1 && set.multiples[0]!.value === 1n && set.multiples[0]!.scale === 0 && set.not.length === 0;
  const plain = set.multiples.length === 0 && set.not.length === 0;
  const powers: { large?: Span; small?: Span } = {};
  const [lowPower, highPower] = [lowest?.scientific?.power ?? 0, highest?.scientific?.power ?? 0];
  if ((!high || highPower > 0) && (plain || onlyInteger)) {
    const above = lowest && lowPower <= 0 ? lowest.whole.length : 0;
    powers.large = { least: Math.max(above, onlyInteger ? fractionDigits : 0), most: mostPower };
  }
  if (plain && (!low || low.value === 0n || lowPower < 0) && !(high && high.value === 0n)) {
    powers.small = { least: highest && highPower >= 0 ? 1 + highest.fraction.length : 1, most: mostPower };
  }
  const first = low ? 1 : 0;
  return {
    negative,
    bounds: [lowest, highest].filter((bound) => bound !== undefined),
    low: low && 0,
    high: high && first,
    powers,
    fits: (orders) =>
      (!low || (lowOpen ? orders[0]! > 0 : orders[0]! >= 0)) && (!high || (highOpen ? orders[first]! < 0 : orders[first]! <= 0)),
  };
}

function toBound(decimal: Decimal): Bound {
  const { whole, fraction } = digitsOf(decimal);
  const zeros = /^0*/.exec(fraction)![0].length;
  const power = whole.length > 21 ? whole.length - 1 : whole === '0' && zeros > 5 ? -zeros - 1 : 0;
  const digits = (whole + fraction).replace(/^0+|0+$/g, '');
  return { whole, fraction, scientific: power === 0 || digits === '' ? undefined : { power, digits } };
}

export const keyOfSpan = (span: Span | undefined) => (span ? `${span.least}-${span.most}` : '');
export const isIn = (power: number, { least, most }: Span) => power >= least && power <= most;

export function narrow(span: Span | undefined, least: number, most: number): Span | undefined {
  if (!span) return undefined;
  const both = { least: Math.max(span.least, least), most: Math.min(span.most, most) };
  return both.least <= both.most ? both : undefined;
}
