/** What is embedded of a passage: the document's title before it, unless it begins with that. */
export function passageText(title: string, text: string, start: number, end: number): string {
  const passage = text.slice(start, end);
  return title === '' || passage.startsWith(title) ? passage : `${title}\n${passage}`;
}
