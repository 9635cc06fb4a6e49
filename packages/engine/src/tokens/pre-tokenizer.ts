import { SaguimError } from '../spec/index.js';
import { classAt, LETTER, lengthAt, NUMBER, PUNCTUATION, SPACE } from './character-class.js';

/**
 * Cuts a text into the pieces that merges never cross. Written as scanners and not as regular expressions: their cost is
 * linear in the text whatever it holds. The rules are those that llama.cpp gives for each name (src/llama-vocab.cpp).
 */
export interface PreTokenizer {
  /** Calls `piece` for consecutive ranges (UTF-16 units) that cover `[start, end)`. */
  split(text: string, start: number, end: number, piece: (start: number, end: number) => void): void;
  /** A piece that is itself in the vocabulary is taken whole, whatever the merges say. */
  readonly wholePieces: boolean;
  /** Whether a text begins with the start token, and ends with the end token, where the file does not say. */
  readonly startsByDefault: boolean;
  readonly endsByDefault: boolean;
}

/** End of the range that begins at `start` and matches one rule of a pattern. */
type Scanner = (text: string, start: number, end: number) => number;
type Splitter = PreTokenizer['split'];

const QUOTE = 0x27;
const BLANK = 0x20;

/** End of the run of characters of `wanted` from `start`. */
function run(text: string, start: number, end: number, wanted: number): number {
  let i = start;
  while (i < end && classAt(text, i) === wanted) i += lengthAt(text, i);
  return Math.min(i, end);
}

/** End of the run of characters that are neither space, letter nor number. */
function otherRun(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && (classAt(text, i) & (LETTER | NUMBER | SPACE)) === 0) i += lengthAt(text, i);
  return Math.min(i, end);
}

/** Length of `'s 't 'm 'd 're 've 'll` at `start`, or 0. */
function contraction(text: string, start: number, end: number, anyCase: boolean): number {
  if (text.charCodeAt(start) !== QUOTE || start + 1 >= end) return 0;
  const fold = anyCase ? 0x20 : 0;
  const first = text.charCodeAt(start + 1) | fold;
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return 2;
  if (start + 2 >= end) return 0;
  const second = text.charCodeAt(start + 2) | fold;
  if ((first === 0x72 && second === 0x65) || (first === 0x76 && second === 0x65) || (first === 0x6c && second === 0x6c)) return 3;
  return 0;
}

/** `\s+(?!\S)|\s+`: the last space of a run is left to what follows. */
function spaceRun(text: string, start: number, end: number): number {
  const stop = run(text, start, end, SPACE);
  return stop === end || stop === start + 1 ? stop : stop - 1;
}

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
const gpt2: Scanner = (text, start, end) => {
  const short = contraction(text, start, end, false);
  if (short > 0) return start + short;
  const from = text.charCodeAt(start) === BLANK && start + 1 < end ? start + 1 : start;
  const kind = classAt(text, from);
  if (kind === LETTER || kind === NUMBER) return run(text, from, end, kind);
  if (kind !== SPACE) return otherRun(text, from, end);
  return spaceRun(text, start, end);
};

/**
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
const llama3 =
  (digits: number): Scanner =>
  (text, start, end) => {
    const short = contraction(text, start, end, true);
    if (short > 0) return start + short;
    const kind = classAt(text, start);
    if (kind === LETTER) return run(text, start, end, LETTER);
    if (kind === NUMBER) {
      let i = start;
      for (let n = 0; n < digits && i < end && classAt(text, i) === NUMBER; n++) i += lengthAt(text, i);
      return Math.min(i, end);
    }
    const unit = text.charCodeAt(start);
    const next = start + lengthAt(text, start);
    if (unit !== 0x0a && unit !== 0x0d && next < end && classAt(text, next) === LETTER) return run(text, next, end, LETTER);
    const from = unit === BLANK && start + 1 < end ? start + 1 : start;
    if ((classAt(text, from) & (SPACE | LETTER | NUMBER)) === 0) {
      let i = otherRun(text, from, end);
      while (i < end && (text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d)) i++;
      return i;
    }
    const stop = run(text, start, end, SPACE);
    for (let i = stop - 1; i >= start; i--) if (text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d) return i + 1;
    return stop === end || stop === start + 1 ? stop : stop - 1;
  };

const scanWith =
  (scan: Scanner): Splitter =>
  (text, start, end, piece) => {
    for (let i = start; i < end; ) {
      const stop = scan(text, i, end);
      piece(i, stop);
      i = stop;
    }
  };

/** Sets matches apart, the stretches between them stay whole. `match` gives the end of a match at `start`, or `start`. */
const isolate =
  (match: Scanner): Splitter =>
  (text, start, end, piece) => {
    let from = start;
    for (let i = start; i < end; ) {
      const stop = match(text, i, end);
      if (stop === i) {
        i = Math.min(end, i + lengthAt(text, i));
        continue;
      }
      if (i > from) piece(from, i);
      piece(i, stop);
      from = i = stop;
    }
    if (end > from) piece(from, end);
  };

const inTurn = (...splitters: Splitter[]): Splitter =>
  splitters.reduceRight((inner, outer) => (text, start, end, piece) => outer(text, start, end, (a, b) => inner(text, a, b, piece)));

/**
 * SmolLM2's tokenizer sets every digit apart. Decimal digits of all scripts only: the reference ids keep `①` or `½`, which
 * llama.cpp's `\p{N}` would take too, with the space before them.
 */
const oneDigit: Scanner = (text, start, end) => {
  const unit = text.charCodeAt(start);
  if (unit >= 0x30 && unit <= 0x39) return start + 1;
  if (unit < 0x80 || classAt(text, start) !== NUMBER) return start;
  const stop = Math.min(end, start + lengthAt(text, start));
  return /^\p{Nd}/u.test(text.slice(start, stop)) ? stop : start;
};
const numbers: Scanner = (text, start, end) => run(text, start, end, NUMBER);
const threeDigits: Scanner = (text, start, end) => {
  for (let i = start; i < start + 3; i++) if (i >= end || !(text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39)) return start;
  return start + 3;
};
/** `[\p{P}$+<=>^~|]+` */
const marks: Scanner = (text, start, end) => {
  let i = start;
  while (i < end && (classAt(text, i) === PUNCTUATION || '$+<=>^~|'.includes(text.charAt(i)))) i += lengthAt(text, i);
  return Math.min(i, end);
};

/** Letters and marks as `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]` and `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` have them: bits of the one, the other, or both. */
const CAPITAL = 1;
const SMALL = 2;
function caseAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? CAPITAL : unit >= 0x61 && unit <= 0x7a ? SMALL : 0;
  const character = text.slice(at, at + lengthAt(text, at));
  if (/^[\p{Lm}\p{Lo}\p{M}]/u.test(character)) return CAPITAL | SMALL;
  if (/^[\p{Lu}\p{Lt}]/u.test(character)) return CAPITAL;
  return /^\p{Ll}/u.test(character) ? SMALL : 0;
}

/** End of `[capital]*[small]+` at `start`, or `start`: of the run of capitals those that are small as well may be given back. */
function smallWord(text: string, start: number, end: number): number {
  let capitals = start;
  let givenBack = start;
  while (capitals < end && (caseAt(text, capitals) & CAPITAL) !== 0) {
    const both = (caseAt(text, capitals) & SMALL) !== 0;
    capitals += lengthAt(text, capitals);
    if (both) givenBack = capitals;
  }
  let stop = capitals;
  while (stop < end && (caseAt(text, stop) & SMALL) !== 0) stop += lengthAt(text, stop);
  return Math.min(end, stop > capitals ? stop : givenBack);
}

/** End of `[capital]+[small]*` at `start`, where `smallWord` found nothing. */
function capitalWord(text: string, start: number, end: number): number {
  let stop = start;
  while (stop < end && (caseAt(text, stop) & CAPITAL) !== 0) stop += lengthAt(text, stop);
  return Math.min(end, stop);
}

/** End of `[^\r\n\p{L}\p{N}]?[capital]*[small]+(short)?|[^\r\n\p{L}\p{N}]?[capital]+[small]*(short)?` at `start`, or `start`. */
function casedWord(text: string, start: number, end: number): number {
  const unit = text.charCodeAt(start);
  const prefixed = unit !== 0x0a && unit !== 0x0d && (classAt(text, start) & (LETTER | NUMBER)) === 0;
  const places = prefixed ? [Math.min(end, start + lengthAt(text, start)), start] : [start];
  for (const word of [smallWord, capitalWord]) {
    for (const from of places) {
      const stop = word(text, from, end);
      if (stop > from) return stop + contraction(text, stop, end, true);
    }
  }
  return start;
}

/** As `llama3(3)`, with words cut where capitals begin, contractions with their words, and slashes with the signs before them. */
const gpt4o: Scanner = (text, start, end) => {
  const word = casedWord(text, start, end);
  if (word > start) return word;
  const kind = classAt(text, start);
  if (kind === NUMBER) {
    let i = start;
    for (let n = 0; n < 3 && i < end && classAt(text, i) === NUMBER; n++) i += lengthAt(text, i);
    return Math.min(i, end);
  }
  const from = text.charCodeAt(start) === BLANK && start + 1 < end ? start + 1 : start;
  if ((classAt(text, from) & (SPACE | LETTER | NUMBER)) === 0) {
    let i = otherRun(text, from, end);
    while (i < end && [0x0a, 0x0d, 0x2f].includes(text.charCodeAt(i))) i++;
    return i;
  }
  const stop = run(text, start, end, SPACE);
  for (let i = stop - 1; i >= start; i--) if (text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d) return i + 1;
  return stop === end || stop === start + 1 ? stop : stop - 1;
};

/** `\s?` and a run of one class. */
const spaced =
  (wanted: number): Scanner =>
  (text, start, end) => {
    const from = classAt(text, start) === SPACE ? start + 1 : start;
    const stop = run(text, from, end, wanted);
    return stop > from ? stop : start;
  };
const lineBreak: Scanner = (text, start) => (text.charCodeAt(start) === 0x0a || text.charCodeAt(start) === 0x0d ? start + 1 : start);
/** `[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+`: DeepSeek's Chinese, and what lies beside it. */
const eastern: Scanner = (text, start, end) => {
  let i = start;
  for (; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (!((unit >= 0x800 && unit <= 0x9fa5) || (unit >= 0xac00 && unit <= 0xd7ff))) break;
  }
  return i;
};
const anyDigit: Scanner = (text, start, end) => (classAt(text, start) === NUMBER ? Math.min(end, start + lengthAt(text, start)) : start);
const whole: Splitter = (_, start, end, piece) => {
  if (end > start) piece(start, end);
};

const plain = { wholePieces: false, startsByDefault: false, endsByDefault: false };
const GPT2: PreTokenizer = { ...plain, split: scanWith(gpt2) };
const LLAMA3: PreTokenizer = { ...plain, split: scanWith(llama3(3)), wholePieces: true, startsByDefault: true };
const ROBERTA: PreTokenizer = { ...GPT2, startsByDefault: true, endsByDefault: true };
const QWEN2: PreTokenizer = { ...plain, split: scanWith(llama3(1)) };
const GPT4O: PreTokenizer = { ...plain, split: scanWith(gpt4o) };
const DBRX: PreTokenizer = { ...plain, split: scanWith(llama3(3)) };
const SMOLLM: PreTokenizer = { ...plain, split: inTurn(isolate(oneDigit), scanWith(gpt2)) };
const DEEPSEEK_CODER: PreTokenizer = {
  ...plain,
  split: inTurn(isolate(lineBreak), isolate(spaced(LETTER)), isolate(spaced(PUNCTUATION)), isolate(eastern), isolate(anyDigit), whole),
};
const DEFAULT: PreTokenizer = { ...plain, split: inTurn(isolate(marks), scanWith(gpt2), isolate(numbers), isolate(threeDigits)) };

const BY_NAME: ReadonlyMap<string, PreTokenizer> = new Map([
  ['default', DEFAULT],
  ['gpt-2', GPT2],
  ['phi-2', GPT2],
  ['olmo', GPT2],
  ['roberta-bpe', ROBERTA],
  ['llama-bpe', LLAMA3],
  ['llama3', LLAMA3],
  ['llama-v3', LLAMA3],
  ['dbrx', DBRX],
  ['smaug-bpe', DBRX],
  ['qwen2', QWEN2],
  ['stablelm2', QWEN2],
  ['gpt-4o', GPT4O],
  ['smollm', SMOLLM],
  ['starcoder', SMOLLM],
  ['refact', SMOLLM],
  ['command-r', SMOLLM],
  ['codeshell', SMOLLM],
  ['deepseek-coder', DEEPSEEK_CODER],
]);

/**
 * The pre-tokenizer that GGUF calls `name` (`tokenizer.ggml.pre`).
 * @throws {SaguimError} `unsupported` for a name that is not known here.
 */
export function preTokenizer(name: string): PreTokenizer {
  const found = BY_NAME.get(name);
  if (found) return found;
  throw new SaguimError('unsupported', `No pre-tokenizer is called "${name.slice(0, 64)}" here`, {
    where: 'tokenizer.ggml.pre',
    hint: `Known are ${[...BY_NAME.keys()].join(', ')}.`,
    details: { name: name.slice(0, 64), supported: [...BY_NAME.keys()] },
  });
}
