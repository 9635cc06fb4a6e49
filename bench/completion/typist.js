// A recorded typing session, played to whoever listens. Runs in pages and in Node.

/** A text of so many lines that begins with others like it: the recorded one stands at its end. */
export function longText(text, lines) {
  const copy = text.replaceAll('basket', 'cart').replaceAll('Basket', 'Cart');
  let before = '';
  for (let i = 0; before.split('\n').length + text.split('\n').length < lines; i++) before += copy.replaceAll('Cart', `Cart${i}`);
  return before + text;
}

/** An editor without a screen: a text and a caret. */
export class Typist {
  constructor(text) {
    this.text = text;
    this.caret = text.length;
  }

  get state() {
    return { before: this.text.slice(0, this.caret), after: this.text.slice(this.caret) };
  }

  /** @returns whether the text has changed */
  play({ key, back, jump }) {
    if (jump !== undefined) {
      const at = this.text.lastIndexOf(jump);
      if (at < 0) throw new Error(`there is no ${JSON.stringify(jump)} to jump to`);
      this.caret = at + jump.length;
      return false;
    }
    if (back) {
      this.text = this.text.slice(0, this.caret - back) + this.text.slice(this.caret);
      this.caret -= back;
    } else {
      this.text = this.text.slice(0, this.caret) + key + this.text.slice(this.caret);
      this.caret += key.length;
    }
    return true;
  }
}

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};

/** Milliseconds until the first line of what comes after each keystroke; whoever answers is warm, and nothing else is asked meanwhile. */
export async function oneByOne(text, events, ask) {
  const typist = new Typist(text);
  const answers = [];
  for (const event of events) {
    if (!typist.play(event)) {
      await ask(typist.state, true);
      continue;
    }
    answers.push(await ask(typist.state, false));
  }
  return answers;
}
