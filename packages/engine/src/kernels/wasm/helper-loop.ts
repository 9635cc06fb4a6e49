/**
 * A helper thread's life: it waits on the pool's control words, runs its part of each step, and goes back to its event loop only to hear
 * messages. Imports nothing by name that a worker of a page without a bundler could not resolve.
 */

// The pool's control words (a SharedArrayBuffer of its own).
export const EPOCH = 0; // changes with every step and message: what helpers wait on
export const MODEL = 1; // whose step
export const FROM = 2;
export const TO = 3;
export const THREADS = 4;
export const STEP = 5; // steps begun
export const MESSAGES = 16; // + index: messages sent to that helper
export const CONTROL_WORDS = 16 + 64;
export const MAX_THREADS = 64;

export type ToHelper =
  | { type: 'start'; control: SharedArrayBuffer; index: number }
  | { type: 'attach'; model: number; module: WebAssembly.Module; memory: WebAssembly.Memory; program: number; scratch: number; scratchBytes: number }
  | { type: 'detach'; model: number };

interface Attached {
  run(program: number, from: number, to: number, scratch: number, thread: number): number;
  program: number;
  scratch: number;
}

/** Looks at the word so often before it sleeps: about a hundred microseconds, longer than sampling takes between two steps. */
const SPINS = 20_000;

export function startHelper(post: (message: unknown) => void): (message: ToHelper) => void {
  let control: Int32Array;
  let index = 0;
  let heard = 0;
  let step = 0;
  const models = new Map<number, Attached>();

  const work = () => {
    for (;;) {
      // The epoch is read first: whatever comes after this look changes it, and the wait below returns at once.
      const seen = Atomics.load(control, EPOCH);
      if (Atomics.load(control, MESSAGES + index) !== heard) return; // the next message comes back here
      const now = Atomics.load(control, STEP);
      if (now !== step) {
        step = now;
        const model = models.get(Atomics.load(control, MODEL));
        if (!model || index >= Atomics.load(control, THREADS)) continue;
        model.run(model.program, Atomics.load(control, FROM), Atomics.load(control, TO), model.scratch, index);
        continue;
      }
      for (let i = 0; i < SPINS && Atomics.load(control, EPOCH) === seen; i++);
      Atomics.wait(control, EPOCH, seen);
    }
  };

  return (message) => {
    if (message.type === 'start') {
      control = new Int32Array(message.control);
      index = message.index;
      step = Atomics.load(control, STEP);
      post({ type: 'started' });
    } else {
      heard++;
      if (message.type === 'attach') {
        const { exports } = new WebAssembly.Instance(message.module, { env: { memory: message.memory } });
        models.set(message.model, {
          run: exports.run as Attached['run'],
          program: message.program,
          scratch: message.scratch + index * message.scratchBytes,
        });
        post({ type: 'attached', model: message.model });
      } else {
        models.delete(message.model);
      }
    }
    work();
  };
}
