import type { Pattern } from './pattern.js';
import { anyCharacter, complementRanges, intersectRanges, lastCodePoint, type Ranges, toRanges } from './ranges.js';
import { refuse } from './refuse.js';

const digits: Ranges = [0x30, 0x39];
const wordCharacters: Ranges = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const lineEnds: Ranges = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];
const spaces = toRanges([
  9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff,
]);
const classes: Record<string, Ranges> = { d: digits, w: wordCharacters, s: spaces };
const controls: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const mostRepeats = 10_000;
const deepest = 200;

export interface RegexSource {
  readonly source: string;
  /** Of JavaScript: `i`, `s` and `u` (or `v`) change what matches, `d`, `g` and `y` nothing; `m` is refused. */
  readonly flags?: string;
  /** Where the expression stands, for errors. */
  readonly where: string;
}

/**
 * A JavaScript regular expression (https://tc39.es/ecma262/#sec-patterns) as a pattern. Without `u`, sets of characters stop at U+FFFF, where
 * characters have two units there.
 * @throws {SaguimError} `unsupported` for what looks around or back, and for what is no expression
 */
export function parseRegex(source: RegexSource): Pattern {
  return new RegexParser(source).parse();
}

/** Characters with a Unicode property, found by asking the host's own expressions once. */
const properties = new Map<string, Ranges>();

class RegexParser {
  readonly #text: readonly string[];
  readonly #where: string;
  readonly #ignoreCase: boolean;
  readonly #dotAll: boolean;
  readonly #unicode: boolean;
  #at = 0;
  #depth = 0;

  constructor({ source, flags = '', where }: RegexSource) {
    this.#where = where;
    try {
      new RegExp(source, flags);
    } catch (error) {
      refuse(`No regular expression: ${error instanceof Error ? error.message.slice(0, 200) : ''}`, where);
    }
    if (flags.includes('m')) this.#refuse('The flag "m"');
    this.#ignoreCase = flags.includes('i');
    this.#dotAll = flags.includes('s');
    this.#unicode = /[uv]/.test(flags);
    if (flags.includes('v') && /--|&&|\\q/.test(source)) this.#refuse('An operation on sets');
    this.#text = Array.from(source);
  }

  parse(): Pattern {
    return this.#choice();
  }

  #refuse(what: string): never {
    refuse(`${what} in a regular expression cannot be decoded token by token`, this.#where);
  }

  get #next(): string | undefined {
    return this.#text[this.#at];
  }

  #take(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#text[this.#at + i] !== text[i]) return false;
    this.#at += text.length;
    return true;
  }

  #choice(): Pattern {
    if (++this.#depth > deepest) this.#refuse(`More than ${deepest} groups in each other`);
    const of: Pattern[] = [this.#sequence()];
    while (this.#take('|')) of.push(this.#sequence());
    this.#depth--;
    return of.length === 1 ? of[0]! : { is: 'choice', of };
  }

  #sequence(): Pattern {
    const of: Pattern[] = [];
    while (this.#next !== undefined && this.#next !== '|' && this.#next !== ')') of.push(this.#repeated(this.#atom()));
    return of.length === 1 ? of[0]! : { is: 'sequence', of };
  }

  #repeated(atom: Pattern): Pattern {
    const range = this.#quantifier();
    if (!range) return atom;
    this.#take('?'); // lazy or not, the same texts match
    const [least, most] = range;
    if (least > mostRepeats || (most !== Infinity && most > mostRepeats)) this.#refuse(`More than ${mostRepeats} repetitions`);
    return { is: 'repeat', of: atom, least, most };
  }

  #quantifier(): [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (this.#next !== '{') return undefined;
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 40).join(''));
    if (!match) return undefined;
    this.#at += match[0].length;
    const least = Number(match[1]);
    return [least, match[2] === undefined ? least : match[3] === '' ? Infinity : Number(match[3])];
  }

  #atom(): Pattern {
    if (this.#take('(')) {
      if (this.#take('?=') || this.#take('?!') || this.#take('?<=') || this.#take('?<!')) this.#refuse('Looking ahead or behind');
      if (this.#take('?<')) while (!this.#take('>')) this.#at++;
      else if (this.#take('?') && !this.#take(':')) this.#refuse('A group with flags');
      const inner = this.#choice();
      this.#take(')');
      return inner;
    }
    if (this.#take('^')) return { is: 'begin' };
    if (this.#take('$')) return { is: 'end' };
    if (this.#take('.')) return this.#set(this.#dotAll ? anyCharacter : complementRanges(lineEnds), true);
    if (this.#take('[')) return this.#set(this.#class(), true);
    if (this.#take('\\')) {
      const next = this.#next;
      if (next === 'b' || next === 'B') this.#refuse(`"\\${next}"`);
      if (next !== undefined && (/[1-9]/.test(next) || (next === 'k' && (this.#unicode || this.#text[this.#at + 1] === '<'))))
        this.#refuse('A reference back');
      const escaped = this.#escape();
      return typeof escaped === 'number' ? this.#set([escaped, escaped]) : this.#set(escaped, true);
    }
    const code = this.#text[this.#at++]!.codePointAt(0)!;
    return this.#set([code, code]);
  }

  #set(ranges: Ranges, isClass = false): Pattern {
    let all = this.#ignoreCase ? withBothCases(ranges) : ranges;
    all = intersectRanges(all, anyCharacter);
    return { is: 'set', ranges: isClass && !this.#unicode ? intersectRanges(all, [0, 0xffff]) : all };
  }

  #class(): Ranges {
    const negated = this.#take('^');
    const pairs: number[] = [];
    while (!this.#take(']')) {
      if (this.#next === '[' && this.#unicode && this.#text.join('').includes('[[')) this.#refuse('A set in a set');
      const from = this.#classAtom();
      if (this.#next === '-' && this.#text[this.#at + 1] !== ']' && this.#text[this.#at + 1] !== undefined && typeof from === 'number') {
        this.#at++;
        const to = this.#classAtom();
        if (typeof to === 'number') pairs.push(from, to);
        else pairs.push(from, from, 0x2d, 0x2d, ...to);
      } else if (typeof from === 'number') pairs.push(from, from);
      else pairs.push(...from);
    }
    const ranges = toRanges(pairs);
    if (!negated) return ranges;
    return complementRanges(this.#ignoreCase ? withBothCases(ranges) : ranges);
  }

  #classAtom(): number | Ranges {
    if (!this.#take('\\')) return this.#text[this.#at++]!.codePointAt(0)!;
    if (this.#take('b')) return 8;
    return this.#escape();
  }

  /** What stands after a backslash. */
  #escape(): number | Ranges {
    const letter = this.#text[this.#at++]!;
    const lower = letter.toLowerCase();
    if (lower in classes) return letter === lower ? classes[lower]! : complementRanges(classes[lower]!);
    if (letter in controls) return controls[letter]!;
    if (lower === 'p' && this.#unicode) {
      let name = '';
      this.#take('{');
      while (!this.#take('}')) name += this.#text[this.#at++]!;
      const ranges = propertyRanges(name);
      return letter === 'p' ? ranges : complementRanges(ranges);
    }
    if (letter === 'c' && /[a-z]/i.test(this.#next ?? '')) return this.#text[this.#at++]!.charCodeAt(0) & 31;
    if (letter === '0') return 0;
    if (letter === 'x') return this.#hex(2) ?? 0x78;
    if (letter === 'u') {
      if (this.#unicode && this.#take('{')) {
        let value = '';
        while (!this.#take('}')) value += this.#text[this.#at++]!;
        return Number.parseInt(value, 16);
      }
      const high = this.#hex(4);
      if (high === undefined) return 0x75;
      if (high >= 0xd800 && high < 0xdc00 && this.#take('\\u')) {
        const low = this.#hex(4);
        if (low !== undefined && low >= 0xdc00 && low < 0xe000) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        this.#refuse('Half a character');
      }
      return high;
    }
    return letter.codePointAt(0)!;
  }

  #hex(length: number): number | undefined {
    const text = this.#text.slice(this.#at, this.#at + length).join('');
    if (text.length !== length || !/^[0-9a-f]+$/i.test(text)) return undefined;
    this.#at += length;
    return Number.parseInt(text, 16);
  }
}

function propertyRanges(name: string): Ranges {
  let ranges = properties.get(name);
  if (!ranges) {
    const test = new RegExp(`^\\p{${name}}$`, 'u');
    const found: number[] = [];
    for (let code = 0; code <= lastCodePoint; code++) {
      if (code === 0xd800) code = 0xe000;
      if (!test.test(String.fromCodePoint(code))) continue;
      if (found.at(-1) === code - 1) found[found.length - 1] = code;
      else found.push(code, code);
    }
    properties.set(name, (ranges = found));
  }
  return ranges;
}

/** Letters with a second case, up to the end of Cyrillic and in the Latin and Greek extensions. */
let cased: readonly (readonly [number, number])[] | undefined;

function withBothCases(ranges: Ranges): Ranges {
  if (!cased) {
    const pairs: [number, number][] = [];
    for (let code = 0x41; code <= 0x2cff; code++) {
      const text = String.fromCharCode(code);
      for (const other of [text.toLowerCase(), text.toUpperCase()]) {
        // Beyond ASCII nothing folds into ASCII.
        if (other.length === 1 && other !== text && (code < 0x80 || other.charCodeAt(0) >= 0x80)) pairs.push([code, other.charCodeAt(0)]);
      }
    }
    cased = pairs;
  }
  const more = [...ranges];
  for (const [code, other] of cased) {
    for (let i = 0; i < ranges.length && ranges[i]! <= code; i += 2) if (code <= ranges[i + 1]!) more.push(other, other);
  }
  return toRanges(more);
}
