import { AutomatonBuilder } from './automaton-builder.js';
import type { ByteAutomaton } from './byte-automaton.js';
import { compareDecimals } from './decimal.js';
import { closeWide, exactDigits, keyOfNumbers, type NumberSet, wholeLength } from './number-set.js';
import {
  type Bound,
  fractionDigits,
  isIn,
  keyOfSpan,
  mostPower,
  narrow,
  type Order,
  type Powers,
  type Side,
  type Span,
  sideOf,
  wholeDigits,
} from './number-side.js';
import { RecentMap, refuse, type WorkBudget } from './refuse.js';

const mostStates = 40_000;

/** What has been read of a number. `orders`: how it stands to each bound so far; `rests`: what is left by each divisor, -1 for not divisible. */
interface Reading {
  readonly negative: boolean;
  readonly part: 'start' | 'whole' | 'point' | 'fraction' | 'e' | 'sign' | 'power';
  readonly digits: number;
  readonly orders: readonly Order[];
  readonly rests: readonly number[];
  /** How the digits stand to those of each scientific bound, wherever the point is; empty without such bounds. */
  readonly scaled: readonly Order[];
  /** In `e` and after: 1 for large numbers, -1 for small ones, 0 before a sign. In `power`: digits so far and their value. */
  readonly power?: readonly [direction: number, digits: number, value: number];
  /** In `e` and after: which powers may follow these digits. */
  readonly powers?: Powers;
}

/**
 * The JSON spellings of a set's numbers: plain decimals, and scientific notation with one digit before the point where that is needed.
 * @throws {SaguimError} `unsupported` for bounds and divisors with too many digits
 */
export function numberAutomaton(set: NumberSet, budget: WorkBudget, where: string): ByteAutomaton {
  return recent.ensure(keyOfNumbers(set), () => buildAutomaton(set, budget, where));
}

const recent = new RecentMap<ByteAutomaton>(64);
/** Parts that several automata have. Their first state is where they begin. */
const pieces = new RecentMap<AutomatonBuilder>(64);

function buildAutomaton(given: NumberSet, budget: WorkBudget, where: string): ByteAutomaton {
  const set = closeWide(given);
  const divisors = [...set.multiples, ...set.not].map(({ value, scale }) => {
    if (value > 20_000n || scale > 15) refuse('"multipleOf" has too many digits', where, 'Use a multiple of at most five digits.');
    return { modulus: Number(value), scale };
  });
  const integer = set.multiples.some(({ scale }) => scale === 0);
  const bounds = [set.low, set.high].filter((bound) => bound !== undefined);
  const exact = set.low && set.high && compareDecimals(set.low, set.high) === 0;
  // Readers keep about 15 digits: where more could change whether a number fits, it has no more.
  const behind = Math.max(1, ...set.multiples.map(({ scale }) => scale), ...bounds.map(({ scale }) => scale));
  const before = Math.max(1, ...bounds.map(wholeLength));
  const open = set.lowOpen || set.highOpen || set.not.length > 0;
  const openBefore = Math.max(1, set.lowOpen ? wholeLength(set.low!) : 0, set.highOpen ? wholeLength(set.high!) : 0);
  const mostFraction = exact
    ? Math.max(1, set.low!.scale)
    : integer
      ? 1
      : set.multiples.length > 0
        ? behind
        : open
          ? Math.max(behind, Math.min(fractionDigits, set.not.length > 0 ? 7 - before : exactDigits - openBefore))
          : fractionDigits;
  const counted = set.not.length > 0 || divisors.some(({ modulus, scale }) => modulus > 1 || scale > 0);
  const most = counted ? Math.max(before, exactDigits - (integer ? 0 : mostFraction)) : wholeDigits;
  /** Builds the states that can be reached, from those that are asked for on. @param entry what is built here although it is shared */
  const explorer = (builder: AutomatonBuilder, entry?: Reading) => {
    const ids = new Map<string | number, number>();
    const pasted = new Map<string, number>();
    const queue: { readonly reading: Reading; readonly id: number; readonly side: Side }[] = [];
    const stateOf = (reading: Reading, side: Side): number => {
      const shared = reading === entry ? undefined : sharedKey(reading, side);
      const known = shared === undefined ? ids : pasted;
      const key = shared ?? keyOf(reading);
      let id = known.get(key as string);
      if (id !== undefined) return id;
      if (ids.size > mostStates) refuse('The numbers are bounded in too complicated a way', where);
      budget.spend(4 * divisors.length + 4);
      if (shared === undefined) {
        id = builder.add(accepts(reading, side) ? 0 : -1);
        queue.push({ reading, id, side });
      } else id = builder.paste(pieceOf(shared, reading, side));
      known.set(key as string, id);
      return id;
    };
    return { builder, queue, stateOf };
  };
  type Explorer = ReturnType<typeof explorer>;

  const whole = explorer(new AutomatonBuilder(budget));
  const start = whole.builder.add();
  for (const negative of [false, true]) {
    const side = sideOf(set, negative, where);
    if (!side) continue;
    const reading: Reading = {
      negative,
      part: 'start',
      digits: 0,
      orders: side.bounds.map(() => 0),
      rests: divisors.map(() => 0),
      scaled: side.bounds.some(({ scientific }) => scientific) ? side.bounds.map(() => 0) : [],
    };
    if (negative) whole.builder.move(start, 0x2d, 0x2d, whole.stateOf(reading, side));
    else step(whole, reading, start, side);
  }
  return finish(whole).done();

  function finish(explorer: Explorer): AutomatonBuilder {
    for (const { reading, id, side } of explorer.queue) {
      if (isPast(reading, side)) goOn(explorer, reading, id, side);
      else step(explorer, reading, id, side);
    }
    return explorer.builder;
  }

  /** What is the same in the automata of many sets: powers, and digits behind all bounds. They are most of an automaton. */
  function sharedKey(reading: Reading, side: Side): string | undefined {
    const { part, digits, powers } = reading;
    if (part === 'e') return `e ${keyOfSpan(powers!.large)} ${keyOfSpan(powers!.small)}`;
    if (!isPast(reading, side)) return undefined;
    const scales = divisors.map(({ scale }) => scale);
    return `${digits} ${most} ${mostFraction} ${set.multiples.length} ${scales.join()} ${side.fits(side.bounds.map(() => 1))}`;
  }

  function pieceOf(key: string, reading: Reading, side: Side): AutomatonBuilder {
    return pieces.ensure(key, () => {
      const piece = explorer(new AutomatonBuilder(budget), reading);
      piece.stateOf(reading, side);
      return finish(piece);
    });
  }

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
  function goOn({ builder, stateOf }: Explorer, reading: Reading, from: number, side: Side): void {
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
  function alike({ part, digits, orders, scaled }: Reading, side: Side): boolean {
    if (scaled.includes(0)) return false;
    const whole = part === 'whole' && divisors.every(({ modulus }) => modulus === 1);
    if (!whole && !(part === 'fraction' && divisors.length === 0)) return false;
    return side.bounds.every((bound, i) => orders[i] !== 0 || (whole && digits >= bound.whole.length));
  }

  /** All moves of a state. */
  function step({ builder, stateOf }: Explorer, reading: Reading, from: number, side: Side): void {
    const { part, digits } = reading;
    const isZero = part === 'whole' && digits === 0;
    const width = alike(reading, side) ? 10 : 1;
    for (let digit = 0; digit < 10; digit += width) {
      const next = afterDigit(reading, digit, side);
      if (next) builder.move(from, 0x30 + digit, 0x2f + digit + width, stateOf(next, side));
    }
    if (part === 'whole') builder.move(from, 0x2e, 0x2e, stateOf({ ...atPoint(reading, side), part: 'point', digits: 0 }, side));
    const oneDigit = part === 'whole' ? digits === 1 : part === 'fraction' && reading.power !== undefined;
    const powers = !isZero && oneDigit ? powersAfter(reading, side) : {};
    if (powers.large || powers.small) {
      const next = stateOf({ ...reading, part: 'e', digits: 0, orders: [], rests: [], scaled: [], power: [0, 0, 0], powers }, side);
      builder.move(from, 0x65, 0x65, next);
      builder.move(from, 0x45, 0x45, next);
    }
    if (part === 'e') {
      const { large, small } = reading.powers!;
      if (large) builder.move(from, 0x2b, 0x2b, stateOf({ ...reading, part: 'sign', power: [1, 0, 0], powers: { large } }, side));
      if (small) builder.move(from, 0x2d, 0x2d, stateOf({ ...reading, part: 'sign', power: [-1, 0, 0], powers: { small } }, side));
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
        const count = part === 'start' && digit === 0 ? 0 : digits + 1;
        return {
          ...reading,
          part: 'whole',
          digits: count,
          orders,
          rests,
          scaled: count === 1 ? compareScaled(reading, digit, 0, side) : [],
        };
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
        const scaled = reading.power ? compareScaled(reading, digit, digits + 1, side) : [];
        return { ...reading, part: 'fraction', digits: digits + 1, orders, rests, scaled };
      }
      case 'e':
      case 'sign':
      case 'power': {
        const [direction, count, value] = reading.power!;
        const way = direction === 0 ? 1 : direction;
        const { large, small } = reading.powers!;
        const span = way === 1 ? large : small;
        if (span === undefined) return undefined;
        if (count >= 3 || (count === 2 && (value >= 30 || value < 10))) return undefined;
        const powers = way === 1 ? { large } : { small };
        return { ...reading, part: 'power', powers, power: [way, count + 1, samePower(count + 1, value * 10 + digit, span)] };
      }
    }
  }

  function compareScaled({ scaled }: Reading, digit: number, at: number, { bounds }: Side): Order[] {
    const compare = (bound: Bound) => Math.sign(digit - Number(bound.scientific?.digits[at] ?? '0')) as Order;
    return scaled.map((order, i) => (order === 0 ? compare(bounds[i]!) : order));
  }

  /** Which powers may follow what has been read: at the power of a scientific bound its digits decide. */
  function powersAfter({ part, digits, scaled }: Reading, { powers, bounds, low, high, fits }: Side): Powers {
    if (scaled.length === 0) return powers;
    const read = part === 'fraction' ? digits + 1 : 1;
    const orders = scaled.map((order, i) => (order === 0 && read < (bounds[i]!.scientific?.digits.length ?? 0) ? -1 : order));
    let { large, small } = powers;
    for (const [i, { scientific }] of bounds.entries()) {
      if (!scientific) continue;
      // The other bound is left aside.
      const away = fits(orders.map((order, other) => (other === i ? order : other === low ? 1 : -1))) ? 0 : 1;
      const { power } = scientific;
      if (i === low && power > 0) large = narrow(large, power + away, mostPower);
      if (i === low && power < 0) small = narrow(small, 0, -power - away);
      if (i === high && power > 0) large = narrow(large, 0, power - away);
      if (i === high && power < 0) small = narrow(small, -power + away, mostPower);
    }
    return { large, small };
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
      const { large, small } = reading.powers!;
      return isIn(reading.power![2], (large ?? small)!);
    }
    if (reading.part !== 'whole' && reading.part !== 'fraction') return false;
    const { orders, rests } = reading.part === 'whole' ? atPoint(reading, side) : reading;
    const digits = reading.part === 'whole' ? 0 : reading.digits;
    // What ends here is less than a bound that begins so and goes on.
    if (!side.fits(orders.map((order, i) => (order === 0 && digits < side.bounds[i]!.fraction.length ? -1 : order)))) return false;
    return rests.every((rest, i) => {
      const { modulus, scale } = divisors[i]!;
      const left = rest < 0 ? 1 : Number((BigInt(rest) * 10n ** BigInt(Math.max(0, scale - digits))) % BigInt(modulus));
      const divides = rest >= 0 && left === 0;
      return i < set.multiples.length ? divides : !divides;
    });
  }
}

const parts: readonly Reading['part'][] = ['start', 'whole', 'point', 'fraction', 'e', 'sign', 'power'];

/** What tells readings apart; a number for nearly all of them, since strings are slow to make. */
function keyOf({ negative, part, digits, orders, rests, scaled, power, powers }: Reading): string | number {
  // A side has two bounds at most.
  const key =
    ((digits * parts.length + parts.indexOf(part)) * 2 + (negative ? 1 : 0)) * 16 + 4 * ((orders[0] ?? 0) + 1) + (orders[1] ?? 0) + 1;
  if (rests.length === 0 && scaled.length === 0 && !power && !powers) return key;
  return `${key}|${rests.join()}|${scaled.join()}|${power?.join() ?? ''}|${keyOfSpan(powers?.large)}|${keyOfSpan(powers?.small)}`;
}

/** One power for all that nothing tells apart: whether it is one that fits, and whether digits may follow (up to 299). */
function samePower(digits: number, value: number, span: Span): number {
  if (digits === 1) return value;
  const fits = isIn(value, span);
  if (digits === 2 && value >= 10 && value < 30) return fits && span.most === mostPower ? 29 : value;
  return fits ? span.most : -1;
}
