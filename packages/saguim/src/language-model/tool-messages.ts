import type { ToolCall, ToolResponse } from '../runtime/index.js';
import { toDictionary, toEnum, toSequence, toText } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import { defineInterface } from '../web/interface.js';

// What goes between a model and the tools that a page runs for it. https://webmachinelearning.github.io/prompt-api/

interface WithID {
  /** Which call it is; the standard's tests spell it so, its newest text `callId`, and either is taken. */
  callID?: string;
  callId?: string;
  name: string;
}

export interface LanguageModelToolCallInit extends WithID {
  arguments?: object;
}

export type LanguageModelToolResultType = 'text' | 'image' | 'audio' | 'object';

export interface LanguageModelToolResultContent {
  type: LanguageModelToolResultType;
  value: unknown;
}

export interface LanguageModelToolSuccessInit extends WithID {
  result: LanguageModelToolResultContent[];
}

export interface LanguageModelToolErrorInit extends WithID {
  errorMessage: string;
}

function toID(init: { callID?: unknown; callId?: unknown }): string {
  const id = init.callID === undefined ? init.callId : init.callID;
  if (id === undefined) throw new TypeError('The call has no callID.');
  return toText(id);
}

function toName({ name }: { name?: unknown }): string {
  if (name === undefined) throw new TypeError('The tool has no name.');
  return toText(name);
}

/** A model asks for a tool to be run. */
export class LanguageModelToolCall {
  readonly #callID: string;
  readonly #name: string;
  readonly #arguments: object | null;

  /** @throws {TypeError} */
  constructor(init: LanguageModelToolCallInit) {
    const given = toDictionary(init as LanguageModelToolCallInit, 'init');
    const { arguments: values } = given;
    if (values !== undefined && (values === null || (typeof values !== 'object' && typeof values !== 'function'))) {
      throw new TypeError('arguments must be an object.');
    }
    this.#arguments = values ?? null;
    this.#callID = toID(given);
    this.#name = toName(given);
  }

  get callID(): string {
    return this.#callID;
  }

  get callId(): string {
    return this.#callID;
  }

  get name(): string {
    return this.#name;
  }

  get arguments(): object | null {
    return this.#arguments;
  }
}

const resultTypes = ['text', 'image', 'audio', 'object'] as const;

/** What a tool gave. */
export class LanguageModelToolSuccess {
  readonly #callID: string;
  readonly #name: string;
  readonly #result: readonly LanguageModelToolResultContent[];

  /** @throws {TypeError} */
  constructor(init: LanguageModelToolSuccessInit) {
    const given = toDictionary(init as LanguageModelToolSuccessInit, 'init');
    this.#callID = toID(given);
    this.#name = toName(given);
    const { result } = given;
    if (result === undefined) throw new TypeError('The response has no result.');
    const items = toSequence(result, 'result').map((value): LanguageModelToolResultContent => {
      const item = toDictionary(value as LanguageModelToolResultContent, 'A part of the result');
      if (item.type === undefined) throw new TypeError('A part of the result has no type.');
      const type = toEnum(item.type, resultTypes, 'type');
      if (item.value === undefined) throw new TypeError('A part of the result has no value.');
      return { type, value: item.value };
    });
    this.#result = Object.freeze(items);
  }

  get callID(): string {
    return this.#callID;
  }

  get callId(): string {
    return this.#callID;
  }

  get name(): string {
    return this.#name;
  }

  get result(): readonly LanguageModelToolResultContent[] {
    return this.#result;
  }
}

/** Why a tool gave nothing. */
export class LanguageModelToolError {
  readonly #callID: string;
  readonly #name: string;
  readonly #errorMessage: string;

  /** @throws {TypeError} */
  constructor(init: LanguageModelToolErrorInit) {
    const given = toDictionary(init as LanguageModelToolErrorInit, 'init');
    this.#callID = toID(given);
    const { errorMessage } = given;
    if (errorMessage === undefined) throw new TypeError('The response has no errorMessage.');
    this.#errorMessage = toText(errorMessage);
    this.#name = toName(given);
  }

  get callID(): string {
    return this.#callID;
  }

  get callId(): string {
    return this.#callID;
  }

  get name(): string {
    return this.#name;
  }

  get errorMessage(): string {
    return this.#errorMessage;
  }
}

for (const [name, face] of Object.entries({ LanguageModelToolCall, LanguageModelToolSuccess, LanguageModelToolError })) {
  defineInterface(face, name);
}

export type LanguageModelToolResponse = LanguageModelToolSuccess | LanguageModelToolError;

const tagOf = (value: unknown) => Object.prototype.toString.call(value);

/** Of any realm: each has classes of its own. */
export const isToolCall = (value: unknown): value is LanguageModelToolCall => tagOf(value) === '[object LanguageModelToolCall]';
export const isToolSuccess = (value: unknown): value is LanguageModelToolSuccess => tagOf(value) === '[object LanguageModelToolSuccess]';
export const isToolError = (value: unknown): value is LanguageModelToolError => tagOf(value) === '[object LanguageModelToolError]';

/** Objects of the page that would turn into something empty as JSON. */
const isPlain = (value: unknown) =>
  typeof value !== 'object' || /^\[object (Object|Array|Date|String|Number|Boolean|Null)\]$/.test(tagOf(value));

/** A value as JSON would keep it. @throws {DOMException} `DataError` for what JSON cannot hold */
function toJSONValue(value: unknown, what: string): unknown {
  let text: string | undefined;
  try {
    if (isPlain(value)) text = JSON.stringify(value);
  } catch (cause) {
    throw exception('DataError', `${what} cannot be written as JSON.`, cause);
  }
  if (text === undefined) throw exception('DataError', `${what} cannot be written as JSON.`);
  return JSON.parse(text) as unknown;
}

/** @throws {DOMException} `DataError` for arguments that are no JSON object */
export function readToolCall({ callID, name, arguments: values }: LanguageModelToolCall): ToolCall {
  const what = `The arguments of "${name}"`;
  const json = toJSONValue(values ?? {}, what);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw exception('DataError', `${what} are no object.`);
  return { callID, name, arguments: json as ToolCall['arguments'] };
}

/** @throws {DOMException} `NotSupportedError` for images and audio, `DataError` for what JSON cannot hold */
export function readToolResponse(response: LanguageModelToolResponse): ToolResponse {
  const { callID, name } = response;
  if (isToolError(response)) return { callID, name, errorMessage: response.errorMessage };
  const result = response.result.map(({ type, value }) => {
    if (type === 'image' || type === 'audio') throw exception('NotSupportedError', `Results of the type "${type}" are not supported.`);
    return toJSONValue(value, `The result of "${name}"`);
  });
  return { callID, name, result };
}
