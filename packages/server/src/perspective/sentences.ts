/** A part of a text, in UTF-16 units. */
export interface Sentence {
  readonly begin: number;
  readonly end: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const most = 32;

/** The sentences of a text without the space around them; of a long text neighbours together, so that there are at most 32. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    const begin = index + segment.indexOf(trimmed);
    found.push({ begin, end: begin + trimmed.length });
  }
  const size = Math.ceil(found.length / most) || 1;
  const joined: Sentence[] = [];
  for (let i = 0; i < found.length; i += size)
    joined.push({ begin: found[i]!.begin, end: found[Math.min(i + size, found.length) - 1]!.end });
  return joined;
}
