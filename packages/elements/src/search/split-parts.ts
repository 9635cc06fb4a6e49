/** UTF-16 units of a part. A part is indexed in seconds and can be found at once; pausing loses no more than one. */
const PART = 8_000;
/** So far before and behind that measure a better place to cut is looked for. */
const SLACK = 3_000;

/**
 * Cuts a text into parts that can be indexed one after the other, between rows or paragraphs where there are any. Joined they are the text.
 */
export function splitParts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > PART + SLACK) {
    const wanted = start + PART;
    const end =
      cutAt(text, '\f\n', wanted) ??
      cutAt(text, '\n\n', wanted) ??
      cutAt(text, '\n', wanted) ??
      cutAt(text, ' ', wanted) ??
      safeEnd(text, wanted);
    parts.push(text.slice(start, end));
    start = end;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Behind the separator that is nearest to where it is wanted. */
function cutAt(text: string, separator: string, wanted: number): number | undefined {
  const before = text.lastIndexOf(separator, wanted);
  const after = text.indexOf(separator, wanted);
  const ends = [before, after].filter((at) => at >= 0 && Math.abs(at - wanted) <= SLACK).map((at) => at + separator.length);
  return ends.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

/** Never between the halves of a character. */
const safeEnd = (text: string, at: number) => (/[\ud800-\udbff]/.test(text[at - 1]!) ? at + 1 : at);
