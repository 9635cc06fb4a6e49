/** What is read out instead of a block of code. */
export type DescribeCode = (language: string, lines: number) => string;

const fence = /^ {0,3}(`{3,}|~{3,})[^\n]*$/;

/** A line of Markdown as people say it. */
function plainText(line: string): string {
  return line
    .replace(/^\s*(#{1,6}\s+|>\s?|[-*+]\s+(\[[ xX]\]\s+)?)/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|[\s(])[*_](\S[^*_]*?)[*_](?=[\s).,!?;:]|$)/g, '$1$2')
    .replace(/^\s*[-=|:\s]+$/, '')
    .replace(/\s*\|\s*/g, ' ')
    .trim();
}

/**
 * Takes a growing answer and gives its sentences as they become finished, each once. A line ends a sentence too, so that headings and
 * items of lists are heard; code is named and not spelt out.
 */
export class SentenceReader {
  readonly #segmenter: Intl.Segmenter;
  readonly #describeCode: DescribeCode;
  #offset = 0;

  constructor(locale: string, describeCode: DescribeCode) {
    this.#segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
    this.#describeCode = describeCode;
  }

  /** @param text the whole answer so far @param complete whether nothing more comes */
  read(text: string, complete: boolean): string[] {
    const sentences: string[] = [];
    for (;;) {
      const tail = text.slice(this.#offset);
      if (tail === '') break;
      const newline = tail.indexOf('\n');
      const line = newline < 0 ? tail : tail.slice(0, newline);
      if (fence.test(line)) {
        const block = this.#codeBlock(tail, complete);
        if (!block) break;
        this.#offset += block.length;
        sentences.push(block.said);
        continue;
      }
      // The beginning of a line may still become a fence.
      if (newline < 0 && !complete && /^ {0,3}(`{1,2}|~{1,2})?$/.test(line)) break;
      if (newline >= 0 || complete) {
        sentences.push(...this.#sentences(line));
        this.#offset += newline < 0 ? line.length : newline + 1;
        continue;
      }
      const parts = [...this.#segmenter.segment(line)];
      // The last part may still grow, and spaces behind it belong to it.
      for (const { segment } of parts.slice(0, -1)) {
        this.#offset += segment.length;
        const said = plainText(segment);
        if (said) sentences.push(said);
      }
      break;
    }
    return sentences;
  }

  #sentences(line: string): string[] {
    return [...this.#segmenter.segment(line)].map(({ segment }) => plainText(segment)).filter((said) => /[\p{L}\p{N}]/u.test(said));
  }

  #codeBlock(tail: string, complete: boolean): { length: number; said: string } | undefined {
    const lines = tail.split('\n');
    const mark = lines[0]!.match(fence)![1]!;
    if (lines.length === 1 && !complete) return undefined;
    const isEnd = (line: string) => {
      const trimmed = line.trim();
      return trimmed.length >= mark.length && trimmed === mark[0]!.repeat(trimmed.length);
    };
    let end = lines.findIndex((line, index) => index > 0 && isEnd(line));
    // The closing line counts when it is whole: another character may still come.
    if (end < 0 || (end === lines.length - 1 && !complete)) {
      if (!complete) return undefined;
      if (end < 0) end = lines.length;
    }
    const language = lines[0]!.trim().slice(mark.length).trim().split(/[\s{]/, 1)[0]!;
    const length = Math.min(tail.length, lines.slice(0, end + 1).join('\n').length + 1);
    return { length, said: this.#describeCode(language, Math.max(0, end - 1)) };
  }
}
