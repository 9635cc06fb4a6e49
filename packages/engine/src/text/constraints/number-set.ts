import { AutomatonBuilder, type ByteAutomaton } from './byte-automaton.js';
import { compareDecimals, type Decimal, digitsOf, negate, zero } from './decimal.js';
import { RecentMap, refuse, type WorkBudget } from './refuse.js';

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

/** Digits before the point at most, so that every number that is written is finite; fewer where remainders are counted. */
const wholeDigits = 64;
const exactDigits = 15;
/** The shortest spelling of a double has up to 17 digits, behind up to 6 zeros. */
const fractionDigits = 25;
const mostStates = 40_000;

type Order = -1 | 0 | 1;

interface Bound {
  readonly whole: string;
  readonly fraction: string;
}

/** What has been read of a number. `orders`: how it stands to each bound so far; `rests`: what is left by each divisor, -1 for not divisible. */
interface Reading {
  readonly negative: boolean;
  readonly part: 'start' | 'whole' | 'point' | 'fraction' | 'e' | 'sign' | 'power';
  readonly digits: number;
  readonly orders: readonly Order[];
  readonly rests: readonly number[];
  /** In `e` and after: 1 for large numbers, -1 for small ones, 0 before a sign. In `power`: digits so far and their value. */
  readonly power?: readonly [direction: number, digits: number, value: number];
}

/** Where scientific notation is right whatever the digits: from which power on. */
interface Powers {
  readonly large?: number;
  readonly small?: number;
}

/**
 * The JSON spellings of a set's numbers: plain decimals, and scientific notation with one digit before the point where that is needed.
 * @throws {SaguimError} `unsupported` for bounds and divisors with too many digits
 */
export function numberAutomaton(set: NumberSet, budget: WorkBudget, where: string): ByteAutomaton {
  return recent.ensure(keyOfNumbers(set), () => buildAutomaton(set, budget, where));
}

const recent = new RecentMap<ByteAutomaton>(64);

const spelled = ({ value, scale }: Decimal) => `${value}e${scale}`;

export function keyOfNumbers({ low, lowOpen, high, highOpen, multiples, not }: NumberSet): string {
  const bound = (one: Decimal | undefined, open?: boolean) => (one ? spelled(one) + (open ? 'o' : '') : '');
  return [bound(low, lowOpen), bound(high, highOpen), multiples.map(spelled).sort(), not.map(spelled).sort()].join('|');
}

function buildAutomaton(set: NumberSet, budget: WorkBudget, where: string): ByteAutomaton {
  const divisors = [...set.multiples, ...set.not].map(({ value, scale }) => {
    if (value > 20_000n || scale > 15) refuse('"multipleOf" has too many digits', where, 'Use a multiple of at most five digits.');
    return { modulus: Number(value), scale };
  });
  const integer = set.multiples.some(({ scale }) => scale === 0);
  const bounds = [set.low, set.high].filter((bound) => bound !== undefined);
  const exact = set.low && set.high && compareDecimals(set.low, set.high) === 0;
  // Readers keep about 15 digits: where more could change whether a number fits, it has no more.
  const behind = Math.max(1, ...set.multiples.map(({ scale }) => scale), ...bounds.map(({ scale }) => scale));
  const before = Math.max(1, ...bounds.map((bound) => digitsOf(compareDecimals(bound, zero) < 0 ? negate(bound) : bound).whole.length));
  const open = set.lowOpen || set.highOpen || set.not.length > 0;
  const mostFraction = exact
    ? Math.max(1, set.low!.scale)
    : integer
      ? 1
      : set.multiples.length > 0
        ? behind
        : open
          ? Math.max(behind, Math.min(fractionDigits, (set.not.length > 0 ? 7 : exactDigits) - before))
          : fractionDigits;
  const counted = set.not.length > 0 || divisors.some(({ modulus, scale }) => modulus > 1 || scale > 0);
  const most = counted ? Math.max(before, exactDigits - (integer ? 0 : mostFraction)) : wholeDigits;
  const builder = new AutomatonBuilder(budget);
  const ids = new Map<string, number>();
  const queue: [Reading, number, Side][] = [];
  const stateOf = (reading: Reading, side: Side): number => {
    const { part, digits, orders, rests, power } = reading;
    const key = `${side.negative}${part}${digits}|${orders.join()}|${rests.join()}|${power?.join() ?? ''}`;
    let id = ids.get(key);
    if (id === undefined) {
      if (ids.size > mostStates) refuse('The numbers are bounded in too complicated a way', where);
      budget.spend(4 * divisors.length + 4);
      ids.set(key, (id = builder.add(accepts(reading, side) ? 0 : -1)));
      queue.push([reading, id, side]);
    }
    return id;
  };

  const start = builder.add();
  for (const negative of [false, true]) {
    const side = sideOf(set, negative, where);
    if (!side) continue;
    const reading: Reading = {
      negative,
      part: 'start',
      digits: 0,
      orders: side.bounds.map(() => 0),
      rests: divisors.map(() => 0),
    };
    if (negative) builder.move(start, 0x2d, 0x2d, stateOf(reading, side));
    else for (const [first, last, next] of steps(reading, side)) builder.move(start, first, last, stateOf(next, side));
  }
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const [reading, id, side] = entry;
    if (isPast(reading, side)) goOn(reading, id, side);
    else for (const [first, last, next] of steps(reading, side)) builder.move(id, first, last, stateOf(next, side));
  }
  return builder.done();

  /** Whether all bounds are shorter than what has been read, and nothing is counted: from here on one digit more changes nothing. */
  function isPast({ part, digits }: Reading, side: Side): boolean {
    return (
      part === 'whole' &&
      digits > 1 &&
      divisors.every(({ modulus }) => modulus === 1) &&
      side.bounds.every(({ whole }) => digits > whole.length)
    );
  }

  /** The chain of all digits that may still come, which makes up most of an automaton. */
  function goOn(reading: Reading, from: number, side: Side): void {
    const label = accepts(reading, side) ? 0 : -1;
    const point = stateOf({ ...atPoint(reading, side), part: 'point', digits: 0 }, side);
    let id = from;
    for (let digits = reading.digits; ; digits++) {
      builder.move(id, 0x2e, 0x2e, point);
      if (digits >= most) return;
      const next = builder.add(label);
      builder.move(id, 0x30, 0x39, next);
      id = next;
    }
  }

  /** Whether all digits mean the same here: the bounds are passed, and nothing is counted. */
  function alike({ part, digits, orders }: Reading, side: Side): boolean {
    const whole = part === 'whole' && divisors.every(({ modulus }) => modulus === 1);
    if (!whole && !(part === 'fraction' && divisors.length === 0)) return false;
    return side.bounds.every((bound, i) => orders[i] !== 0 || (whole && digits >= bound.whole.length));
  }

  function* steps(reading: Reading, side: Side): Generator<[first: number, last: number, next: Reading]> {
    const { part, digits } = reading;
    const isZero = part === 'whole' && digits === 0;
    const width = alike(reading, side) ? 10 : 1;
    for (let digit = 0; digit < 10; digit += width) {
      const next = afterDigit(reading, digit, side);
      if (next) yield [0x30 + digit, 0x2f + digit + width, next];
    }
    if (part === 'whole') yield [0x2e, 0x2e, { ...atPoint(reading, side), part: 'point', digits: 0 }];
    const { powers } = side;
    const oneDigit = part === 'whole' ? digits === 1 : part === 'fraction' && reading.power !== undefined;
    if (!isZero && oneDigit && (powers.large !== undefined || powers.small !== undefined)) {
      const next: Reading = { ...reading, part: 'e', digits: 0, orders: [], rests: [], power: [0, 0, 0] };
      yield [0x65, 0x65, next];
      yield [0x45, 0x45, next];
    }
    if (part === 'e') {
      if (powers.large !== undefined) yield [0x2b, 0x2b, { ...reading, part: 'sign', power: [1, 0, 0] }];
      if (powers.small !== undefined) yield [0x2d, 0x2d, { ...reading, part: 'sign', power: [-1, 0, 0] }];
    }
  }

  function afterDigit(reading: Reading, digit: number, side: Side): Reading | undefined {
    const { part, digits } = reading;
    switch (part) {
      case 'start':
      case 'whole': {
        if (part === 'whole' && (digits === 0 || digits >= most)) return undefined;
        // 0 stands alone: it counts no digits, so that none can follow.
        const orders = side.bounds.map((bound, i) => compareWhole(reading, bound, i, digit));
        const rests = reading.rests.map((rest, i) => (rest * 10 + digit) % divisors[i]!.modulus);
        return { ...reading, part: 'whole', digits: part === 'start' && digit === 0 ? 0 : digits + 1, orders, rests };
      }
      case 'point':
      case 'fraction': {
        if (digits >= mostFraction) return undefined;
        const orders = side.bounds.map(({ fraction }, i) => {
          const order = reading.orders[i]!;
          return order !== 0 ? order : (Math.sign(digit - Number(fraction[digits] ?? '0')) as Order);
        });
        const rests = reading.rests.map((rest, i) => {
          const { modulus, scale } = divisors[i]!;
          if (rest < 0) return rest;
          return digits < scale ? (rest * 10 + digit) % modulus : digit === 0 ? rest : -1;
        });
        return { ...reading, part: 'fraction', digits: digits + 1, orders, rests };
      }
      case 'e':
      case 'sign':
      case 'power': {
        const [direction, count, value] = reading.power!;
        const way = direction === 0 ? 1 : direction;
        const least = way === 1 ? side.powers.large : side.powers.small;
        if (least === undefined) return undefined;
        // Up to 299: larger numbers are infinite for many readers.
        if (count >= 3 || (count === 2 && (value >= 30 || value < 10))) return undefined;
        return { ...reading, part: 'power', power: [way, count + 1, samePower(count + 1, value * 10 + digit, least)] };
      }
    }
  }

  /** How the digits before the point stand to a bound, length first. */
  function compareWhole({ part, digits, orders }: Reading, { whole }: Bound, i: number, digit: number): Order {
    const at = part === 'start' ? 0 : digits;
    if (at >= whole.length) return 1;
    return orders[i] !== 0 ? orders[i]! : (Math.sign(digit - Number(whole[at])) as Order);
  }

  /** At the point it is known how long the whole part is. */
  function atPoint(reading: Reading, side: Side): Reading {
    const length = Math.max(1, reading.digits);
    const orders = side.bounds.map(({ whole }, i) => (length < whole.length ? -1 : length > whole.length ? 1 : reading.orders[i]!));
    return { ...reading, orders, power: reading.digits === 1 ? [0, 0, 0] : undefined };
  }

  function accepts(reading: Reading, side: Side): boolean {
    if (reading.part === 'power') {
      const [direction, , value] = reading.power!;
      const least = direction > 0 ? side.powers.large : side.powers.small;
      return least !== undefined && value >= least;
    }
    if (reading.part !== 'whole' && reading.part !== 'fraction') return false;
    const { orders, rests } = reading.part === 'whole' ? atPoint(reading, side) : reading;
    if (!side.fits(orders)) return false;
    const digits = reading.part === 'whole' ? 0 : reading.digits;
    return rests.every((rest, i) => {
      const { modulus, scale } = divisors[i]!;
      const left = rest < 0 ? 1 : Number((BigInt(rest) * 10n ** BigInt(Math.max(0, scale - digits))) % BigInt(modulus));
      const divides = rest >= 0 && left === 0;
      return i < set.multiples.length ? divides : !divides;
    });
  }
}

/** One power for all that nothing tells apart: whether it is one that fits, and whether digits may follow (up to 299). */
function samePower(digits: number, value: number, least: number): number {
  if (digits === 1) return value;
  const fits = value >= least;
  if (digits === 2 && value >= 10 && value < 30) return fits ? 29 : value;
  return fits ? 299 : 0;
}

/** One sign's numbers, as bounds of what stands behind the sign. */
interface Side {
  readonly negative: boolean;
  readonly bounds: readonly Bound[];
  readonly powers: Powers;
  fits(orders: readonly Order[]): boolean;
}

function sideOf(set: NumberSet, negative: boolean, where: string): Side | undefined {
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
  const bounds = [low, high].filter((bound) => bound !== undefined).map(digitsOf);
  const onlyInteger = set.multiples.length === 1 && set.multiples[0]!.value === 1n && set.multiples[0]!.scale === 0 && set.not.length === 0;
  const plain = set.multiples.length === 0 && set.not.length === 0;
  const powers: { large?: number; small?: number } = {};
  if (!high && (plain || onlyInteger)) {
    const above = low ? digitsOf(low).whole.length : 0;
    powers.large = Math.max(above, onlyInteger ? fractionDigits : 0);
    if (powers.large > 99) powers.large = undefined;
  }
  if (plain && (!low || low.value === 0n) && !(high && high.value === 0n)) {
    powers.small = high ? 1 + Math.max(0, digitsOf(high).fraction.length) : 1;
    if (powers.small > 99) powers.small = undefined;
  }
  const first = low ? 1 : 0;
  return {
    negative,
    bounds,
    powers,
    fits: (orders) =>
      (!low || (lowOpen ? orders[0]! > 0 : orders[0]! >= 0)) && (!high || (highOpen ? orders[first]! < 0 : orders[first]! <= 0)),
  };
}
