/** A number as JSON writes it, exactly: value / 10 ** scale, scale as small as can be. */
export interface Decimal {
  readonly value: bigint;
  readonly scale: number;
}

export const zero: Decimal = { value: 0n, scale: 0 };
export const one: Decimal = { value: 1n, scale: 0 };

/** A finite number; its shortest spelling is taken for it. */
export function toDecimal(number: number): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number))!;
  const fraction = match[3] ?? '';
  let value = BigInt(match[2]! + fraction);
  let scale = fraction.length - Number(match[4] ?? 0);
  if (scale < 0) {
    value *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 0 && value % 10n === 0n) {
    value /= 10n;
    scale--;
  }
  return { value: match[1] ? -value : value, scale: value === 0n ? 0 : scale };
}

/** Negative, 0 or positive, as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = a.value * 10n ** BigInt(scale - a.scale) - b.value * 10n ** BigInt(scale - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function negate({ value, scale }: Decimal): Decimal {
  return { value: -value, scale };
}

/** Digits before and after the point of a number that is not negative. */
export function digitsOf({ value, scale }: Decimal): { whole: string; fraction: string } {
  const digits = value.toString().padStart(scale + 1, '0');
  return { whole: digits.slice(0, digits.length - scale), fraction: digits.slice(digits.length - scale) };
}
