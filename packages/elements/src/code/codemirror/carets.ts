import { foldedRanges } from '@codemirror/language';
import type { EditorState, SelectionRange } from '@codemirror/state';

/** Whether something can be suggested where the carets are: nothing is selected, and the main one is not inside of folded code. */
export function canSuggest(state: EditorState): boolean {
  const { ranges, main } = state.selection;
  if (!ranges.every((range) => range.empty)) return false;
  let folded = false;
  foldedRanges(state).between(main.head, main.head, (from, to) => {
    folded ||= from < main.head && main.head < to;
  });
  return !folded;
}

/**
 * The carets that a suggestion for the main one is for: it, and those that stand in lines that read the same. What fits at one fits at them, and is inserted
 * at all of them, as typed text is; the others stay as they are.
 */
export function caretsAlike(state: EditorState): readonly SelectionRange[] {
  const { ranges, main } = state.selection;
  const sides = ({ head }: SelectionRange) => {
    const { text, from } = state.doc.lineAt(head);
    return [text.slice(0, head - from), text.slice(head - from)] as const;
  };
  if (ranges.length === 1) return ranges;
  const [before, after] = sides(main);
  return ranges.filter((range) => {
    const [ownBefore, ownAfter] = sides(range);
    return ownBefore === before && ownAfter === after;
  });
}
