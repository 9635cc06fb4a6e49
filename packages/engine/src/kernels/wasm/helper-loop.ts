/**
 * A helper thread's life: it waits on the pool's control words, runs its part of each step, and goes back to its event loop only to hear
 * messages. Imports nothing by name that a worker of a page without a bundler could not resolve.
 */
import { poison } from './memory-words.js';

// The pool's control words (a SharedArrayBuffer of its own).
export const EPOCH = 0; // changes with every step and message: what helpers wait on
export const MODEL = 1; // whose step
export const FROM = 2;
export const TO = 3;
export const THREADS = 4;
export const STEP = 5; // odd while the words of a step are being written, then even: the next step
export const MESSAGES = 16; // + index: messages sent to that helper
export const CONTROL_WORDS = 16 + 64;
export const MAX_THREADS = 64;

export type ToHelper =
  | { type: 'start'; control: SharedArrayBuffer; index: number }
  | {
      type: 'attach';
      model: number;
      module: WebAssembly.Module;
      memory: WebAssembly.Memory;
      program: number;
      scratch: number;
      scratchBytes: number;
    }
  | { type: 'detach'; model: number };

export type FromHelper = { type: 'started' } | { type: 'attached'; model: number } | { type: 'refused'; model: number; reason: string };

interface Attached {
  run(program: number, from: number, to: number, scratch: number, thread: number): number;
  program: number;
  scratch: number;
  memory: WebAssembly.Memory;
}

/** Looks at the word so often before it sleeps: a few hundred microseconds, longer than sampling takes between two steps. */
const SPINS = 200_000;

export function startHelper(post: (message: FromHelper) => void): (message: ToHelper) => void {
  let control: Int32Array;
  let index = 0;
  let heard = 0;
  let step = 0;
  const models = new Map<number, Attached>();

  const run = (model: Attached, from: number, to: number) => {
    try {
      model.run(model.program, from, to, model.scratch, index);
    } catch (error) {
      poison(new Int32Array(model.memory.buffer));
      throw error; // this thread is not to be trusted with another step
    }
  };

  const work = () => {
    for (;;) {
      // The epoch is read first: whatever comes after this look changes it, and the wait below returns at once.
      const seen = Atomics.load(control, EPOCH);
      if (Atomics.load(control, MESSAGES + index) !== heard) return; // the next message comes back here
      const now = Atomics.load(control, STEP);
      if (now !== step && now % 2 === 0) {
        const number = Atomics.load(control, MODEL);
        const from = Atomics.load(control, FROM);
        const to = Atomics.load(control, TO);
        const threads = Atomics.load(control, THREADS);
        // A step that this thread has no part in may be over, and these the words of the next.
        if (Atomics.load(control, STEP) !== now) continue;
        step = now;
        const model = index < threads ? models.get(number) : undefined;
        if (model) run(model, from, to);
        continue;
      }
      for (let i = 0; i < SPINS && Atomics.load(control, EPOCH) === seen; i++);
      Atomics.wait(control, EPOCH, seen);
    }
  };

  const attach = ({ model, module, memory, program, scratch, scratchBytes }: Extract<ToHelper, { type: 'attach' }>) => {
    try {
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      models.set(model, { run: exports.run as Attached['run'], program, scratch: scratch + index * scratchBytes, memory });
      post({ type: 'attached', model });
    } catch (error) {
      post({ type: 'refused', model, reason: String(error) });
    }
  };

  return (message) => {
    if (message.type === 'start') {
      control = new Int32Array(message.control);
      index = message.index;
      // A step that is being written now has no part for a thread that has not said yet that it is there.
      step = Atomics.load(control, STEP) & ~1;
      post({ type: 'started' });
    } else {
      heard++;
      if (message.type === 'attach') attach(message);
      else models.delete(message.model);
    }
    work();
  };
}
