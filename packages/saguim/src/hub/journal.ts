import type { ShelfFile } from '#platform';
import { type Interval, Intervals } from './intervals.js';

/** What a file was at the server, to notice that it has become another. */
export interface Identity {
  readonly tag?: string;
  readonly modified?: string;
}

/** How far a download had come when this was written; the bytes it counts were on the disk before. */
export interface JournalState {
  /** What the file was to be: another catalogue may want another one under the same name. */
  readonly sha256?: string;
  readonly total: number | undefined;
  readonly identity: Identity;
  readonly done: Intervals;
  /** Of `done`, what was compared with sums of its pieces. */
  readonly checked: Intervals;
  /** State of the hash after the first `at` bytes, as hexadecimal digits. */
  readonly hash: { readonly at: number; readonly state: string } | undefined;
}

/** Two of them, written in turn: the other one is whole when writing one is cut off. */
const slotBytes = 16 << 10;

/** FNV-1a, to tell a slot that was cut off. http://www.isthe.com/chongo/tech/comp/fnv/ */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The file beside an unfinished one that says which of its bytes are good. */
export class Journal {
  readonly #file: ShelfFile;
  #sequence = 0;

  constructor(file: ShelfFile) {
    this.#file = file;
  }

  /** The newer of the two slots that are whole. */
  read(): JournalState | undefined {
    const slots = [0, 1].map((slot) => this.#slot(slot)).filter((slot) => slot !== undefined);
    const newest = slots.sort((a, b) => b.sequence - a.sequence)[0];
    if (!newest) return undefined;
    this.#sequence = newest.sequence;
    return newest.state;
  }

  #slot(slot: number): { sequence: number; state: JournalState } | undefined {
    const raw = new TextDecoder().decode(this.#file.read(slot * slotBytes, slotBytes));
    const [, sum, length] = /^([0-9a-f]{8}) (\d+)\n/.exec(raw) ?? [];
    if (sum === undefined) return undefined;
    const json = raw.slice(raw.indexOf('\n') + 1, raw.indexOf('\n') + 1 + Number(length));
    if (json.length !== Number(length) || checksum(json) !== sum) return undefined;
    try {
      const { sequence, sha256, total, tag, modified, done, checked, hash } = JSON.parse(json) as Record<string, unknown>;
      if (!Number.isSafeInteger(sequence)) return undefined;
      const { at, state } = (hash ?? {}) as { at?: unknown; state?: unknown };
      const hashed = Number.isSafeInteger(at) && typeof state === 'string' && /^([0-9a-f]{2})+$/.test(state);
      return {
        sequence: sequence as number,
        state: {
          sha256: text(sha256),
          total: Number.isSafeInteger(total) ? (total as number) : undefined,
          identity: { tag: text(tag), modified: text(modified) },
          done: Intervals.from(done),
          checked: Intervals.from(checked),
          hash: hashed ? { at: at as number, state } : undefined,
        },
      };
    } catch {
      return undefined;
    }
  }

  /** Writes over the older slot. What it says must be on the disk already. */
  write(state: JournalState): void {
    const sequence = ++this.#sequence;
    const { sha256, total, identity, hash } = state;
    // A server that cuts the line all the time leaves many pieces: the smallest are forgotten, and fetched again.
    for (let most = 400; ; most >>= 1) {
      const [done, checked] = [state.done, state.checked].map((intervals) => largest(intervals.list, most));
      const json = JSON.stringify({ sequence, sha256, total, ...identity, done, checked, hash });
      const bytes = new TextEncoder().encode(`${checksum(json)} ${json.length}\n${json}`);
      if (bytes.length > slotBytes && most > 0) continue;
      this.#file.write(bytes, (sequence % 2) * slotBytes);
      this.#file.flush();
      return;
    }
  }
}

function largest(list: readonly Interval[], most: number): readonly Interval[] {
  if (list.length <= most) return list;
  return [...list].sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, most);
}
