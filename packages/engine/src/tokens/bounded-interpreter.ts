import { SaguimError } from '../spec/index.js';
import { type Environment, Interpreter, type TemplateNode, type TemplateValue } from './jinja.js';
import { pythonText, STRIPS, strip } from './python-text.js';
import { STEP, type TemplateMeter, tooMuch } from './template-meter.js';

type Callable = (args: TemplateValue[], scope: unknown) => TemplateValue;

/** Stands where an operand stood that has its value already. */
const resolved = (value: TemplateValue): TemplateNode => ({ type: 'Resolved', resolved: value });

/** Operations that read all of a value, at all levels. */
const LOOKS_INSIDE: ReadonlySet<string> = new Set(['tojson', 'string', 'join', 'sort', 'dictsort', 'unique']);
/** Filters for which what is not there is an empty text, list or object, as Jinja has it. */
const EMPTIES: readonly (readonly [ReadonlySet<string>, TemplateNode])[] = [
  [new Set(['trim', 'upper', 'lower', 'title', 'capitalize', 'replace', 'indent']), { type: 'StringLiteral', value: '' }],
  [new Set(['list', 'length', 'count', 'join', 'map', 'selectattr', 'rejectattr', 'sort', 'unique']), { type: 'ArrayLiteral', value: [] }],
  [new Set(['items', 'dictsort']), { type: 'ObjectLiteral', value: new Map() }],
];
/** Sorting compares every element with several others. */
const SORTING = 16;
const MAX_JSON_INDENT = 32;

/**
 * The Jinja interpreter with every step metered. Operands are evaluated first and weighed, so that an operation that would take long
 * or make something huge is refused before it begins; then the interpreter runs it on the values.
 */
export class BoundedInterpreter extends Interpreter {
  readonly #meter: TemplateMeter;

  constructor(environment: Environment, meter: TemplateMeter) {
    super(environment);
    this.#meter = meter;
  }

  override evaluate(node: TemplateNode | undefined, environment: Environment): TemplateValue {
    if (node === undefined) return super.evaluate(node, environment);
    if (node.type === 'Resolved') return node.resolved as TemplateValue;
    this.#meter.enter();
    let value: TemplateValue | undefined;
    try {
      value = this.#evaluate(node, environment);
    } finally {
      this.#meter.leave();
    }
    // The interpreter gives nothing at all for the first element of an empty list.
    if (value === undefined) return super.evaluate(undefined, environment);
    this.#meter.weigh(value);
    if (typeof value.value === 'string') this.#meter.charge(value.value.length >> 2);
    return value;
  }

  #value(node: unknown, environment: Environment): TemplateValue {
    return this.evaluate(node as TemplateNode, environment);
  }

  /** Runs the interpreter's own operation on a node whose operands are resolved. */
  #run(node: TemplateNode, environment: Environment): TemplateValue {
    return super.evaluate(node, environment);
  }

  #evaluate(node: TemplateNode, environment: Environment): TemplateValue {
    switch (node.type) {
      case 'BinaryExpression':
        return this.#binary(node, environment);
      case 'FilterExpression':
        return this.#filter(node, environment);
      case 'FilterStatement':
        return this.#filter({ type: 'FilterExpression', operand: { type: 'Program', body: node.body }, filter: node.filter }, environment);
      case 'CallExpression': {
        const args = this.#arguments(node.args as TemplateNode[], environment);
        const callee = this.#value(node.callee, environment);
        return this.#run({ type: 'CallExpression', callee: resolved(callee), args }, environment);
      }
      case 'CallStatement': {
        const call = node.call as TemplateNode;
        const args = this.#arguments(call.args as TemplateNode[], environment);
        return this.#run({ ...node, call: { type: 'CallExpression', callee: call.callee, args } }, environment);
      }
      case 'MemberExpression':
        return this.#member(node, environment);
      case 'For':
        return this.#for(node, environment);
      case 'Set': {
        if (!node.value) return this.#run(node, environment);
        const value = this.#value(node.value, environment);
        // A namespace inside another would be a value that changes inside one that is weighed.
        if (value.type === 'NamespaceValue' && (node.assignee as TemplateNode).type === 'MemberExpression') {
          throw tooMuch('puts a namespace inside another value');
        }
        return this.#run({ ...node, value: resolved(value) }, environment);
      }
      case 'Break':
      case 'Continue':
        // These unwind by an exception.
        this.#meter.charge(8 * STEP);
        return this.#run(node, environment);
      default:
        return this.#run(node, environment);
    }
  }

  #binary(node: TemplateNode, environment: Environment): TemplateValue {
    const operator = (node.operator as { value: string }).value;
    if (operator === 'and' || operator === 'or') return this.#run(node, environment);
    const left = this.#value(node.left, environment);
    const right = this.#value(node.right, environment);
    const units = this.#meter.weigh(left).units + this.#meter.weigh(right).units;
    this.#meter.charge(units);
    if (operator === '+' || operator === '~') this.#meter.checkLength(units);
    return this.#run({ type: 'BinaryExpression', operator: node.operator, left: resolved(left), right: resolved(right) }, environment);
  }

  /** Arguments as resolved nodes; positional spreads are laid out. */
  #arguments(args: readonly TemplateNode[], environment: Environment): TemplateNode[] {
    const done: TemplateNode[] = [];
    for (const node of args) {
      if (node.type === 'KeywordArgumentExpression') {
        done.push({ type: node.type, key: node.key, value: resolved(this.#weighed(node.value, environment)) });
      } else if (node.type === 'SpreadExpression' || node.type === 'KeywordSpreadExpression') {
        done.push({ type: node.type, argument: resolved(this.#weighed(node.argument, environment)) });
      } else {
        done.push(resolved(this.#weighed(node, environment)));
      }
    }
    return done;
  }

  #weighed(node: unknown, environment: Environment): TemplateValue {
    const value = this.#value(node, environment);
    this.#meter.charge(sizeOf(value));
    return value;
  }

  #filter(node: TemplateNode, environment: Environment): TemplateValue {
    const given = this.#value(node.operand, environment);
    const filter = node.filter as TemplateNode;
    const called = filter.type === 'CallExpression';
    const name = ((called ? filter.callee : filter) as { value?: unknown }).value;
    const empty = given.type === 'UndefinedValue' ? EMPTIES.find(([filters]) => filters.has(String(name)))?.[1] : undefined;
    const operand = empty ? this.#run(empty, environment) : given;
    let applied = filter;
    let args: TemplateNode[] = [];
    // The interpreter wants the arguments of these two as they stand in the template: plain strings.
    if (called && name !== 'selectattr' && name !== 'rejectattr') {
      args = this.#arguments(filter.args as TemplateNode[], environment);
      applied = { type: 'CallExpression', callee: filter.callee, args };
    }
    this.#checkOperation(String(name), operand, args.map(argumentOf));
    // The library has no texts of lists and objects; some templates show tools so.
    if (name === 'string') return this.#run({ type: 'StringLiteral', value: pythonText(operand) }, environment);
    return this.#run({ type: 'FilterExpression', operand: resolved(operand), filter: applied }, environment);
  }

  /** Charges a filter or method before it runs, and refuses results that would be too long. */
  #checkOperation(name: string, operand: TemplateValue, args: readonly Argument[]): void {
    const meter = this.#meter;
    const weight = meter.weigh(operand);
    const text = typeof operand.value === 'string' ? operand.value : undefined;
    // Most operations on a list or an object look at its elements, not into them.
    meter.charge(text !== undefined || LOOKS_INSIDE.has(name) ? weight.units : sizeOf(operand));
    if (name === 'sort' || name === 'dictsort') meter.charge(weight.units * SORTING);
    const positional = args.filter((argument) => argument.name === undefined).map((argument) => argument.value.value);
    const named = (key: string, place: number): unknown => positional[place] ?? args.find((argument) => argument.name === key)?.value.value;
    if (name === 'replace' && text !== undefined) {
      const from = positional[0];
      const to = positional[1];
      if (typeof from === 'string' && typeof to === 'string') meter.checkLength(text.length + occurrences(text, from) * to.length);
    } else if (name === 'split' && text !== undefined) {
      const separator = positional[0];
      meter.checkElements(typeof separator === 'string' ? occurrences(text, separator) : words(text));
      meter.charge(text.length);
    } else if (name === 'join') {
      const separator = named('separator', 0);
      meter.checkLength(weight.units + weight.elements * (typeof separator === 'string' ? separator.length : 0));
    } else if (name === 'indent' && text !== undefined) {
      const width = named('width', 0);
      meter.checkLength(text.length + (occurrences(text, '\n') + 1) * (typeof width === 'number' ? width : 4));
    } else if (name === 'tojson') {
      const indent = named('indent', 0) ?? 0;
      if (typeof indent === 'number' && !(indent <= MAX_JSON_INDENT)) throw tooMuch('indents JSON too far');
      const separators = args.filter((argument) => argument.name === 'separators');
      const separating = separators.reduce((sum, { value }) => sum + meter.weigh(value).units, 4);
      meter.checkLength(weight.elements * (Number(indent) * (weight.depth + 1) + separating));
      meter.charge(weight.units);
    }
  }

  #member(node: TemplateNode, environment: Environment): TemplateValue {
    const object = this.#value(node.object, environment);
    const slice = (node.property as TemplateNode).type === 'SliceExpression';
    if (slice) this.#meter.charge(sizeOf(object) * 4);
    const found = this.#run({ ...node, object: resolved(object) }, environment);
    const call = found?.value;
    if (typeof call !== 'function' || object.type === 'NamespaceValue') return found;
    if (object.value instanceof Map && object.value.has(nameOf(node.property))) return found;
    return this.#guarded(found, call as Callable, nameOf(node.property), object);
  }

  /** A method that is charged at every call, since it can be kept in a variable. */
  #guarded(found: TemplateValue, call: Callable, name: string, object: TemplateValue): TemplateValue {
    const guarded: Callable = (args, scope) => {
      const checked = args.flatMap((value): Argument[] =>
        value.type === 'KeywordArgumentsValue'
          ? Array.from(value.value as Map<string, TemplateValue>, ([key, inner]) => ({ name: key, value: inner }))
          : [{ value }],
      );
      // A name that was computed says nothing: then all that can grow is checked.
      for (const operation of name === '' ? ['replace', 'split', 'dictsort'] : [name]) {
        if (operation !== 'get') this.#checkOperation(operation, object, checked);
      }
      const [set] = args;
      // The library's take all white space off, whatever they are given.
      if (STRIPS.has(name) && object.type === 'StringValue' && set?.type === 'StringValue') {
        const text = strip(name, object.value as string, set.value as string);
        return new (object.constructor as new (value: string) => TemplateValue)(text);
      }
      return call(args, scope);
    };
    return Object.assign(Object.create(Object.getPrototypeOf(found) as object) as TemplateValue, { type: found.type, value: guarded });
  }

  #for(node: TemplateNode, environment: Environment): TemplateValue {
    const iterable = node.iterable as TemplateNode;
    const select = iterable.type === 'SelectExpression';
    const value = this.#value(select ? iterable.lhs : iterable, environment);
    // Every element gets a scope and a loop object, even where the body is empty.
    this.#meter.charge(sizeOf(value) * 4 * STEP);
    const operand = resolved(value);
    return this.#run(
      { ...node, iterable: select ? { type: 'SelectExpression', lhs: operand, test: iterable.test } : operand },
      environment,
    );
  }
}

interface Argument {
  readonly name?: string;
  readonly value: TemplateValue;
}

function argumentOf(node: TemplateNode): Argument {
  if (node.type === 'KeywordArgumentExpression') {
    return { name: (node.key as { value: string }).value, value: (node.value as TemplateNode).resolved as TemplateValue };
  }
  if (node.type === 'Resolved') return { value: node.resolved as TemplateValue };
  throw new SaguimError('bad-template', 'The chat template spreads a list into the arguments of a filter', {
    where: 'tokenizer.chat_template',
  });
}

/** The name of a property, or '' where it is computed. */
function nameOf(property: unknown): string {
  const { type, value } = property as { type: string; value: unknown };
  return (type === 'Identifier' || type === 'StringLiteral') && typeof value === 'string' ? value : '';
}

/** Characters of a string, elements of a list or an object. */
function sizeOf({ value }: TemplateValue): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : 0;
}

function occurrences(text: string, part: string): number {
  if (part === '') return text.length + 1;
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function words(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) <= 0x20) count++;
  return count + 1;
}
