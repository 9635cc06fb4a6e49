import { afterBlank, type Frame, type Lexer, type Machine, type Node } from './machine.js';
import { bit, type Labels, type NameLexer } from './name-lexer.js';
import { Registers } from './registers.js';

const phases = { open: 0, item: 1, after: 2, comma: 3 } as const;

/** Which items an array has: of listed ones bits, of others the texts. */
interface Items {
  readonly seen: Labels;
  readonly count: number;
  readonly texts: readonly string[];
}

const mostTexts = 4096;

/** An array of strings of which no two are equal. */
export class UniqueArrayNode implements Node {
  least = Infinity;
  readonly #registers: Registers<Items>;
  readonly #all: Labels;

  constructor(
    readonly machine: Machine,
    readonly strings: NameLexer,
    /** How many strings are listed; the label behind them, if any string has it, is for all others. */
    readonly listed: number,
    readonly hasOthers: boolean,
    readonly min: number,
    readonly max: number,
  ) {
    this.#all = (1n << BigInt(listed + (hasOthers ? 1 : 0))) - 1n;
    this.#registers = new Registers<Items>({ seen: 0n, count: 0, texts: [] }, keyOf);
  }

  shorten(): boolean {
    const least = 1 + this.#restCost(0, true);
    if (!(least < this.least)) return false;
    this.least = least;
    return true;
  }

  enter(byte: number, below: Frame, out: Frame[]): void {
    if (byte === 0x5b) out.push(this.machine.frame(this, phases.open, 0, below));
  }

  step(frame: Frame, byte: number, out: Frame[]): void {
    const { register, below } = frame;
    const phase = frame.at & 3;
    const detail = frame.at >> 2;
    const { automaton } = this.strings;
    if (phase === phases.item) {
      const state = automaton.step(detail, byte);
      if (state < 0 || !this.#live(register)[state]) return;
      const text = this.hasOthers ? frame.text + String.fromCharCode(byte) : '';
      const label = automaton.labels[state]!;
      if (label < 0 && text && this.#registers.get(register).texts.includes(`${text}"`) && this.strings.mustEnd(state)) return;
      if (label < 0) out.push(this.machine.frame(this, phases.item | (state << 2), register, below, text));
      else {
        const next = this.#with(register, label, text);
        if (next >= 0) out.push(this.machine.frame(this, phases.after, next, below));
      }
      return;
    }
    const { generating } = this.machine;
    const dense = generating && phase === phases.after && this.#registers.get(register).count < this.min;
    const blank = dense ? -1 : afterBlank(detail, byte, generating);
    if (blank >= 0) out.push(this.machine.frame(this, phase | (blank << 2), register, below));
    else if (phase === phases.after && byte === 0x2c && (detail === 0 || !generating) && this.#allowed(register) !== 0n) {
      out.push(this.machine.frame(this, phases.comma, register, below));
    } else if (phase !== phases.after && byte === 0x22) {
      const state = automaton.step(0, byte);
      if (state >= 0 && this.#live(register)[state]) out.push(this.machine.frame(this, phases.item | (state << 2), register, below));
    } else if (byte === 0x5d && phase !== phases.comma && this.#registers.get(register).count >= this.min) out.push(below!);
  }

  lexer(frame: Frame): Lexer | undefined {
    if ((frame.at & 3) !== phases.item) return undefined;
    const { register, below } = frame;
    const { automaton } = this.strings;
    return {
      automaton,
      state: frame.at >> 2,
      open: true,
      live: this.#live(register),
      beyond: (state) => {
        const label = automaton.labels[state]!;
        return label < 0 ? [] : [this.machine.frame(this, phases.after, this.#with(register, label, undefined), below)];
      },
    };
  }

  moved({ register, below }: Frame, state: number): Frame {
    return this.machine.frame(this, phases.item | (state << 2), register, below);
  }

  cost(frame: Frame): number {
    const phase = frame.at & 3;
    const { register } = frame;
    if (phase === phases.open || phase === phases.after) return this.#restCost(register, phase === phases.open);
    const nearest = this.strings.nearest(phase === phases.item ? frame.at >> 2 : 0, this.#allowed(register));
    return nearest ? nearest.tokens + this.#restCost(this.#with(register, nearest.label, undefined), false) : Infinity;
  }

  #restCost(register: number, first: boolean): number {
    const missing = Math.max(0, this.min - this.#registers.get(register).count);
    if (missing === 0) return 1;
    let rest = this.#allowed(register);
    let cost = 1;
    for (let i = 0; i < missing; i++) {
      const nearest = this.strings.nearest(0, rest);
      if (!nearest) return Infinity;
      // Strings of one's own get longer, so that they differ.
      cost += 1 + nearest.tokens + (nearest.label >= this.listed ? i : 0);
      if (nearest.label < this.listed) rest &= ~bit(nearest.label);
    }
    return first ? cost - 1 : cost;
  }

  #allowed(register: number): Labels {
    const { seen, count } = this.#registers.get(register);
    return count >= this.max ? 0n : this.#all & ~seen;
  }

  #live(register: number): Uint8Array {
    return this.strings.live(this.#allowed(register));
  }

  /** -1 where that string is there already. */
  #with(register: number, label: number, text: string | undefined): number {
    const { seen, count, texts } = this.#registers.get(register);
    const listed = label < this.listed;
    if (!listed && text && (texts.includes(text) || texts.length >= mostTexts)) return -1;
    return this.#registers.of({
      seen: listed ? seen | bit(label) : seen,
      count: this.max === Infinity ? Math.min(count + 1, this.min) : count + 1,
      texts: listed || !text ? texts : [...texts, text],
    });
  }
}

const keyOf = (items: Items) => `${items.seen.toString(36)},${items.count},${JSON.stringify(items.texts)}`;
