import type { EditorState } from './editor-state.js';

/** Code units around the caret by which a place in a text is recognised. */
const near = 4096;

/** A text and the caret in it, as an editor had it at one moment. */
export class TextAtCaret {
  readonly before: string;
  readonly after: string;
  readonly offset: number;

  constructor({ before, after, offset }: Pick<EditorState, 'before' | 'after' | 'offset'>) {
    this.before = String(before ?? '');
    this.after = String(after ?? '');
    this.offset = offset !== undefined && Number.isSafeInteger(offset) && offset >= 0 ? offset : this.before.length;
  }

  /**
   * How much of `text` has been put in at the caret since: the caret stands behind the first so many code units of it, and everything around
   * is as it was. Undefined when something else happened.
   */
  typedSince(earlier: TextAtCaret, text: string): number | undefined {
    const typed = this.offset - earlier.offset;
    if (typed < 0 || typed > text.length) return undefined;
    if (this.after.length !== earlier.after.length || this.after.slice(0, near) !== earlier.after.slice(0, near)) return undefined;
    const old = earlier.before.slice(-near);
    const added = text.slice(0, typed);
    if (!this.before.endsWith(added)) return undefined;
    const rest = this.before.slice(0, this.before.length - typed);
    const common = Math.min(old.length, rest.length);
    // A window of a text may begin elsewhere; a whole text may not.
    if (earlier.before.length === earlier.offset && rest.length === earlier.offset && old.length !== Math.min(near, rest.length))
      return undefined;
    return old.slice(old.length - common) === rest.slice(rest.length - common) ? typed : undefined;
  }

  /** Whether the caret alone has moved, as far as the text around it tells. */
  movedSince(earlier: TextAtCaret): boolean {
    const by = this.offset - earlier.offset;
    if (by < 0) return earlier.movedSince(this);
    if (by > near) return this.before.length + this.after.length === earlier.before.length + earlier.after.length;
    const passed = earlier.after.slice(0, by);
    return passed.length === by && this.before.endsWith(passed) && this.after.startsWith(earlier.after.slice(by, by + near));
  }

  /** Whether nothing has changed, neither text nor caret. */
  equals(other: TextAtCaret): boolean {
    return this.typedSince(other, '') === 0;
  }
}
