import { compareDecimals, type Decimal, digitsOf, negate, toDecimal } from './decimal.js';

/** Numbers between two ends that are multiples of some numbers and of none of others. */
export interface NumberSet {
  readonly low?: Decimal;
  readonly lowOpen?: boolean;
  readonly high?: Decimal;
  readonly highOpen?: boolean;
  /** Above 0. */
  readonly multiples: readonly Decimal[];
  readonly not: readonly Decimal[];
}

export const anyNumber: NumberSet = { multiples: [], not: [] };

export function intersectNumbers(a: NumberSet, b: NumberSet): NumberSet | undefined {
  let { low, lowOpen, high, highOpen } = a;
  if (b.low) {
    const order = low ? compareDecimals(b.low, low) : 1;
    if (order > 0) [low, lowOpen] = [b.low, b.lowOpen];
    else if (order === 0) lowOpen = lowOpen || b.lowOpen;
  }
  if (b.high) {
    const order = high ? compareDecimals(b.high, high) : -1;
    if (order < 0) [high, highOpen] = [b.high, b.highOpen];
    else if (order === 0) highOpen = highOpen || b.highOpen;
  }
  if (low && high) {
    const order = compareDecimals(low, high);
    if (order > 0 || (order === 0 && (lowOpen || highOpen))) return undefined;
  }
  const join = (x: readonly Decimal[], y: readonly Decimal[]) => [
    ...x,
    ...y.filter((one) => !x.some((other) => compareDecimals(one, other) === 0)),
  ];
  return { low, lowOpen, high, highOpen, multiples: join(a.multiples, b.multiples), not: join(a.not, b.not) };
}

export function complementNumbers({ low, lowOpen, high, highOpen, multiples, not }: NumberSet): NumberSet[] {
  const parts: NumberSet[] = [];
  if (low) parts.push({ ...anyNumber, high: low, highOpen: !lowOpen });
  if (high) parts.push({ ...anyNumber, low: high, lowOpen: !highOpen });
  for (const multiple of multiples) parts.push({ ...anyNumber, not: [multiple] });
  for (const multiple of not) parts.push({ ...anyNumber, multiples: [multiple] });
  return parts;
}

const spelled = ({ value, scale }: Decimal) => `${value}e${scale}`;

export function keyOfNumbers({ low, lowOpen, high, highOpen, multiples, not }: NumberSet): string {
  const bound = (one: Decimal | undefined, open?: boolean) => (one ? spelled(one) + (open ? 'o' : '') : '');
  return [bound(low, lowOpen), bound(high, highOpen), multiples.map(spelled).sort(), not.map(spelled).sort()].join('|');
}

/** Digits that readers keep of a number, about. */
export const exactDigits = 15;

/** Digits before the point. */
export const wholeLength = (decimal: Decimal) => digitsOf(decimal.value < 0n ? negate(decimal) : decimal).whole.length;

/** An open bound with more digits than readers keep is the closed one at the next number that they know. */
export function closeWide(set: NumberSet): NumberSet {
  const { low, high } = set;
  const closed = { ...set };
  if (low && set.lowOpen && wholeLength(low) > exactDigits) Object.assign(closed, { low: neighbour(low, 1), lowOpen: false });
  if (high && set.highOpen && wholeLength(high) > exactDigits) Object.assign(closed, { high: neighbour(high, -1), highOpen: false });
  return closed;
}

/** The next double above (1) or below (-1) one that is not 0. */
function neighbour({ value, scale }: Decimal, direction: 1 | -1): Decimal {
  const double = new Float64Array([Number(`${value}e${-scale}`)]);
  new BigInt64Array(double.buffer)[0]! += BigInt(value < 0n ? -direction : direction);
  return toDecimal(double[0]!);
}
