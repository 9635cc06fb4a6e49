import { SaguimError } from '../spec/index.js';
import { BoundedInterpreter } from './bounded-interpreter.js';
import { Environment, parse, type TemplateNode, tokenize } from './jinja.js';
import { copyInput } from './template-input.js';
import { type ChatPart, TemplateMarks } from './template-marks.js';
import { MAX_ELEMENTS, TemplateMeter } from './template-meter.js';
import type { Tokenizer } from './tokenizer.js';

/** What a template needs of a vocabulary. */
export type TemplateTokenizer = Pick<Tokenizer, 'controlTokens' | 'sequenceStart' | 'startToken' | 'endToken' | 'isControl' | 'encode'>;

export type { ChatPart } from './template-marks.js';

/** One message of a chat. Templates know more fields than these (`tool_calls`, `name` …). */
export interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

export interface ChatInput {
  readonly messages: readonly ChatMessage[];
  /** Tools as JSON schemas, in the form that the model's template expects. */
  readonly tools?: readonly unknown[];
  /** End with the beginning of an answer. Default true. */
  readonly addGenerationPrompt?: boolean;
  /** What else the template reads, such as `enable_thinking`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What `strftime_now` gives. Default: now. */
  readonly now?: Date;
}

export interface RenderedChat {
  readonly parts: readonly ChatPart[];
  readonly ids: number[];
}

const MAX_SOURCE = 262_144;
/** The parser looks at runs of white space once for every character in them. */
const MAX_BLANKS = 1024;
const WHERE = { where: 'tokenizer.chat_template' };
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * A model's own chat template (Jinja), rendered within bounds: the same template and messages always end at the same step.
 * https://huggingface.co/docs/transformers/main/en/chat_templating
 */
export class ChatTemplate<T extends TemplateTokenizer = Tokenizer> {
  readonly tokenizer: T;
  readonly #source: string;
  readonly #unitsOfSource: ReadonlySet<number>;
  #compiled: { program: TemplateNode; marks: TemplateMarks };

  /** @throws {SaguimError} `bad-template` when the source is not a template. */
  constructor(source: string, tokenizer: T) {
    if (source.length > MAX_SOURCE)
      throw new SaguimError('bad-template', `The chat template has ${source.length} characters; at most ${MAX_SOURCE} are read`, WHERE);
    if (longestBlank(source) > MAX_BLANKS)
      throw new SaguimError('bad-template', `The chat template has more than ${MAX_BLANKS} blanks in a row`, WHERE);
    this.tokenizer = tokenizer;
    this.#source = source;
    this.#unitsOfSource = privateUnits([source]);
    this.#compiled = this.#compile([]);
  }

  /**
   * The prompt of a chat. Only the template's own control tokens become control tokens; whatever the messages and tools spell stays text.
   * @throws {SaguimError} `bad-template` when the template fails, refuses the messages or asks for too much; `invalid-argument` for
   * messages that are not JSON.
   */
  render(input: ChatInput): RenderedChat {
    const copied = copyInput({ messages: input.messages, tools: input.tools, variables: input.variables ?? {} });
    // Characters that stand for control tokens must not be in the chat: then others are taken.
    if (copied.texts.some((text) => this.#compiled.marks.occurIn(text))) this.#compiled = this.#compile(copied.texts);
    const { program, marks } = this.#compiled;
    const meter = new TemplateMeter(copied.units);
    const environment = new Environment();
    const { messages, tools, variables } = copied.value as { messages: unknown; tools: unknown; variables: Record<string, unknown> };
    const globals = this.#globals(input, meter, marks);
    for (const [name, value] of Object.entries({ ...variables, ...globals, messages, tools: tools ?? null })) {
      if (name === 'namespace')
        throw new SaguimError('invalid-argument', 'A template variable may not be called namespace', { where: 'variables' });
      environment.set(name, value);
    }
    const rendered = guard(() => new BoundedInterpreter(environment, meter).run(program)).value;
    const parts = marks.cut(String(rendered));
    return { parts, ids: encodeChat(this.tokenizer, parts) };
  }

  #compile(texts: readonly string[]): { program: TemplateNode; marks: TemplateMarks } {
    return guard(() => {
      const program = parse(tokenize(this.#source, { lstrip_blocks: true, trim_blocks: true }));
      const marks = new TemplateMarks(this.tokenizer.controlTokens, new Set([...this.#unitsOfSource, ...privateUnits(texts)]));
      for (const id of [this.tokenizer.sequenceStart, this.tokenizer.endToken])
        if (id !== undefined && this.tokenizer.isControl(id)) marks.mark(id);
      marks.apply(program);
      return { program, marks };
    });
  }

  #globals(input: ChatInput, meter: TemplateMeter, marks: TemplateMarks): Record<string, unknown> {
    const spell = (id: number | undefined): string => (id !== undefined && this.tokenizer.isControl(id) ? marks.mark(id) : '');
    const now = input.now ?? new Date();
    return {
      true: true,
      True: true,
      false: false,
      False: false,
      none: null,
      None: null,
      add_generation_prompt: input.addGenerationPrompt ?? true,
      bos_token: spell(this.tokenizer.sequenceStart),
      eos_token: spell(this.tokenizer.endToken),
      raise_exception: (message: unknown) => {
        throw new SaguimError('bad-template', `The chat template refuses these messages: ${String(message).slice(0, 500)}`, WHERE);
      },
      range: (...bounds: unknown[]) => range(bounds, meter),
      strftime_now: (format: unknown) => {
        const text = String(format);
        meter.charge(text.length * 16);
        return formatTime(now, text);
      },
    };
  }
}

/**
 * Renders one chat. @see ChatTemplate.render, which spares parsing the template again
 */
export function renderChat(template: string | ChatTemplate, tokenizer: Tokenizer, input: ChatInput): RenderedChat {
  return (typeof template === 'string' ? new ChatTemplate(template, tokenizer) : template).render(input);
}

/**
 * Ids of a rendered chat: control tokens as they are, text as plain text. Where the model's file asks for a start token and the
 * template gives none, it comes first.
 * @param options.continues the parts go on from other tokens; `'text'` when the last of those was plain text
 */
export function encodeChat(
  tokenizer: Pick<Tokenizer, 'encode' | 'startToken'>,
  parts: readonly ChatPart[],
  options: { continues?: 'control' | 'text' } = {},
): number[] {
  const ids: number[] = [];
  let afterText = options.continues === 'text';
  for (const part of parts) {
    if (typeof part === 'number') ids.push(part);
    else for (const id of tokenizer.encode(part, { continues: afterText })) ids.push(id);
    afterText = typeof part === 'string';
  }
  if (options.continues === undefined && tokenizer.startToken !== undefined && ids[0] !== tokenizer.startToken)
    ids.unshift(tokenizer.startToken);
  return ids;
}

/** Errors of the template library become ours; a stack that is full is a template that nests too deeply. */
function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SaguimError) throw error;
    const message =
      error instanceof RangeError ? 'nested too deeply, or asks for too much' : error instanceof Error ? error.message : String(error);
    throw new SaguimError('bad-template', `The chat template fails: ${message.slice(0, 500)}`, { ...WHERE, cause: error });
  }
}

function range(bounds: readonly unknown[], meter: TemplateMeter): number[] {
  if (bounds.length < 1 || bounds.length > 3 || !bounds.every((bound) => Number.isSafeInteger(bound))) {
    throw new SaguimError('bad-template', 'The chat template calls range with something else than one to three whole numbers', WHERE);
  }
  const [start, stop] = (bounds.length === 1 ? [0, bounds[0]] : bounds) as [number, number];
  const step = (bounds[2] ?? 1) as number;
  if (step === 0) throw new SaguimError('bad-template', 'The chat template calls range with a step of 0', WHERE);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  meter.checkElements(Math.min(count, MAX_ELEMENTS + 1));
  meter.charge(count * 16);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** Python's strftime in the C locale, for what templates ask. */
function formatTime(time: Date, format: string): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const month = MONTHS[time.getMonth()] as string;
  const day = DAYS[time.getDay()] as string;
  const fields: Record<string, string> = {
    Y: String(time.getFullYear()),
    y: two(time.getFullYear() % 100),
    m: two(time.getMonth() + 1),
    d: two(time.getDate()),
    B: month,
    b: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    H: two(time.getHours()),
    I: two(time.getHours() % 12 || 12),
    p: time.getHours() < 12 ? 'AM' : 'PM',
    M: two(time.getMinutes()),
    S: two(time.getSeconds()),
    '%': '%',
  };
  return format.replace(/%([A-Za-z%])/g, (whole, field: string) => fields[field] ?? whole);
}

function longestBlank(source: string): number {
  let longest = 0;
  let current = 0;
  for (const character of source) {
    current = /\s/.test(character) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/** Characters of the private use area in these texts. */
function privateUnits(texts: readonly string[]): Set<number> {
  const units = new Set<number>();
  for (const text of texts) for (const found of text.match(/[\uE000-\uF8FF]/g) ?? []) units.add(found.charCodeAt(0));
  return units;
}
