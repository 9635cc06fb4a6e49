import { toDictionary, toSequence, toText } from '../web/dictionary.js';
import { toJsonText } from '../web/json-text.js';

export interface LanguageModelToolDeclaration {
  name: string;
  description: string;
  /** A JSON schema of the type `object`. */
  inputSchema: object;
  /** The older form, which the standard ignores: called only where `saguim.runTools` asks for it. */
  execute?(...input: never[]): unknown;
}

/** A tool after conversion. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  /** JSON, a copy. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly execute?: (...input: never[]) => unknown;
}

/** The members of each tool, as Web IDL converts them: no more than their kinds are checked. */
export type RawTool = Omit<ToolDeclaration, 'inputSchema'> & { readonly inputSchema: object };

/** @throws {TypeError} */
export function toRawTools(value: unknown, runTools: boolean): RawTool[] {
  if (value === undefined) return [];
  return toSequence(value, 'tools').map((item): RawTool => {
    const tool = toDictionary(item as LanguageModelToolDeclaration, 'A tool');
    const { description, inputSchema } = tool;
    if (description === undefined) throw new TypeError('A tool has no description.');
    const text = toText(description);
    if (inputSchema === undefined) throw new TypeError('A tool has no inputSchema.');
    if (!isObject(inputSchema)) throw new TypeError('inputSchema must be an object.');
    const { name } = tool;
    if (name === undefined) throw new TypeError('A tool has no name.');
    const raw = { name: toText(name), description: text, inputSchema };
    if (!runTools) return raw;
    const { execute } = tool;
    if (execute === undefined) return raw;
    if (typeof execute !== 'function') throw new TypeError(`The execute of the tool "${raw.name}" must be a function.`);
    return { ...raw, execute: execute.bind(tool) };
  });
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * Tools that a model can be told of: all of them, or none.
 * @throws {TypeError} for what is no tool; what the schema's getters and `toJSON` throw
 */
export function checkTools(tools: readonly RawTool[]): ToolDeclaration[] {
  const names = new Set<string>();
  return tools.map(({ inputSchema, ...tool }) => {
    if (tool.name === '') throw new TypeError('The name of a tool is empty.');
    if (tool.description === '') throw new TypeError(`The description of the tool "${tool.name}" is empty.`);
    if (names.has(tool.name)) throw new TypeError(`Two tools are called "${tool.name}".`);
    names.add(tool.name);
    return { ...tool, inputSchema: copySchema(inputSchema, tool.name) };
  });
}

function copySchema(schema: { type?: unknown; properties?: unknown; required?: unknown }, name: string): ToolDeclaration['inputSchema'] {
  const what = `The inputSchema of the tool "${name}"`;
  const { type, properties, required } = schema;
  if (type !== 'object') throw new TypeError(`${what} must be of the type "object".`);
  if (properties !== undefined && !isObject(properties)) throw new TypeError(`${what} has "properties" that are no object.`);
  if (required !== undefined && !Array.isArray(required)) throw new TypeError(`${what} has a "required" that is no list.`);
  const copy = JSON.parse(toJsonText(schema) ?? 'null') as unknown;
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) throw new TypeError(`${what} is no JSON object.`);
  return copy as ToolDeclaration['inputSchema'];
}
