import { SaguimError } from '../spec/index.js';
import type { TemplateNode } from './jinja.js';
import { SpellingMatcher } from './spelling-matcher.js';

/** A rendered chat: control tokens by id, and plain text between them. */
export type ChatPart = number | string;

/** Words that templates put between two pieces of a spelling, as in `'<|' + message.role + '|>'`. */
const ROLES = ['system', 'user', 'assistant', 'tool', 'developer', 'model', 'function', 'environment', 'ipython'];

const FIRST_MARK = 0xe000;
const LAST_MARK = 0xf8ff;

interface Frame {
  readonly before: string;
  readonly role: string;
  readonly after: string;
  readonly id: number;
}

/**
 * Tells the template's own control tokens from text that only looks like them. Spellings in the template's literals are replaced by
 * characters of the private use area which occur nowhere else in the chat, before rendering; after it, these and nothing else are
 * control tokens. Text from people goes through the template as it is, so a template may trim, split or change its case, and pieces
 * of it may come to stand side by side: it holds no mark and can make none.
 */
export class TemplateMarks {
  readonly #avoid: ReadonlySet<number>;
  readonly #matcher: SpellingMatcher;
  readonly #markOfId = new Map<number, string>();
  readonly #idOfMark = new Map<string, number>();
  readonly #markOfCharacter = new Map<string, string>();
  readonly #characterOfMark = new Map<string, string>();
  readonly #frames: readonly Frame[];
  #next = FIRST_MARK;

  /** @param avoid characters (UTF-16 units) that the chat or the template uses itself */
  constructor(controlTokens: ReadonlyMap<string, number>, avoid: ReadonlySet<number>) {
    this.#avoid = avoid;
    this.#matcher = new SpellingMatcher(controlTokens);
    const frames: Frame[] = [];
    for (const [spelling, id] of controlTokens) {
      for (const role of ROLES) {
        const at = spelling.indexOf(role);
        const after = spelling.slice(at + role.length);
        if (at > 0 && after !== '') frames.push({ before: spelling.slice(0, at), role, after, id });
      }
    }
    this.#frames = frames;
  }

  /** The mark that stands for a control token. */
  mark(id: number): string {
    let mark = this.#markOfId.get(id);
    if (mark === undefined) {
      mark = this.#allocate();
      this.#markOfId.set(id, mark);
      this.#idOfMark.set(mark, id);
    }
    return mark;
  }

  /** True when one of the marks in use is a character of `text`. */
  occurIn(text: string): boolean {
    for (const mark of this.#idOfMark.keys()) if (text.includes(mark)) return true;
    for (const mark of this.#characterOfMark.keys()) if (text.includes(mark)) return true;
    return false;
  }

  /** Marks a parsed template in place. Literals that are only compared with, or looked up, stay as they are. */
  apply(node: unknown): void {
    if (Array.isArray(node)) {
      for (const item of node) this.apply(item);
      return;
    }
    if (node instanceof Map) {
      for (const [key, value] of node) {
        if ((key as TemplateNode).type !== 'StringLiteral') this.apply(key);
        this.apply(value);
      }
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const at = node as Record<string, unknown> & TemplateNode;
    switch (at.type) {
      case 'StringLiteral':
        at.value = this.#markLiteral(at.value as string);
        return;
      case 'BinaryExpression': {
        const compares = ['==', '!=', 'in', 'not in', '<', '>', '<=', '>='].includes((at.operator as { value: string }).value);
        this.#applyUnlessLiteral(at.left, compares);
        this.#applyUnlessLiteral(at.right, compares);
        return;
      }
      case 'CallExpression': {
        const method = (at.callee as TemplateNode).type === 'MemberExpression';
        const filter = ['replace', 'selectattr', 'rejectattr', 'map', 'sort'].includes(String((at.callee as TemplateNode).value));
        this.apply(at.callee);
        for (const argument of at.args as unknown[]) this.#applyUnlessLiteral(argument, method || filter);
        return;
      }
      case 'MemberExpression':
        this.apply(at.object);
        this.#applyUnlessLiteral(at.property, true);
        return;
      default:
        for (const field of Object.values(at)) this.apply(field);
    }
  }

  #applyUnlessLiteral(node: unknown, unless: boolean): void {
    if (!(unless && (node as TemplateNode).type === 'StringLiteral')) this.apply(node);
  }

  #markLiteral(literal: string): string {
    const pieces: string[] = [];
    this.#matcher.split(
      literal,
      (start, end) => pieces.push(literal.slice(start, end)),
      (id) => pieces.push(this.mark(id)),
    );
    if (pieces.length === 0) return literal;
    const last = pieces.length - 1;
    const before = longest(this.#frames, (frame) => ((pieces[last] as string).endsWith(frame.before) ? frame.before : ''));
    const after = longest(this.#frames, (frame) => ((pieces[0] as string).startsWith(frame.after) ? frame.after : ''));
    if (before > 0) {
      const piece = pieces[last] as string;
      pieces[last] = piece.slice(0, piece.length - before) + this.#markAll(piece.slice(piece.length - before));
    }
    if (after > 0) pieces[0] = this.#markAll((pieces[0] as string).slice(0, after)) + (pieces[0] as string).slice(after);
    return pieces.join('');
  }

  #markAll(text: string): string {
    return Array.from({ length: text.length }, (_, i) => this.#markCharacter(text.charAt(i))).join('');
  }

  #markCharacter(character: string): string {
    // A piece may be the end of one spelling and the beginning of another.
    if (this.#characterOfMark.has(character)) return character;
    let mark = this.#markOfCharacter.get(character);
    if (mark === undefined) {
      mark = this.#allocate();
      this.#markOfCharacter.set(character, mark);
      this.#characterOfMark.set(mark, character);
    }
    return mark;
  }

  #allocate(): string {
    while (this.#avoid.has(this.#next)) this.#next++;
    if (this.#next > LAST_MARK) {
      throw new SaguimError(
        'invalid-argument',
        'The chat uses so many characters of the private use area that none is left to mark control tokens',
        {
          where: 'messages',
          hint: 'Take characters U+E000 to U+F8FF out of the text.',
        },
      );
    }
    return String.fromCharCode(this.#next++);
  }

  /** Cuts a rendered text into control tokens and plain text. */
  cut(rendered: string): ChatPart[] {
    const parts: ChatPart[] = [];
    let plain = '';
    const flush = (): void => {
      if (plain !== '') parts.push(plain);
      plain = '';
    };
    const frames = this.#frames.map((frame) => ({ id: frame.id, text: this.#framed(frame) }));
    let from = 0;
    for (let i = 0; i < rendered.length; i++) {
      const unit = rendered.charCodeAt(i);
      if (unit < FIRST_MARK || unit > LAST_MARK) continue;
      const character = rendered.charAt(i);
      const id = this.#idOfMark.get(character);
      if (id !== undefined) {
        plain += rendered.slice(from, i);
        flush();
        parts.push(id);
        from = i + 1;
        continue;
      }
      const original = this.#characterOfMark.get(character);
      if (original === undefined) continue;
      plain += rendered.slice(from, i);
      const frame = frames.find(({ text }) => text !== undefined && rendered.startsWith(text, i));
      if (frame) {
        flush();
        parts.push(frame.id);
        i += (frame.text as string).length - 1;
      } else {
        plain += original;
      }
      from = i + 1;
    }
    plain += rendered.slice(from);
    flush();
    return parts;
  }

  /** How a composed spelling looks in a rendered text; undefined when the template never has its pieces. */
  #framed({ before, role, after }: Frame): string | undefined {
    const marked = (text: string): string | undefined => {
      let result = '';
      for (const character of text) {
        const mark = this.#markOfCharacter.get(character);
        if (mark === undefined) return undefined;
        result += mark;
      }
      return result;
    };
    const start = marked(before);
    const end = marked(after);
    return start === undefined || end === undefined ? undefined : start + role + end;
  }
}

function longest(frames: readonly Frame[], match: (frame: Frame) => string): number {
  return frames.reduce((length, frame) => Math.max(length, match(frame).length), 0);
}
