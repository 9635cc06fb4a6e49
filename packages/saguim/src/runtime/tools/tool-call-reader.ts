import type { ChatTool, MessagePart, ToolCall } from '../engine-messages.js';
import type { ToolFormat } from './tool-format.js';
import { readElement, type Schema } from './tool-parameters.js';

const marks: Record<ToolFormat['style'], { readonly begin: string; readonly end?: string }> = {
  hermes: { begin: '<tool_call>', end: '</tool_call>' },
  elements: { begin: '<tool_call>', end: '</tool_call>' },
  llama3: { begin: '<|python_tag|>' },
  mistral: { begin: '[TOOL_CALLS]' },
  'mistral-named': { begin: '[TOOL_CALLS]' },
};

/** Control tokens that calls are written with: they have no text of their own. */
export const markSpellings = ['<tool_call>', '</tool_call>', '<|python_tag|>', '[TOOL_CALLS]', '[ARGS]', '[CALL_ID]'];

/** Nine letters and digits, as Mistral's templates want it. */
function makeID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('');
}

/**
 * Tells calls from text in an answer while it comes. What may be the beginning of a call is held back; what turns out to be no call of a
 * tool that was declared is text.
 */
export class ToolCallReader {
  readonly #style: ToolFormat['style'];
  readonly #schemas: ReadonlyMap<string, Schema>;
  #waiting = '';
  #inside = false;
  #begun = false;
  #called = false;
  /** Characters of text that are not told. */
  #skip = 0;

  constructor({ style }: ToolFormat, tools: readonly Pick<ChatTool, 'name' | 'inputSchema'>[]) {
    this.#style = style;
    this.#schemas = new Map(tools.map(({ name, inputSchema }) => [name, inputSchema as Schema]));
  }

  /** Takes what the answer was made to begin with, which is not told again. */
  begin(prefix: string): void {
    this.#skip = prefix.length;
    this.push(prefix);
  }

  /** What became certain with a piece of the answer. */
  push(text: string): MessagePart[] {
    this.#waiting += text;
    const parts: MessagePart[] = [];
    while (this.#step(parts));
    return parts;
  }

  /** What is left when no more comes. */
  end(): MessagePart[] {
    const parts: MessagePart[] = [];
    if (this.#inside) this.#close(parts, this.#waiting, '');
    else this.#say(parts, this.#waiting);
    this.#waiting = '';
    return parts;
  }

  /** @returns whether there is more to do */
  #step(parts: MessagePart[]): boolean {
    const { begin, end } = marks[this.#style];
    if (this.#inside) {
      const at = end === undefined ? -1 : this.#waiting.indexOf(end);
      if (at < 0) return false;
      const body = this.#waiting.slice(0, at);
      this.#waiting = this.#waiting.slice(at + end!.length);
      this.#close(parts, body, end!);
      return true;
    }
    if (this.#style === 'llama3' && !this.#begun) {
      const start = this.#waiting.trimStart();
      if (start === '') return false;
      if (start.startsWith('{')) {
        this.#inside = true;
        return true;
      }
    }
    const at = this.#waiting.indexOf(begin);
    if (at >= 0) {
      const before = this.#waiting.slice(0, at).trimEnd();
      this.#say(parts, before);
      this.#waiting = this.#waiting.slice(before.length);
      this.#inside = true;
      return true;
    }
    const held = heldBack(this.#waiting, begin);
    this.#say(parts, this.#waiting.slice(0, this.#waiting.length - held));
    this.#waiting = this.#waiting.slice(this.#waiting.length - held);
    return false;
  }

  #close(parts: MessagePart[], body: string, end: string): void {
    this.#inside = false;
    const { begin } = marks[this.#style];
    const inner = body.trimStart();
    const content = inner.startsWith(begin) ? inner.slice(begin.length) : inner;
    const calls = this.#read(content);
    const known = calls?.map((call) => toCall(call, this.#schemas));
    if (known && known.length > 0 && known.every((call) => call !== undefined)) {
      parts.push(...known.map((value) => ({ type: 'tool-call' as const, value })));
      this.#begun = true;
      this.#called = true;
      this.#skip = 0;
    } else this.#say(parts, body + end);
  }

  #read(content: string): unknown[] | undefined {
    if (this.#style === 'mistral-named') return readNamed(content);
    if (this.#style !== 'elements') return readValues(content);
    const call = readElement(content, this.#schemas);
    return call && [call];
  }

  #say(parts: MessagePart[], text: string): void {
    const value = text.slice(this.#skip);
    this.#skip = Math.max(0, this.#skip - text.length);
    if (text !== '') this.#begun = true;
    if (value === '' || (this.#called && value.trim() === '')) return; // blanks between calls are no text
    parts.push({ type: 'text', value });
  }
}

/** How many characters at the end may be the beginning of `mark`, white space before it included. */
function heldBack(text: string, mark: string): number {
  let held = 0;
  for (let length = Math.min(mark.length - 1, text.length); length > 0 && held === 0; length--) {
    if (text.endsWith(mark.slice(0, length))) held = length;
  }
  const rest = text.slice(0, text.length - held);
  return held + rest.length - rest.trimEnd().length;
}

/** JSON values one after another, lists of them opened, or undefined when it is something else. */
function readValues(content: string): unknown[] | undefined {
  const values: unknown[] = [];
  for (let rest = content.trim(); rest !== ''; ) {
    const length = jsonLength(rest);
    if (length === undefined) return undefined;
    try {
      values.push(JSON.parse(rest.slice(0, length)));
    } catch {
      return undefined;
    }
    rest = rest.slice(length).replace(/^[\s;,]+/, '');
  }
  return values.flat();
}

/** `name[ARGS]{…}`, again and again. */
function readNamed(content: string): unknown[] | undefined {
  const calls: unknown[] = [];
  for (const piece of content.split('[TOOL_CALLS]')) {
    const [head = '', ...values] = piece.split('[ARGS]');
    try {
      calls.push({ name: head.split('[CALL_ID]')[0]!.trim(), arguments: JSON.parse(values.join('[ARGS]')) });
    } catch {
      return undefined;
    }
  }
  return calls;
}

/** Where the object or list ends that a text begins with. */
function jsonLength(text: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth === 0 && !quoted) return i === 0 ? undefined : i + 1;
  }
  return undefined;
}

/** Models write `arguments` or `parameters`, as an object or as its JSON. */
function toCall(value: unknown, names: ReadonlyMap<string, unknown>): ToolCall | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, arguments: given, parameters } = value as Record<string, unknown>;
  let values: unknown = given ?? parameters ?? {};
  if (typeof values === 'string') {
    try {
      values = JSON.parse(values === '' ? '{}' : values) as unknown;
    } catch {
      return undefined;
    }
  }
  if (typeof name !== 'string' || !names.has(name)) return undefined;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
  return { callID: makeID(), name, arguments: values as ToolCall['arguments'] };
}
