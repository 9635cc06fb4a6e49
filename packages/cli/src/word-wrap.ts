// Letters that take two columns: East Asian scripts and pictures.
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60\p{Extended_Pictographic}]/u;

const columnsOf = (text: string) => [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);

/** Breaks a stream of text between words, so that a terminal does not break it inside them. */
export class WordWrap {
  readonly #width: () => number | undefined;
  #column = 0;
  #word = '';
  /** Blanks that stand before the word, and are left out where a line breaks. */
  #blanks = '';

  /** @param width columns of the terminal, asked for at every word since windows change */
  constructor(width: () => number | undefined) {
    this.#width = width;
  }

  /** What can be written now; an unfinished word waits. */
  push(text: string): string {
    let out = '';
    for (const character of text) {
      if (character === '\n') {
        out += `${this.#take()}${this.#blanks}\n`;
        this.#blanks = '';
        this.#column = 0;
      } else if (character === ' ' || character === '\t') {
        out += this.#take();
        this.#blanks += character;
      } else {
        this.#word += character;
      }
    }
    return out;
  }

  /** What is left. */
  end(): string {
    const out = this.#take() + this.#blanks;
    this.#blanks = '';
    return out;
  }

  #take(): string {
    if (this.#word === '') return '';
    const columns = columnsOf(this.#word);
    const blanks = columnsOf(this.#blanks);
    // Some terminals do not know their width and say 0.
    const width = this.#width() || Number.POSITIVE_INFINITY;
    const breaks = this.#column > 0 && this.#blanks !== '' && this.#column + blanks + columns > width;
    const out = breaks ? `\n${this.#word}` : `${this.#blanks}${this.#word}`;
    this.#column = breaks ? columns : this.#column + blanks + columns;
    this.#word = '';
    this.#blanks = '';
    return out;
  }
}
