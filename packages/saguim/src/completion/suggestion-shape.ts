import type { CompletionMode } from './completion-request.js';
import type { LanguageTraits } from './languages.js';
import { firstLine, indentWidth, lastLine, linesBefore } from './text-lines.js';

/** What stands around the place that a suggestion is for. */
export interface SuggestionPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly traits: LanguageTraits;
  readonly mode: CompletionMode;
  readonly maxLines: number;
}

/** After what a block begins. */
const opening: Readonly<Record<LanguageTraits['blocks'], RegExp>> = {
  indentation: /[:([{]\s*(?:#.*)?$|\b(?:do|then|begin)\s*$/,
  brackets: /[{([]\s*(?:\/\/.*)?$|=>\s*$|:\s*$/,
  tags: /<[a-z][^<>/]*>\s*$|[{(]\s*$/i,
  none: /$^/,
};
/** What may stand behind the caret and the place still counts as the end of its line: brackets and quotes that an editor closes by itself. */
const onlyClosing = /^[\s)\]}"'`;,>]*$/;
const closing = /^\s*(?:[)\]}]|<\/|end\b)/;
/** Goes on with the block before it. */
const continuing = /^\s*(?:\}?\s*(?:else|elif|elsif|except|rescue|finally|ensure|catch|case|default|when)\b)/;

/** How many lines a suggestion may have, and where it ends. */
export class SuggestionShape {
  /** It ends with its first line. */
  readonly single: boolean;
  readonly onEmptyLine: boolean;
  readonly #place: SuggestionPlace;
  /** What the suggestion's first line goes on from. */
  readonly #line: string;
  /** Columns; lines of the block stand at least so far in. */
  readonly #base: number;
  /** Whether the block began with the line before it, and may so be closed by its own bracket. */
  readonly #opened: boolean;

  constructor(place: SuggestionPlace) {
    this.#place = place;
    const { prefix, suffix, traits, mode } = place;
    this.#line = lastLine(prefix);
    const blank = this.#line.trim() === '';
    this.onEmptyLine = blank;
    const before = blank ? (linesBefore(prefix, 1)[0] ?? '') : this.#line;
    this.#opened = opening[traits.blocks].test(before);
    // On a blank line the caret says how far in; after an opening, whatever is further in than that line.
    this.#base =
      blank && this.#line !== '' ? indentWidth(this.#line) : this.#opened ? indentWidth(before) + 1 : indentWidth(blank ? '' : before);
    const rest = firstLine(suffix).trim();
    // Between brackets that an editor closed by itself there is room for a block in braces, and for a line in others.
    const middle = rest !== '' && !(this.#opened && before.trimEnd().endsWith('{') && onlyClosing.test(rest) && rest.startsWith('}'));
    const block = blank || this.#opened;
    this.single = mode === 'line' || place.maxLines === 1 || (mode === 'auto' && (middle || !block || traits.blocks === 'none'));
  }

  /**
   * Where a suggestion ends, as far as its text has come: the length of what belongs to it. Undefined while it may go on.
   */
  end(text: string): number | undefined {
    if (this.single) {
      // On an empty line only what has something in it is a line.
      const start = this.onEmptyLine ? /^\s*\n|^/.exec(text)![0].length : 0;
      const at = text.indexOf('\n', start);
      return at < 0 ? undefined : at;
    }
    let start = 0;
    let any = false;
    for (let line = 0; ; line++) {
      const at = text.indexOf('\n', start);
      const known = at >= 0;
      const content = text.slice(start, known ? at : text.length);
      const whole = line === 0 ? this.#line + content : content;
      const said = content.trim();
      // A line that has just begun may still become one that belongs to the block.
      const decided = known || (this.#base > 0 ? said !== '<' : said.length > 8 || /\s/.test(said));
      if (line > 0 && said !== '' && decided) {
        const width = indentWidth(content);
        if (width < this.#base) {
          if (!this.#closes(content)) return start - 1;
          return known ? at : undefined;
        }
        const next = this.#base === 0 && width === 0 && !closing.test(content) && !continuing.test(content);
        if (any && next && hasInner(text.slice(0, start))) return start - 1;
      }
      if (!known) return undefined;
      if (whole.trim() === '' && any) return start - 1;
      any ||= whole.trim() !== '' && (line > 0 || content.trim() !== '' || this.#opened);
      if (line + 1 >= this.#place.maxLines) return at;
      start = at + 1;
    }
  }

  /** Whether a line that stands further out belongs to the block all the same: the bracket that ends it, unless it is there already. */
  #closes(line: string): boolean {
    if (!this.#opened || this.#place.traits.blocks === 'indentation' || !closing.test(line)) return false;
    if (indentWidth(line) < this.#base - 1) return false;
    const next = this.#place.suffix.slice(0, 400).trimStart();
    return !/^(?:[)\]}]|<\/|end\b)/.test(next);
  }
}

/** Whether any line stands further in than the first. */
function hasInner(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && indentWidth(line) > 0);
}
