import type { TemplateValue } from './jinja.js';

/**
 * What Python makes of values and texts where templates rely on it and the template library has JavaScript's or JSON's way.
 * https://docs.python.org/3/library/stdtypes.html
 */

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** What `str.isprintable` says no to, the space aside. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;

/** A value as `str()` gives it: texts as they are, all else as `repr()`. */
export function pythonText(value: TemplateValue): string {
  return value.type === 'StringValue' ? (value.value as string) : pythonRepr(value);
}

function pythonRepr({ type, value }: TemplateValue): string {
  switch (type) {
    case 'StringValue':
      return quoted(value as string);
    case 'BooleanValue':
      return value ? 'True' : 'False';
    case 'NullValue':
      return 'None';
    case 'UndefinedValue':
      return '';
    case 'FloatValue':
      return Number.isInteger(value) ? (value as number).toFixed(1) : String(value);
    case 'ArrayValue':
      return `[${(value as TemplateValue[]).map(pythonRepr).join(', ')}]`;
    case 'ObjectValue':
      return `{${Array.from(value as Map<string, TemplateValue>, ([key, inner]) => `${quoted(key)}: ${pythonRepr(inner)}`).join(', ')}}`;
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) {
    if (character === quote) out += `\\${quote}`;
    else out += ESCAPES[character] ?? (character !== ' ' && HIDDEN.test(character) ? escaped(character) : character);
  }
  return out + quote;
}

function escaped(character: string): string {
  const point = character.codePointAt(0) as number;
  const hex = (digits: number) => point.toString(16).padStart(digits, '0');
  return point < 0x100 ? `\\x${hex(2)}` : point < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

export const STRIPS: ReadonlySet<string> = new Set(['strip', 'lstrip', 'rstrip']);

/** A text without the characters of `set` at its ends: `strip`, `lstrip` or `rstrip`. */
export function strip(method: string, text: string, set: string): string {
  const characters = new Set(set);
  const all = Array.from(text);
  let [from, to] = [0, all.length];
  if (method !== 'rstrip') while (from < to && characters.has(all[from] as string)) from++;
  if (method !== 'lstrip') while (to > from && characters.has(all[to - 1] as string)) to--;
  return all.slice(from, to).join('');
}
