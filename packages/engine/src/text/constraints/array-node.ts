import { afterBlank, type Frame, type Machine, type Node } from './machine.js';
import { Registers } from './registers.js';
import type { ValueNode } from './value-node.js';

const phases = { open: 0, after: 1, comma: 2 } as const;

/** How an item may be: its value, and which of the containments it counts for. */
export interface ItemChoice {
  readonly value: ValueNode;
  /** Bits of containments. */
  readonly counts: number;
}

export interface Contained {
  readonly least: number;
  readonly most: number;
}

/** How many items an array has, counted as far as it matters, and how many for each containment. */
interface Items {
  readonly index: number;
  readonly counts: readonly number[];
}

/** An array of one shape. Its register says how many items it has. */
export class ArrayNode implements Node {
  least = Infinity;
  readonly #registers: Registers<Items>;

  constructor(
    readonly machine: Machine,
    /** What each of the first items may be; the last entry is for all that follow. */
    readonly choices: readonly (readonly ItemChoice[])[],
    readonly min: number,
    readonly max: number,
    readonly contained: readonly Contained[],
  ) {
    this.#registers = new Registers<Items>({ index: 0, counts: contained.map(() => 0) }, keyOf);
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
    const blanks = frame.at >> 2;
    const { generating } = this.machine;
    const dense = generating && phase === phases.after && !this.#closes(register);
    const blank = dense ? -1 : afterBlank(blanks, byte, generating);
    if (blank >= 0) {
      out.push(this.machine.frame(this, phase | (blank << 2), register, below));
      return;
    }
    if (phase === phases.after) {
      if (byte === 0x2c && (blanks === 0 || !generating) && this.#choices(register).length > 0)
        out.push(this.machine.frame(this, phases.comma, register, below));
    } else {
      for (const { value, counts } of this.#choices(register))
        value.enter(byte, this.machine.frame(this, phases.after, this.#with(register, counts), below), out);
    }
    if (byte === 0x5d && phase !== phases.comma && this.#closes(register)) out.push(below!);
  }

  cost(frame: Frame): number {
    const phase = frame.at & 3;
    const { register } = frame;
    if (phase !== phases.comma) return this.#restCost(register, phase === phases.open);
    if (!this.#closes(register)) return this.#restCost(register, true);
    return Math.min(
      ...this.#choices(register).map(({ value, counts }) => value.least + this.#restCost(this.#with(register, counts), false)),
    );
  }

  #choicesAt(index: number): readonly ItemChoice[] {
    return this.choices[Math.min(index, this.choices.length - 1)]!;
  }

  /** What the next item may be, so that the array can still be finished. */
  #choices(register: number): readonly ItemChoice[] {
    const { index, counts } = this.#registers.get(register);
    if (index >= this.max) return [];
    return this.#choicesAt(index).filter((choice) => {
      if (choice.value.least === Infinity) return false;
      let missing = 0;
      for (const [i, { least, most }] of this.contained.entries()) {
        const count = counts[i]! + ((choice.counts >> i) & 1);
        if (count > most) return false;
        missing += Math.max(0, least - count);
      }
      return missing <= this.max - index - 1;
    });
  }

  #closes(register: number): boolean {
    const { index, counts } = this.#registers.get(register);
    return index >= this.min && this.contained.every(({ least }, i) => counts[i]! >= least);
  }

  /** Items that are missing, and the closing bracket. */
  #restCost(register: number, first: boolean): number {
    const { index, counts } = this.#registers.get(register);
    let cost = 1;
    let items = 0;
    let at = index;
    this.contained.forEach(({ least }, i) => {
      for (let missing = least - counts[i]!; missing > 0; missing--) {
        let best = Infinity;
        for (let j = at; j <= Math.max(at, this.choices.length - 1); j++) {
          for (const choice of this.#choicesAt(j)) if ((choice.counts >> i) & 1) best = Math.min(best, choice.value.least);
        }
        cost += 1 + best;
        items++;
        // Far from the beginning all are alike.
        if (at >= this.choices.length - 1 && missing > 1) {
          cost += (missing - 1) * (1 + best);
          items += missing - 1;
          missing = 1;
        }
      }
    });
    const last = this.choices.length - 1;
    for (; at < this.min - items; at++) {
      const best = Math.min(...this.#choicesAt(at).map(({ value }) => value.least));
      const many = at >= last ? this.min - items - at : 1;
      cost += many * (1 + best);
      at += many - 1;
    }
    // The first item has no comma before it.
    return first && cost > 1 ? cost - 1 : cost;
  }

  #with(register: number, matched: number): number {
    const { index, counts } = this.#registers.get(register);
    // What is beyond all bounds is not counted.
    const bound = Math.max(this.choices.length - 1, this.min, this.max === Infinity ? 0 : this.max);
    const next = this.contained.map(({ least, most }, i) =>
      Math.min(counts[i]! + ((matched >> i) & 1), most === Infinity ? least : most + 1),
    );
    return this.#registers.of({ index: Math.min(index + 1, bound), counts: next });
  }
}

const keyOf = (items: Items) => `${items.index},${items.counts.join()}`;
