import { afterBlank, type Frame, type Lexer, type Machine, type Node } from './machine.js';
import { bit, type Labels, type NameLexer } from './name-lexer.js';
import { Registers } from './registers.js';
import type { ValueNode } from './value-node.js';

/** Where in an object a frame is. The low 6 bits of `at` count white space; in a name all above 3 bits are the lexer's state. */
const phases = { open: 0, name: 1, named: 2, colon: 3, after: 4, comma: 5 } as const;

/** What an object has so far. */
interface Members {
  readonly seen: Labels;
  readonly count: number;
  /** The last that came, by its place in the schema; -1 at first. */
  readonly last: number;
  /** Names beyond those that the schema lists. */
  readonly others: readonly string[];
}

export interface NamedMember {
  readonly name: string;
  readonly value: ValueNode;
  readonly required: boolean;
}

const mostOthers = 512;

/** An object of one shape. Its register says which members it has. */
export class ObjectNode implements Node {
  least = Infinity;
  readonly #registers: Registers<Members>;
  readonly #allowed = new Map<number, Labels>();
  readonly #costs: number[] = [];

  constructor(
    readonly machine: Machine,
    /** In the order of the schema. */
    readonly members: readonly NamedMember[],
    /** Values of all other names, by the lexer's labels behind the members'. */
    readonly others: readonly { readonly value: ValueNode; readonly implied: boolean }[],
    readonly names: NameLexer,
    readonly min: number,
    readonly max: number,
  ) {
    this.#registers = new Registers<Members>({ seen: 0n, count: 0, last: -1, others: [] }, keyOf);
  }

  /** Looks again how short it can be, from what is known of its values. */
  shorten(): boolean {
    this.#costs.length = 0;
    const least = 1 + this.#restCost(0);
    if (!(least < this.least)) return false;
    this.least = least;
    return true;
  }

  enter(byte: number, below: Frame, out: Frame[]): void {
    if (byte === 0x7b) out.push(this.#frame(phases.open, 0, 0, below));
  }

  #frame(phase: number, detail: number, register: number, below: Frame | undefined, text = ''): Frame {
    return this.machine.frame(this, phase + 8 * detail, register, below, text);
  }

  step(frame: Frame, byte: number, out: Frame[]): void {
    const { register, below } = frame;
    const phase = frame.at & 7;
    const detail = frame.at >> 3;
    const { generating } = this.machine;
    if (phase === phases.name) {
      const state = this.names.automaton.step(detail, byte);
      if (state < 0 || !this.#live(register)[state]) return;
      const label = this.names.automaton.labels[state]!;
      // Only names that the schema does not list must be remembered.
      const keeps = this.others.length > 0 && this.#registers.get(register).others.length < mostOthers;
      const text = keeps ? frame.text + String.fromCharCode(byte) : '';
      // A name that is there already, and cannot get longer, leads nowhere.
      if (label < 0 && text && this.#registers.get(register).others.includes(`${text}"`) && this.names.mustEnd(state)) return;
      if (label < 0) out.push(this.#frame(phases.name, state, register, below, text));
      else {
        const next = this.#with(register, label, text);
        if (next >= 0) out.push(this.#frame(phases.named, label * 64, next, below));
      }
      return;
    }
    const inName = phase === phases.named || phase === phases.colon;
    // Where a text is made, white space stands before what may come behind it alone: never before a comma or a colon.
    const dense = generating && (phase === phases.named || (phase === phases.after && !this.#closes(register)));
    const blank = dense ? -1 : afterBlank(detail & 63, byte, generating);
    if (blank >= 0) {
      out.push(this.#frame(phase, inName ? (detail & ~63) | blank : blank, register, below));
      return;
    }
    switch (phase) {
      case phases.named:
        if (byte === 0x3a) out.push(this.#frame(phases.colon, detail & ~63, register, below));
        return;
      case phases.colon:
        this.#value(detail >> 6).enter(byte, this.#frame(phases.after, 0, register, below), out);
        return;
      case phases.open:
      case phases.comma:
        if (byte === 0x22) this.#openName(register, below, out);
        else if (byte === 0x7d && phase === phases.open && this.#closes(register)) out.push(below!);
        return;
      case phases.after:
        if (byte === 0x2c && (detail === 0 || !generating) && this.allowed(register) !== 0n)
          out.push(this.#frame(phases.comma, 0, register, below));
        else if (byte === 0x7d && this.#closes(register)) out.push(below!);
    }
  }

  #openName(register: number, below: Frame | undefined, out: Frame[]): void {
    const state = this.names.automaton.step(0, 0x22);
    if (state >= 0 && this.#live(register)[state]) out.push(this.#frame(phases.name, state, register, below));
  }

  lexer(frame: Frame): Lexer | undefined {
    if ((frame.at & 7) !== phases.name) return undefined;
    const { register, below } = frame;
    return {
      automaton: this.names.automaton,
      state: frame.at >> 3,
      open: true,
      live: this.#live(register),
      beyond: (state) => {
        const label = this.names.automaton.labels[state]!;
        // Which name it was does not matter for what may come right behind it.
        const next = label < 0 ? -1 : this.#with(register, label, undefined);
        return next < 0 ? [] : [this.#frame(phases.named, label * 64, next, below)];
      },
    };
  }

  moved({ register, below }: Frame, state: number): Frame {
    return this.#frame(phases.name, state, register, below);
  }

  cost(frame: Frame): number {
    const { register } = frame;
    const phase = frame.at & 7;
    const detail = frame.at >> 3;
    switch (phase) {
      case phases.name:
        return this.#nameCost(detail, register);
      case phases.named:
        return 1 + this.#value(detail >> 6).least + this.#restCost(register);
      case phases.colon:
        return this.#value(detail >> 6).least + this.#restCost(register);
      case phases.comma:
        return this.#nameCost(0, register);
      default:
        return this.#restCost(register);
    }
  }

  /** From inside a name: to the nearest that may come, or to one that must. */
  #nameCost(state: number, register: number): number {
    const allowed = this.allowed(register);
    const missing = this.members.findIndex(({ required }, i) => required && (this.#registers.get(register).seen & bit(i)) === 0n);
    let best = Infinity;
    for (const labels of missing < 0 ? [allowed] : [allowed, allowed & bit(missing)]) {
      const nearest = this.names.nearest(state, labels);
      if (!nearest) continue;
      const next = this.#with(register, nearest.label, undefined);
      best = Math.min(best, nearest.tokens + this.#value(nearest.label).least + this.#restCost(next));
    }
    return best;
  }

  /** Behind a value: members that are missing, and the closing brace. */
  #restCost(register: number): number {
    const known = this.#costs[register];
    if (known !== undefined) return known;
    const { seen, count } = this.#registers.get(register);
    let cost = 1;
    let missing = this.min - count;
    const nameless: number[] = [];
    this.members.forEach(({ required, value }, label) => {
      if ((seen & bit(label)) !== 0n) return;
      const one = 1 + (this.names.nearest(0, bit(label))?.tokens ?? Infinity) + value.least;
      if (!required) nameless.push(one);
      else {
        cost += one;
        missing--;
      }
    });
    if (missing > 0) {
      const other = Math.min(
        ...this.others.map(({ value }, i) => 3 + (this.names.nearest(0, bit(this.members.length + i))?.tokens ?? Infinity) + value.least),
      );
      nameless.sort((a, b) => a - b);
      for (let i = 0; i < missing; i++) cost += Math.min(nameless[i] ?? Infinity, other);
    }
    if (cost < Infinity) this.#costs[register] = cost;
    return cost;
  }

  #value(label: number): ValueNode {
    return (this.members[label] ?? this.others[label - this.members.length]!).value;
  }

  #closes(register: number): boolean {
    return this.#registers.get(register).count >= this.min && this.#missing(register) === 0;
  }

  #missing(register: number): number {
    const { seen } = this.#registers.get(register);
    return this.members.reduce((sum, { required }, i) => sum + (required && (seen & bit(i)) === 0n ? 1 : 0), 0);
  }

  #live(register: number): Uint8Array {
    return this.names.live(this.allowed(register));
  }

  /** Labels that may come next. */
  allowed(register: number): Labels {
    const key = register * 2 + (this.machine.generating ? 1 : 0);
    let allowed = this.#allowed.get(key);
    if (allowed === undefined) this.#allowed.set(key, (allowed = this.#allowedNow(register)));
    return allowed;
  }

  #allowedNow(register: number): Labels {
    const { seen, count, last } = this.#registers.get(register);
    const { generating } = this.machine;
    const { members } = this;
    const missing = this.#missing(register);
    const room = this.max - count - missing;
    if (count >= this.max) return 0n;
    const open = members.map(
      ({ required, value }, i) => (seen & bit(i)) === 0n && value.least < Infinity && (!generating || required || i > last),
    );
    const firstMissing = members.findIndex(({ required }, i) => required && open[i]);
    const optional = members.map((_, i) => i).filter((i) => open[i] && !members[i]!.required);
    const needed = this.min - count - missing;
    let allowed = 0n;
    let anyOther = false;
    this.others.forEach(({ value, implied }, i) => {
      if (value.least === Infinity) return;
      anyOther = true;
      if (room <= 0) return;
      // Names that the schema lists come first; others are made up where it speaks of them, or where listed ones do not suffice.
      if (generating && (missing > 0 || (implied && members.length > 0 && needed <= optional.length))) return;
      allowed |= bit(members.length + i);
    });
    members.forEach(({ required }, i) => {
      if (!open[i] || (!required && room <= 0)) return;
      if (generating) {
        if (firstMissing >= 0 && i > firstMissing) return;
        // Those that are passed over do not come back: enough must be left.
        const left = optional.filter((other) => other > Math.max(i, last)).length + (required ? 0 : 1);
        if (!anyOther && left < needed) return;
      }
      allowed |= bit(i);
    });
    return allowed;
  }

  /** The register with one more member; -1 where that name is there already. */
  #with(register: number, label: number, text: string | undefined): number {
    const { seen, count, others } = this.#registers.get(register);
    const listed = label < this.members.length;
    if (!listed && text && others.includes(text)) return -1;
    return this.#registers.of({
      seen: listed ? seen | bit(label) : seen,
      // What counts no more is not counted.
      count: this.max === Infinity ? Math.min(count + 1, this.min) : count + 1,
      last: listed ? label : this.members.length,
      others: listed || !text || others.length >= mostOthers ? others : [...others, text],
    });
  }
}

const keyOf = ({ seen, count, last, others }: Members) => `${seen.toString(36)},${count},${last},${JSON.stringify(others)}`;
