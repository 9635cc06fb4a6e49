import { SaguimError } from 'saguim';
import { hasHeader, parseCsv } from '../documents/csv.js';

export interface ParsedExample {
  readonly text: string;
  /** Empty for a text that has none yet. */
  readonly label: string;
}

export interface ParsedExamples {
  readonly examples: readonly ParsedExample[];
  /** Lines that were left out, counted from 1. */
  readonly left: readonly number[];
}

/** Characters of one example at most; longer ones are left out. */
export const MOST_CHARACTERS = 20_000;
/** Examples at most. */
export const MOST_EXAMPLES = 50_000;
const LONGEST_LABEL = 60;

const textNames = new Set([
  'text',
  'texto',
  'sentence',
  'frase',
  'message',
  'mensagem',
  'comment',
  'comentario',
  'content',
  'conteudo',
  'review',
  'utterance',
]);
const labelNames = new Set([
  'label',
  'rotulo',
  'class',
  'classe',
  'category',
  'categoria',
  'intent',
  'intencao',
  'sentiment',
  'sentimento',
  'target',
]);

const fold = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/**
 * Examples as people have them: JSON lines with `text` and `label`, CSV or TSV with or without a header, lines of the fastText kind
 * (`__label__name text`), or plain lines, which wait for a label.
 * @throws SaguimError `bad-file` when there is none in it
 */
export function parseExamples(text: string): ParsedExamples {
  const clean = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const first = clean.trimStart();
  const parsed =
    first.startsWith('{') || first.startsWith('[')
      ? parseJson(clean)
      : first.startsWith('__label__')
        ? parseFastText(clean)
        : parseTable(clean);
  const left = [...parsed.left];
  const examples: ParsedExample[] = [];
  for (const [index, { text: raw, label }] of parsed.examples.entries()) {
    const example = { text: raw.trim(), label: label.trim().slice(0, LONGEST_LABEL) };
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(example.text) || example.text.length > MOST_CHARACTERS || examples.length >= MOST_EXAMPLES)
      left.push(index + 1);
    else examples.push(example);
  }
  if (examples.length === 0) {
    throw new SaguimError('bad-file', 'There are no examples in it', {
      hint: 'Give JSON lines with "text" and "label", or a table with these two columns.',
    });
  }
  return { examples, left };
}

interface Parsed {
  readonly examples: ParsedExample[];
  readonly left: number[];
}

function parseJson(text: string): Parsed {
  const examples: ParsedExample[] = [];
  const left: number[] = [];
  const take = (value: unknown, line: number) => {
    const fields = Object.entries((value ?? {}) as Record<string, unknown>);
    const content = fields.find(([name]) => textNames.has(fold(name)))?.[1];
    const label = fields.find(([name]) => labelNames.has(fold(name)))?.[1];
    if (typeof content !== 'string') left.push(line);
    else examples.push({ text: content, label: typeof label === 'string' || typeof label === 'number' ? String(label) : '' });
  };
  try {
    const whole: unknown = JSON.parse(text);
    for (const [index, value] of (Array.isArray(whole) ? whole : [whole]).entries()) take(value, index + 1);
  } catch {
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      try {
        take(JSON.parse(line), index + 1);
      } catch {
        left.push(index + 1);
      }
    }
  }
  return { examples, left };
}

function parseFastText(text: string): Parsed {
  const examples: ParsedExample[] = [];
  const left: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, label, content] = /^__label__(\S+)\s+(.+)$/.exec(line) ?? [];
    if (label !== undefined) examples.push({ text: content!, label });
    else if (line.trim() !== '') left.push(index + 1);
  }
  return { examples, left };
}

function parseTable(text: string): Parsed {
  const rows = parseCsv(text);
  const columns = columnsOf(rows);
  if (!columns) {
    // Plain lines: commas belong to the sentences.
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return { examples: lines.map((line) => ({ text: line, label: '' })), left: [] };
  }
  const [content, label, header] = columns;
  const examples: ParsedExample[] = [];
  const left: number[] = [];
  for (const [index, row] of rows.entries()) {
    if (index === 0 && header) continue;
    const [alone] = row.length === 1 && !header ? row : [];
    if ((alone ?? row[content] ?? '') === '') left.push(index + 1);
    else examples.push({ text: alone ?? row[content]!, label: alone !== undefined || label < 0 ? '' : (row[label] ?? '') });
  }
  return { examples, left };
}

/** Which column is the text and which the label (-1 for none), and whether the first row names them; undefined for what is no table. */
function columnsOf(rows: readonly (readonly string[])[]): [text: number, label: number, header: boolean] | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const names = first.map(fold);
  const named = names.findIndex((name) => textNames.has(name));
  if (named >= 0 && (hasHeader(rows) || rows.length === 1)) return [named, names.findIndex((name) => labelNames.has(name)), true];
  // Two columns without names; a line that is text alone waits for its label.
  const pairs = rows.filter((row) => row.length === 2);
  if (pairs.length < rows.length / 2 || rows.some((row) => row.length > 2)) return undefined;
  // Labels are few, short and without spaces at the end of a sentence.
  const distinct = [0, 1].map((column) => new Set(pairs.map((row) => row[column])).size);
  const label = distinct[0]! < distinct[1]! ? 0 : 1;
  if (pairs.some((row) => row[label]!.length > LONGEST_LABEL || /[.!?]$/.test(row[label]!))) return undefined;
  // Rows share labels, or what looks like a table is sentences with a comma in each.
  if (rows.length > 2 && distinct[label] === pairs.length) return undefined;
  return [1 - label, label, false];
}
