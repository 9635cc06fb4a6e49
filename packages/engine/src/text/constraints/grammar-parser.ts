import type { Pattern } from './pattern.js';
import { anyCharacter, complementRanges, type Ranges, toRanges } from './ranges.js';
import { refuse } from './refuse.js';

export interface Grammar {
  readonly names: readonly string[];
  readonly rules: readonly Pattern[];
  readonly root: number;
}

const longest = 200_000;
const deepest = 100;
const mostRepeats = 10_000;
const escapes: Record<string, number> = {
  n: 10,
  r: 13,
  t: 9,
  '\\': 0x5c,
  '"': 0x22,
  '[': 0x5b,
  ']': 0x5d,
  '-': 0x2d,
  '^': 0x5e,
  '/': 0x2f,
};

/**
 * Reads a grammar as llama.cpp writes them (GBNF): `name ::= …`, "literals", [sets], (groups), `|`, `* + ? {m,n}`, `.` for any character, `#`
 * comments. A rule ends where a line does, unless it is inside a group or goes on with `|`.
 * @throws {SaguimError} `unsupported`, with the line
 */
export function parseGrammar(text: string): Grammar {
  return new GrammarParser(text).parse();
}

class GrammarParser {
  readonly #text: string;
  readonly #numbers = new Map<string, number>();
  readonly #rules: (Pattern | undefined)[] = [];
  readonly #used = new Map<number, number>();
  #at = 0;
  #depth = 0;

  constructor(text: unknown) {
    if (typeof text !== 'string' || text.length > longest) refuse(`A grammar must be a text of at most ${longest} characters`, 'grammar');
    this.#text = text;
  }

  parse(): Grammar {
    this.#skip(true);
    while (this.#at < this.#text.length) {
      const name = this.#name() ?? this.#refuse('A rule must begin with a name');
      this.#skip(false);
      if (!this.#take('::=') && !this.#take('=')) this.#refuse('After the name of a rule comes "::="');
      const number = this.#number(name);
      if (this.#rules[number]) this.#refuse(`The rule "${name}" is there twice`);
      this.#skip(true);
      this.#rules[number] = this.#choice();
      this.#take(';');
      this.#skip(true);
    }
    const names = [...this.#numbers.keys()];
    const root = this.#numbers.get('root');
    if (root === undefined || !this.#rules[root]) refuse('The grammar has no rule "root"', 'grammar');
    const rules = this.#rules.map((rule, i) => {
      if (!rule) this.#refuse(`The rule "${names[i]}" is missing`, this.#used.get(i));
      return rule;
    });
    return { names, rules, root };
  }

  #refuse(what: string, at = this.#at): never {
    const line = this.#text.slice(0, at).split('\n').length;
    refuse(what, `grammar, line ${line}`);
  }

  #number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      this.#numbers.set(name, (number = this.#numbers.size));
      this.#rules.push(undefined);
    }
    return number;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** White space and comments; over the ends of lines only where that is asked for. */
  #skip(lines: boolean): void {
    const blank = lines ? /(?:\s|#[^\n]*)*/y : /(?:[ \t]|#[^\n]*)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#at = blank.lastIndex;
  }

  #name(): string | undefined {
    const name = /[A-Za-z_][A-Za-z0-9_-]*/y;
    name.lastIndex = this.#at;
    const match = name.exec(this.#text);
    if (match) this.#at = name.lastIndex;
    return match?.[0];
  }

  #choice(): Pattern {
    if (++this.#depth > deepest) this.#refuse('Groups are nested too deeply');
    const of = [this.#sequence()];
    for (;;) {
      const before = this.#at;
      this.#skip(true);
      if (!this.#take('|')) {
        // What follows is another rule.
        if (this.#depth === 1) this.#at = before;
        break;
      }
      this.#skip(true);
      of.push(this.#sequence());
    }
    this.#depth--;
    return of.length === 1 ? of[0]! : { is: 'choice', of };
  }

  #sequence(): Pattern {
    const of: Pattern[] = [];
    for (;;) {
      this.#skip(this.#depth > 1);
      const atom = this.#atom();
      if (!atom) break;
      of.push(this.#repeated(atom));
    }
    return of.length === 1 ? of[0]! : { is: 'sequence', of };
  }

  #atom(): Pattern | undefined {
    const next = this.#text[this.#at];
    if (next === '"' || next === "'") return this.#literal(next);
    if (next === '[') return { is: 'set', ranges: this.#set() };
    if (this.#take('.')) return { is: 'set', ranges: anyCharacter };
    if (this.#take('(')) {
      this.#skip(true);
      const inner = this.#choice();
      this.#skip(true);
      if (!this.#take(')')) this.#refuse('A group is not closed');
      return inner;
    }
    const before = this.#at;
    const name = this.#name();
    if (name === undefined) {
      if (next !== undefined && !'|);\n\r'.includes(next)) this.#refuse(`"${next}" is not expected here`);
      return undefined;
    }
    const after = this.#at;
    this.#skip(false);
    if (/^(::=|=)/.test(this.#text.slice(this.#at, this.#at + 3))) {
      // The next rule begins.
      this.#at = before;
      return undefined;
    }
    this.#at = after;
    const rule = this.#number(name);
    this.#used.set(rule, before);
    return { is: 'call', rule };
  }

  #repeated(atom: Pattern): Pattern {
    if (this.#take('*')) return this.#repeated({ is: 'repeat', of: atom, least: 0, most: Infinity });
    if (this.#take('+')) return this.#repeated({ is: 'repeat', of: atom, least: 1, most: Infinity });
    if (this.#take('?')) return this.#repeated({ is: 'repeat', of: atom, least: 0, most: 1 });
    if (!this.#take('{')) return atom;
    const count = /\s*(\d{1,6})\s*(,\s*(\d{1,6})?\s*)?\}/y;
    count.lastIndex = this.#at;
    const match = count.exec(this.#text);
    if (!match) this.#refuse('A count is written {m}, {m,} or {m,n}');
    this.#at = count.lastIndex;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? Infinity : Number(match[3]);
    if (least > most || least > mostRepeats || (most !== Infinity && most > mostRepeats))
      this.#refuse(`A count must be at most ${mostRepeats}`);
    return { is: 'repeat', of: atom, least, most };
  }

  #literal(quote: string): Pattern {
    this.#at++;
    const of: Pattern[] = [];
    while (!this.#take(quote)) {
      const code = this.#character('A text is not closed');
      of.push({ is: 'set', ranges: [code, code] });
    }
    return { is: 'sequence', of };
  }

  #set(): Ranges {
    this.#at++;
    const negated = this.#take('^');
    const pairs: number[] = [];
    while (!this.#take(']')) {
      const from = this.#character('A set is not closed');
      let to = from;
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']') {
        this.#at++;
        to = this.#character('A set is not closed');
        if (to < from) this.#refuse('A range runs backwards');
      }
      pairs.push(from, to);
    }
    return negated ? complementRanges(toRanges(pairs)) : toRanges(pairs);
  }

  #character(unfinished: string): number {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined || code === 10) this.#refuse(unfinished);
    this.#at += code > 0xffff ? 2 : 1;
    if (code !== 0x5c) return code;
    const letter = this.#text[this.#at++] ?? this.#refuse(unfinished);
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) {
      const hex = this.#text.slice(this.#at, this.#at + digits);
      if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) || Number.parseInt(hex, 16) > 0x10ffff)
        this.#refuse(`\\${letter} needs ${digits} digits`);
      this.#at += digits;
      return Number.parseInt(hex, 16);
    }
    return escapes[letter] ?? this.#refuse(`"\\${letter}" is no escape`);
  }
}
