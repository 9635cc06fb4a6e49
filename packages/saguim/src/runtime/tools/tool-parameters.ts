import type { TextConstraint } from '@saguim/engine';
import type { ChatTool } from '../engine-messages.js';

// Calls as Qwen3-Coder writes them: a tag for each parameter, texts as they are, the rest as JSON.

export type Schema = Readonly<Record<string, unknown>>;

const propertiesOf = ({ properties }: Schema): [string, Schema][] =>
  Object.entries((properties ?? {}) as Record<string, unknown>).map(([name, schema]) => [name, isObject(schema) ? schema : {}]);

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const quote = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Any text that does not come near the tag that ends a parameter. */
const anyText = '(?:[^<]|<+(?:[^/<]|/(?:[^p<]|p(?:[^a<]|a[^r<]))))*';
const spelled: Readonly<Record<string, string>> = {
  integer: '-?(?:0|[1-9][0-9]{0,15})',
  number: '-?(?:0|[1-9][0-9]{0,15})(?:\\.[0-9]{1,15})?',
  boolean: 'true|false',
  null: 'null',
};

function spellings(schema: Schema): string {
  const { type, enum: values, const: value } = schema;
  const fixed = Array.isArray(values) ? values : value === undefined ? undefined : [value];
  if (fixed?.length) return fixed.map((one) => quote(typeof one === 'string' ? one : JSON.stringify(one))).join('|');
  const plain = typeof type === 'string' ? spelled[type] : undefined;
  if (plain) return plain;
  return type === 'object' ? `\\{${anyText}\\}` : type === 'array' ? `\\[${anyText}\\]` : anyText;
}

/** The parameters of a tool in the order of its schema: those that are required, and any of the others. */
export function parametersConstraint({ inputSchema }: ChatTool): TextConstraint {
  const schema = inputSchema as Schema;
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = propertiesOf(schema);
  if (properties.length === 0 && schema.additionalProperties !== false)
    return { type: 'regex', source: `(?:<parameter=[^>\\n]+>\\n${anyText}\\n</parameter>\\n)*` };
  const source = properties
    .map(([name, value]) => {
      const one = `<parameter=${quote(name)}>\\n(?:${spellings(value)})\\n</parameter>\\n`;
      return required.has(name) ? one : `(?:${one})?`;
    })
    .join('');
  return { type: 'regex', source };
}

/** What stands in a `<function=…>`, or undefined where it is something else. */
export function readElement(text: string, schemas: ReadonlyMap<string, Schema>): { name: string; arguments: object } | undefined {
  const [head = '', name] = /^\s*<function=([^>\n]+)>/.exec(text) ?? [];
  const end = text.lastIndexOf('</function>');
  if (name === undefined || end < head.length || text.slice(end + '</function>'.length).trim() !== '') return undefined;
  const types = new Map(propertiesOf(schemas.get(name) ?? {}));
  const values: [string, unknown][] = [];
  for (let rest = text.slice(head.length, end).trimStart(); rest !== ''; ) {
    const [begin = '', key] = /^<parameter=([^>\n]+)>\n?/.exec(rest) ?? [];
    const length = rest.indexOf('</parameter>');
    if (key === undefined || length < begin.length) return undefined;
    values.push([key, readValue(rest.slice(begin.length, length).replace(/\n$/, ''), types.get(key))]);
    rest = rest.slice(length + '</parameter>'.length).trimStart();
  }
  return { name, arguments: Object.fromEntries(values) };
}

const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

function readValue(text: string, schema: Schema = {}): unknown {
  const { type, enum: values } = schema;
  if (type === 'string' || (type === undefined && !Array.isArray(values))) return text;
  if (Array.isArray(values) && values.includes(text)) return text;
  if (text in words) return words[text];
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
