/** A word of a text and how much it moved the answer. */
export interface WordContribution {
  readonly word: string;
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** How much the label's log-odds fall without the word: positive words speak for the label, negative ones against it. */
  readonly contribution: number;
}

export interface Explanation {
  readonly label: string;
  readonly score: number;
  /** In the order of the text. */
  readonly words: readonly WordContribution[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const wordPattern =
  /[\p{L}\p{N}\p{M}]+(?:['’\-_][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}(?:\u200d?\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})*/gu;

/** Words and emoji of a text; of a long one, groups of neighbours, so that there are at most `most`. */
export function spansOf(text: string, most: number): Span[] {
  const words = Array.from(text.matchAll(wordPattern), ({ index, 0: word }) => ({ start: index, end: index + word.length }));
  const size = Math.ceil(words.length / most) || 1;
  const spans: Span[] = [];
  for (let i = 0; i < words.length; i += size)
    spans.push({ start: words[i]!.start, end: words[Math.min(i + size, words.length) - 1]!.end });
  return spans;
}

/** The text without each of its spans, in turn. */
export function occlusions(text: string, spans: readonly Span[]): string[] {
  return spans.map(({ start, end }) => `${text.slice(0, start)}${text.slice(end)}`.replace(/\s{2,}/g, ' '));
}

const logOdds = (p: number) => Math.log(Math.max(p, 1e-9) / Math.max(1 - p, 1e-9));

/** @param without (spans,) the label's probability without each span */
export function contributions(text: string, spans: readonly Span[], whole: number, without: ArrayLike<number>): WordContribution[] {
  return spans.map(({ start, end }, i) => ({
    word: text.slice(start, end),
    start,
    end,
    contribution: logOdds(whole) - logOdds(without[i]!),
  }));
}
