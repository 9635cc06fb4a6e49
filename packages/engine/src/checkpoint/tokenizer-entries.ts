import { SaguimError } from '../spec/index.js';
import type { JsonReader } from './json-reader.js';

export const MOST_TOKENS = 1 << 22;
/** Kinds of tokens as GGUF numbers them. */
export const KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
export const SPACE_UNIT = '\u2581';

/** A vocabulary while it is read: spellings in GGUF's form, kinds and scores by id. */
export interface Entries {
  readonly pieces: string[];
  readonly kinds: number[];
  readonly scores: number[];
}

/** What happens to a text before its pieces are looked up, by the names of the steps. */
export type Steps = ReadonlyMap<string, JsonReader>;

export function unsupported(what: string, where: string): SaguimError {
  return new SaguimError('unsupported', `${what} cannot be read`, { where, hint: 'Use a GGUF file of the model.' });
}

/** A step, or the steps of a sequence of them. */
export function flattenSteps(file: JsonReader, key: string): JsonReader[] {
  const step = file.object(key);
  if (!step) return [];
  return step.string('type') === 'Sequence' ? [...step.objects('normalizers'), ...step.objects('pretokenizers')] : [step];
}

/** Refuses steps that would be left out silently. */
export function allowSteps(steps: Steps, allowed: readonly string[]): void {
  for (const [type, step] of steps)
    if (!allowed.includes(type)) throw unsupported(`A tokenizer with the step "${type.slice(0, 40)}"`, step.where);
}

/** Entries of a vocabulary `{piece: id}`. */
export function readVocabulary(model: JsonReader, entries: Entries, spell: (piece: string) => string): void {
  const vocabulary = model.object('vocab');
  if (!vocabulary) throw new SaguimError('bad-file', 'The tokenizer has no vocabulary', { where: model.where });
  for (const piece of vocabulary.keys) {
    const id = vocabulary.count(piece, MOST_TOKENS);
    entries.pieces[id] = spell(piece);
    entries.kinds[id] = KIND.normal;
  }
}
