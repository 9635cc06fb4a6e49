import type { ByteAutomaton } from './byte-automaton.js';

/** A place in a text's structure: where in a node, with what the node has noted, and what goes on when the node is done. */
export class Frame {
  #cost: number | undefined;

  constructor(
    /** Equal frames are one object; ids are never used twice. */
    readonly id: number,
    readonly node: Node,
    readonly at: number,
    readonly register: number,
    readonly text: string,
    readonly below: Frame | undefined,
  ) {}

  /** Tokens that finish the whole text, at most. */
  get cost(): number {
    // From the bottom up: structures may be deeper than the stack.
    if (this.#cost === undefined) {
      const open: Frame[] = [];
      for (let frame: Frame | undefined = this; frame && frame.#cost === undefined; frame = frame.below) open.push(frame);
      for (const frame of open.reverse()) frame.#cost = frame.node.cost(frame) + (frame.below?.cost ?? 0);
    }
    return this.#cost!;
  }
}

/** A frame inside an automaton, so that many bytes can be read without making frames. */
export interface Lexer {
  readonly automaton: ByteAutomaton;
  readonly state: number;
  /** Whether anything lies beyond. */
  readonly open: boolean;
  /** Where 0, a state is not entered now. */
  readonly live?: Uint8Array;
  /** Frames that are reached from a state of the automaton without a byte. */
  beyond(state: number): readonly Frame[];
}

/** A kind of structure: tells what a byte does to a frame in it. */
export interface Node {
  /** Adds the frames after a byte; none where it cannot come. */
  step(frame: Frame, byte: number, out: Frame[]): void;
  lexer?(frame: Frame): Lexer | undefined;
  /** Of a node with a lexer: the frame in another state of its automaton. */
  moved?(frame: Frame, state: number): Frame;
  /** Frames that are reached without a byte. */
  beyond?(frame: Frame): readonly Frame[];
  /** Tokens that finish this frame, those below aside; an upper bound that some token lowers. */
  cost(frame: Frame): number;
  /** Whether the text may end here; only where nothing is below. */
  final?(frame: Frame): boolean;
}

const mostFrames = 100_000;
/** Ways to read a text at the same time. Others are given up: what is left is right, and some texts are not reached. */
const mostWays = 64;

/** Makes frames, each once. */
export class Machine {
  /**
   * Whether a text is made: then members come in the order of the schema, and white space only where people put it. Otherwise all that is
   * right is taken.
   */
  generating = true;
  #frames = new Map<string, Frame>();
  #nodes = new Map<Node, number>();
  #ids = 0;

  frame(node: Node, at: number, register: number, below: Frame | undefined, text = ''): Frame {
    let number = this.#nodes.get(node);
    if (number === undefined) this.#nodes.set(node, (number = this.#nodes.size));
    const key = `${number},${at},${register},${below?.id ?? ''},${text}`;
    let frame = this.#frames.get(key);
    if (!frame) {
      if (this.#frames.size >= mostFrames) this.#frames.clear();
      this.#frames.set(key, (frame = new Frame(this.#ids++, node, at, register, text, below)));
    }
    return frame;
  }

  /** All ways to go on after a byte. */
  step(frames: readonly Frame[], byte: number): readonly Frame[] {
    const out: Frame[] = [];
    for (const frame of frames) frame.node.step(frame, byte, out);
    if (out.length < 2) return out;
    return [...new Set(out)].slice(0, mostWays);
  }

  /** Whether the text may end. */
  final(frames: readonly Frame[]): boolean {
    const seen = new Set(frames);
    for (const frame of seen) {
      if (frame.node.final?.(frame)) return true;
      for (const next of frame.node.beyond?.(frame) ?? []) seen.add(next);
    }
    return false;
  }

  /** Whether anything may come. */
  goesOn(frames: readonly Frame[]): boolean {
    for (let byte = 0; byte < 256; byte++) if (this.step(frames, byte).length > 0) return true;
    return false;
  }
}

/** The end of the text; white space may follow where a text is only read. */
export class EndNode implements Node {
  constructor(
    readonly machine: Machine,
    readonly blanks: boolean,
  ) {}

  step(frame: Frame, byte: number, out: Frame[]): void {
    if (!this.blanks || this.machine.generating) return;
    const blank = afterBlank(frame.at, byte, false);
    if (blank >= 0) out.push(this.machine.frame(this, blank, 0, undefined));
  }

  cost(): number {
    return 0;
  }

  final(): boolean {
    return true;
  }
}

const mostBlanks = 63;
/** Behind a line's end. */
const mostIndent = 24;

/**
 * White space between the parts of JSON, as a count that fits in 6 bits. Where a text is made: one space, or a line's end and an indent.
 * @returns the count after the byte, or -1
 */
export function afterBlank(count: number, byte: number, generating: boolean): number {
  if (!generating) return (byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d) && count < mostBlanks ? count + 1 : -1;
  if (count === 0) return byte === 0x20 ? mostBlanks : byte === 0x0a ? 1 : -1;
  return (byte === 0x20 || byte === 0x09) && count <= mostIndent ? count + 1 : -1;
}

/** The start of a text whose first byte is left out where it is a space, as SentencePiece's decoders do. */
export class DroppedSpaceNode implements Node {
  constructor(
    readonly machine: Machine,
    readonly start: readonly Frame[],
  ) {}

  step(_frame: Frame, byte: number, out: Frame[]): void {
    if (byte === 0x20) out.push(...this.start);
    else out.push(...this.machine.step(this.start, byte));
  }

  cost(): number {
    return Math.min(...this.start.map((frame) => frame.cost));
  }

  final(): boolean {
    return this.machine.final(this.start);
  }
}
