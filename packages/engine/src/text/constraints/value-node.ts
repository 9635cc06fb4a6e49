import type { Frame, Machine, Node } from './machine.js';

/** One way that a value may be. */
export interface Alternative {
  /** Adds the frames after the first byte; `below` goes on when the value is done. */
  enter(byte: number, below: Frame, out: Frame[]): void;
  /** The fewest tokens it takes, at most; Infinity where there is no such value. */
  readonly least: number;
}

/** A value of a schema. Filled when all values are known, since they lead to each other. */
export class ValueNode {
  alternatives: Alternative[] = [];
  least = Infinity;

  /** Looks again how short it can be; true when shorter than thought. */
  shorten(): boolean {
    const least = Math.min(...this.alternatives.map((alternative) => alternative.least));
    if (!(least < this.least)) return false;
    this.least = least;
    return true;
  }

  enter(byte: number, below: Frame, out: Frame[]): void {
    for (const alternative of this.alternatives) alternative.enter(byte, below, out);
  }
}

/** The start of a text that is a value. */
export class StartNode implements Node {
  constructor(
    readonly machine: Machine,
    readonly value: ValueNode,
    readonly blank: (count: number, byte: number, generating: boolean) => number,
  ) {}

  step(frame: Frame, byte: number, out: Frame[]): void {
    const blank = this.machine.generating ? -1 : this.blank(frame.at, byte, false);
    if (blank >= 0) out.push(this.machine.frame(this, blank, 0, frame.below));
    else this.value.enter(byte, frame.below!, out);
  }

  cost(): number {
    return this.value.least;
  }
}
