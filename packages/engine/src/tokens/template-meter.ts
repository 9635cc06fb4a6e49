import { SaguimError } from '../spec/index.js';
import type { TemplateValue } from './jinja.js';

/** Units that every evaluated expression costs; a character of a string costs one. */
export const STEP = 8;
/** Most elements that one list may get from `range` or `split`. */
export const MAX_ELEMENTS = 100_000;
const MAX_DEPTH = 300;
const BASE_UNITS = 6_000_000;
const UNITS_FOR_INPUT = 256;
const BASE_LENGTH = 1_000_000;
const LENGTH_FOR_INPUT = 8;

export interface Weight {
  /** Characters and elements inside, at all levels. */
  readonly units: number;
  readonly elements: number;
  readonly depth: number;
}

/** Bounds what rendering may cost, by counting and not by a clock: the same template stops at the same place everywhere. */
export class TemplateMeter {
  readonly maxLength: number;
  #left: number;
  #depth = 0;
  readonly #weights = new WeakMap<object, Weight>();

  /** @param inputUnits characters and elements of the messages and tools: longer chats may cost more */
  constructor(inputUnits: number) {
    this.#left = BASE_UNITS + UNITS_FOR_INPUT * inputUnits;
    this.maxLength = BASE_LENGTH + LENGTH_FOR_INPUT * inputUnits;
  }

  charge(units: number): void {
    this.#left -= units;
    if (!(this.#left >= 0)) throw tooMuch('takes too many steps');
  }

  enter(): void {
    this.charge(STEP);
    if (++this.#depth > MAX_DEPTH) throw tooMuch('is nested or calls itself too deeply');
  }

  leave(): void {
    this.#depth--;
  }

  /** @throws {SaguimError} for a string or JSON that would become too long */
  checkLength(length: number): void {
    if (!(length <= this.maxLength)) throw tooMuch('makes a text that is too long');
  }

  checkElements(count: number): void {
    if (!(count <= MAX_ELEMENTS)) throw tooMuch('makes a list that is too long');
  }

  /** What a value holds at all levels; values never change, but for namespaces, and these may not lie inside others. */
  weigh(value: TemplateValue): Weight {
    const inner = value.value;
    if (typeof inner === 'string') {
      this.checkLength(inner.length);
      return { units: inner.length + 1, elements: 1, depth: 0 };
    }
    if (typeof inner !== 'object' || inner === null) return { units: 4, elements: 1, depth: 0 };
    const known = this.#weights.get(value);
    if (known) return known;
    let units = 4;
    let elements = 1;
    let depth = 0;
    const add = (item: TemplateValue): void => {
      if (item.type === 'NamespaceValue') throw tooMuch('puts a namespace inside another value');
      const weight = this.weigh(item);
      units += weight.units;
      elements += weight.elements;
      depth = Math.max(depth, weight.depth + 1);
    };
    if (Array.isArray(inner)) {
      this.charge(inner.length);
      for (const item of inner as TemplateValue[]) add(item);
    } else if (inner instanceof Map) {
      this.charge(inner.size);
      for (const [key, item] of inner as Map<string, TemplateValue>) {
        units += key.length + 4;
        add(item);
      }
    }
    this.checkLength(units);
    const weight = { units, elements, depth };
    if (value.type !== 'NamespaceValue') this.#weights.set(value, weight);
    return weight;
  }
}

export function tooMuch(what: string): SaguimError {
  return new SaguimError('bad-template', `The chat template ${what}`, {
    where: 'tokenizer.chat_template',
    hint: 'The template is part of the model file: take another file of this model, or give a template of your own.',
  });
}
