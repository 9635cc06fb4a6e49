/** Steps between two tries of what was slower last time: from often to rarely, as long as it stays slower. */
const FIRST_PAUSE = 8;
/** While all threads are clearly faster, which they are where nobody else wants the cores. */
const FIRST_PAUSE_TOGETHER = 64;
const LONGEST_PAUSE = 256;
/** The same while one thread is faster, which it is for as long as others want the cores: that all are free again is to be noticed sooner. */
const LONGEST_PAUSE_ALONE = 128;
/** Milliseconds without a step, after which who wanted the cores may be gone. */
const IDLE = 1_000;
/** Weight of the newest time in the running mean. What disturbs a step makes it longer, never shorter: a shorter one tells more, and a try all. */
const SHORTER = 0.8;
const LONGER = 0.2;
/** A step that takes longer than so many times the mean was held up by something that says nothing about threads; it counts as so long. */
const MOST_LONGER = 2;
/** What one is faster than the other by, when it is no matter of chance. */
const CLEARLY = 1.2;
/** First steps that are not counted: compilers and caches are cold. */
const WARM_UP = 2;

interface Phase {
  /** Running means of milliseconds a row: on one thread, on all. */
  means: [alone: number | undefined, together: number | undefined];
  pause: number;
  cold: number;
  untilTry: number;
}

const newPhase = (): Phase => ({ means: [undefined, undefined], pause: FIRST_PAUSE, cold: WARM_UP, untilTry: 2 });

const isAloneFaster = ({ means: [alone, together] }: Phase) => alone !== undefined && together !== undefined && alone < together;

/**
 * Whether a step is faster on all threads or on the calling one alone, by trying. Threads that must wait for each other two hundred times a
 * token lose everything when another program takes one of their cores away; results are the same to the bit either way, so the choice
 * may change from step to step. Prompts and single rows are measured apart.
 */
export class ThreadChoice {
  readonly #phases = { single: newPhase(), many: newPhase() };
  #lastAt = 0;

  /** Threads for the next step, at most `most`; `now` in milliseconds. */
  choose(rows: number, most: number, now = performance.now()): number {
    if (most === 1) return 1;
    const phase = this.#phase(rows);
    if (now - this.#lastAt > IDLE && isAloneFaster(phase)) phase.untilTry = 0;
    this.#lastAt = now;
    // Unless threads clearly lose with single rows, which wait for each other the most, they pay for prompts: trying one thread would make
    // somebody wait twice as long for a first token.
    const [singleAlone, singleTogether] = this.#phases.single.means;
    if (
      phase !== this.#phases.single &&
      singleAlone !== undefined &&
      singleTogether !== undefined &&
      singleTogether <= CLEARLY * singleAlone
    )
      return most;
    const { means, untilTry } = phase;
    const [alone, together] = means;
    if (together === undefined) return most;
    if (alone === undefined) return untilTry > 0 ? most : 1;
    return isAloneFaster(phase) === untilTry > 0 ? 1 : most;
  }

  /** What a step took. */
  record(rows: number, threads: number, milliseconds: number): void {
    const phase = this.#phase(rows);
    if (phase.cold > 0) {
      phase.cold--;
      return;
    }
    const which = threads === 1 ? 0 : 1;
    const before = phase.means[which];
    const time = Math.min(milliseconds / rows, before === undefined ? Infinity : MOST_LONGER * before);
    const weight = before === undefined || (time < before && phase.untilTry === 0) ? 1 : time < before ? SHORTER : LONGER;
    phase.means[which] = (before ?? 0) + weight * (time - (before ?? 0));
    if (phase.untilTry > 0) {
      phase.untilTry--;
      return;
    }
    // That was the try: the longer the loser has lost clearly, the rarer it is tried.
    const [alone, together] = phase.means;
    const clear = alone !== undefined && together !== undefined && Math.max(alone, together) > CLEARLY * Math.min(alone, together);
    if (!clear) phase.pause = FIRST_PAUSE;
    else if (isAloneFaster(phase)) phase.pause = Math.min(phase.pause * 2, LONGEST_PAUSE_ALONE);
    else phase.pause = Math.min(Math.max(phase.pause * 2, FIRST_PAUSE_TOGETHER), LONGEST_PAUSE);
    phase.untilTry = phase.pause;
  }

  #phase(rows: number): Phase {
    return rows < 4 ? this.#phases.single : this.#phases.many;
  }
}
