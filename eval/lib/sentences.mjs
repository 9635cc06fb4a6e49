const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a text; paragraphs are separated by an empty line. */
export function sentencesOf(text) {
  return text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => Array.from(segmenter.segment(paragraph.replace(/\s+/g, ' ')), ({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== '');
}
