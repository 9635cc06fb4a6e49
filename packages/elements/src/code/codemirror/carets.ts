import { foldedRanges } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

/**
 * Whether something can be suggested where the carets are: nothing is selected, none is inside of folded code, and where there are several,
 * each stands in a line that reads the same. What fits at one fits at the others then, and is inserted at all of them, as typed text is.
 */
export function canSuggest(state: EditorState): boolean {
  const { ranges, main } = state.selection;
  if (!ranges.every((range) => range.empty)) return false;
  let folded = false;
  foldedRanges(state).between(main.head, main.head, (from, to) => {
    folded ||= from < main.head && main.head < to;
  });
  if (folded) return false;
  const sides = ({ head }: { readonly head: number }) => {
    const { text, from } = state.doc.lineAt(head);
    return [text.slice(0, head - from), text.slice(head - from)] as const;
  };
  const [before, after] = sides(main);
  return ranges.every((range) => {
    const [ownBefore, ownAfter] = ranges.length > 1 ? sides(range) : [before, after];
    return ownBefore === before && ownAfter === after;
  });
}
