import { endOfFirstLines, startOfLastLines, wholeCharacter } from './text-lines.js';

/** Lines around the caret that a prompt has at most. */
export const linesBeforeCaret = 256;
export const linesAfterCaret = 64;
/** Lines by which the beginning of a window moves at least, where there is room for so many. */
const step = 64;
/** Of the room, the share for what comes after the caret. */
const afterShare = 1 / 4;
/** Code units by which a beginning is recognised. */
const signature = 256;
/** How far the hole may have grown before its beginning moves. */
const longestHole = 400;
const mostHoleLines = 8;
/** Windows that are remembered. */
const mostWindows = 16;

export interface ContextWindow {
  /** Text before the hole. */
  readonly prefix: string;
  /** What the hole has already: from its beginning to the caret. */
  readonly begun: string;
  readonly suffix: string;
  /** The same as long as the window begins where it began. */
  readonly anchor: string;
}

interface Remembered {
  readonly path: string | undefined;
  /** What the window began with. */
  readonly beginning: string;
  prefix: string;
  suffix: string;
}

/**
 * Chooses what of a text stands in a prompt. A window begins at the beginning of a line and keeps beginning there while the text
 * grows, and so does the hole, so that the next prompt begins like the last one and most of it is in the cache.
 */
export class ContextWindows {
  #windows: Remembered[] = [];

  /** @param room code units for both sides together */
  choose(before: string, after: string, path: string | undefined, room: number): ContextWindow {
    const forAfter = Math.floor(Math.min(room * afterShare, after.length));
    const forBefore = room - forAfter;
    const suffixEnd = Math.min(endOfFirstLines(after.slice(0, forAfter + 1), linesAfterCaret), forAfter);
    const suffix = after.slice(0, wholeCharacter(after, suffixEnd));

    // A text may be huge: what is beyond reach is not looked at.
    const near = before.slice(wholeCharacter(before, Math.max(0, before.length - forBefore)));
    const earliest = startOfLastLines(near, linesBeforeCaret);
    const known = this.#find(near, path, earliest);
    const start = known?.start ?? firstStart(near, earliest, near.length === before.length);
    const window = near.slice(start);
    const lineStart = window.lastIndexOf('\n') + 1;

    let remembered = known?.window;
    if (!remembered) {
      remembered = { path, beginning: window.slice(0, signature), prefix: '', suffix: '' };
      this.#windows.push(remembered);
      if (this.#windows.length > mostWindows) this.#windows.shift();
    } else {
      // The latest used stay.
      this.#windows.splice(this.#windows.indexOf(remembered), 1);
      this.#windows.push(remembered);
    }
    const { prefix: last } = remembered;
    const grown = window.length - last.length;
    const keeps =
      remembered.suffix === suffix &&
      last !== '' &&
      grown >= 0 &&
      grown <= longestHole &&
      window.startsWith(last) &&
      window.slice(last.length).split('\n').length <= mostHoleLines;
    const hole = keeps ? last.length : lineStart;
    remembered.prefix = window.slice(0, hole);
    remembered.suffix = suffix;
    return { prefix: remembered.prefix, begun: window.slice(hole), suffix, anchor: `${path ?? ''}\n${remembered.beginning}` };
  }

  /** A window that still can begin where it began. */
  #find(near: string, path: string | undefined, earliest: number): { window: Remembered; start: number } | undefined {
    for (const window of this.#windows.filter((other) => other.path === path).reverse()) {
      // A short beginning is that of a whole text, or says too little.
      const start =
        window.beginning.length < signature ? (near.startsWith(window.beginning) ? 0 : -1) : near.indexOf(window.beginning, earliest);
      if (start >= earliest && (start === 0 || near[start - 1] === '\n')) return { window, start };
    }
    return undefined;
  }
}

/** Where a new window begins: with room left for `step` lines more, or for half of what fits where lines are long. */
function firstStart(near: string, earliest: number, whole: boolean): number {
  if (earliest === 0 && whole) return 0;
  const from = Math.max(earliest, startOfLastLines(near, linesBeforeCaret - step), whole ? 0 : near.length >> 1);
  const next = near.indexOf('\n', from);
  // In the middle of a line that is longer than the room there is no better place.
  return next < 0 || next + 1 > near.length * 0.75 ? wholeCharacter(near, from) : next + 1;
}
