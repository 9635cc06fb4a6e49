import * as library from '@huggingface/jinja';

/** A node of a parsed template: a type and fields of its own. */
export interface TemplateNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A value of the template language, as the interpreter keeps it. */
export interface TemplateValue {
  readonly type: string;
  readonly value: unknown;
}

export interface Environment {
  /** Declares a variable: JSON values as they are, functions as ones that take and give JSON values. */
  set(name: string, value: unknown): TemplateValue;
}

export interface Interpreter {
  /** Every expression and statement goes through here, so a subclass sees them all. */
  evaluate(node: TemplateNode | undefined, environment: Environment): TemplateValue;
  run(program: TemplateNode): TemplateValue;
}

interface Library {
  readonly Environment: new () => Environment;
  readonly Interpreter: new (environment: Environment) => Interpreter;
  tokenize(source: string, options: { lstrip_blocks: boolean; trim_blocks: boolean }): unknown[];
  parse(tokens: unknown[]): TemplateNode;
}

// The library's own declarations import without file endings, which NodeNext does not resolve. Each name by itself, since a bundler keeps
// all of a namespace that is taken apart: the library's formatter too, which nothing here calls.
export const Environment = library.Environment as unknown as Library['Environment'];
export const Interpreter = library.Interpreter as unknown as Library['Interpreter'];
export const tokenize = library.tokenize as unknown as Library['tokenize'];
export const parse = library.parse as unknown as Library['parse'];
