import type { ReadingContext } from './context.js';
import type { DisguiseKind } from './disguise-kind.js';
import type { Edit } from './mapped-text.js';
import { readingsOf } from './symbols.js';

const styled = new Set<DisguiseKind>(['fullwidth', 'mathematical', 'enclosed', 'small-letters', 'emoji-letters']);
/** How many such letters must stand together to be letters of a word and no sign: a formula has one, a footnote or an ordinal two. */
const together: Partial<Record<DisguiseKind, number>> = {
  fullwidth: 2,
  mathematical: 2,
  enclosed: 2,
  'small-letters': 3,
  'emoji-letters': Number.POSITIVE_INFINITY,
};
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

interface Letter {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: DisguiseKind;
}

/** Letters of other sets of the same alphabet: fullwidth, mathematical, in circles and squares, small capitals, superscripts. */
export function styledEdits(text: string, { evidence }: ReadingContext): Edit[] {
  if (!/[^\0-\xff]/.test(text)) return [];
  const edits: Edit[] = [];
  const fullwidthIsOrdinary = wide.test(text);
  let run: Letter[] = [];
  let beside = false;
  const close = (letterFollows: boolean) => {
    const kind = run[0]?.kind;
    if (kind && !(kind === 'fullwidth' && fullwidthIsOrdinary)) {
      const needed = evidence.has(kind) ? 1 : together[kind]!;
      if (run.length >= needed || (needed === 2 && kind !== 'mathematical' && (beside || letterFollows))) {
        for (const letter of run) edits.push(letter);
        if (run.length > 2 && run.length >= needed) evidence.add(kind);
      }
    }
    run = [];
  };
  let previousIsLetter = false;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    const end = at + (code > 0xffff ? 2 : 1);
    if (code < 0x80) {
      const letter = /[a-z]/i.test(text[at]!);
      if (run.length > 0) close(letter);
      previousIsLetter = letter;
      at = end;
      continue;
    }
    const sign = text.slice(at, end);
    const reading = readingsOf(sign)[0];
    if (
      reading?.kind &&
      styled.has(reading.kind) &&
      (reading.kind !== 'emoji-letters' || (code >= 0x1f1e6 && code <= 0x1f1ff)) &&
      !/[ªº™©®ℹ⁰¹²³⁴-⁹₀-₉]/.test(sign)
    ) {
      if (run.length > 0 && run[0]!.kind !== reading.kind) close(true);
      if (run.length === 0) beside = previousIsLetter;
      const composed = sign.normalize('NFKC');
      run.push({ start: at, end, text: /^[!-~]$/.test(composed) ? composed : reading.letters, kind: reading.kind });
      previousIsLetter = true;
    } else if (!(sign === '\ufe0f' && run.length > 0)) {
      const letter = /\p{L}/u.test(sign);
      if (run.length > 0) close(letter);
      previousIsLetter = letter;
    }
    at = end;
  }
  close(false);
  return edits;
}
