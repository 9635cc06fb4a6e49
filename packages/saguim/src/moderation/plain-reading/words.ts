import type { ReadingContext } from './context.js';
import type { DisguiseKind } from './disguise-kind.js';
import { bareLetters, type Word } from './lexicon.js';
import type { Edit } from './mapped-text.js';
import { type Match, matchesFrom, signsOf } from './match.js';
import { cutLetters } from './segment.js';

const longestChunk = 64;
const longestGlued = 400;
const mostRemembered = 10_000;
/** So many insults of each language are the most frequent. */
const frequent = 60;
const opening = /^[("'«“‘[{<>¿¡#*_~`=]+/;
const closing = /[)"'»”’\]}>.,;:!?…*_~`=]+$/;
const lettersOnly = /^[\p{L}\p{M}]+$/u;
const innerSeparators = /[^\p{L}\p{M}\p{N}@$!|*#]+|!+(?![\p{L}\p{N}])/u;

/** What words read like, chunks without white space one by one. */
export function wordEdits(text: string, context: ReadingContext): Edit[] {
  if (isReversed(text, context)) context.evidence.add('reversed');
  const edits: Edit[] = [];
  // What a chunk reads like depends on it and on what is believed alone: one that comes again is not read again.
  const read = new Map<string, readonly Edit[]>();
  let believed = context.evidence.size;
  for (const { 0: chunk, index } of text.matchAll(/\S+/g)) {
    if (isOrdinary(chunk, context)) continue;
    if (context.evidence.size !== believed) read.clear();
    believed = context.evidence.size;
    let found = read.get(chunk);
    if (!found) {
      found = readChunk(chunk, 0, context);
      if (chunk.length <= longestChunk && read.size < mostRemembered) read.set(chunk, found);
    }
    for (const edit of found) edits.push({ ...edit, start: index + edit.start, end: index + edit.end });
  }
  return edits;
}

/** Whether more of a text's words are known backwards than forwards. */
function isReversed(text: string, { lexicon }: ReadingContext): boolean {
  let balance = 0;
  let backwards = 0;
  for (const [word] of text.slice(0, 2000).matchAll(/\p{L}{3,20}/gu)) {
    const lower = word.toLowerCase();
    if (lexicon.knows(lower)) balance--;
    else if (lexicon.word(bareLetters([...lower].reverse().join('')))) {
      balance++;
      backwards++;
    }
  }
  return backwards >= 3 && balance > 0;
}

function isOrdinary(chunk: string, { lexicon, evidence }: ReadingContext): boolean {
  if (evidence.size > 0 && /^[A-Z]{3}/.test(chunk)) return false;
  const word = /^[a-z]+|^[A-Z](?:[a-z]*|[A-Z]*)(?![A-Za-z])/.exec(chunk)?.[0];
  if (word === undefined) return /^[\d.,:%-]*$/.test(chunk);
  return (word.length === chunk.length || /^[.,;:!?]$/.test(chunk.slice(word.length))) && lexicon.knows(word.toLowerCase());
}

function readChunk(chunk: string, index: number, context: ReadingContext): Edit[] {
  const lead = opening.exec(chunk)?.[0].length ?? 0;
  const core = chunk.slice(lead).replace(closing, '');
  const start = index + lead;
  if (core === '') return [];
  if (lettersOnly.test(core)) {
    const starred = lead === 0 || !/[*_]/.test(chunk.slice(0, lead)) ? /^[\p{L}\p{M}]+[*＊]{2,}/u.exec(chunk.slice(lead))?.[0] : undefined;
    const edit = starred && starred.length <= longestChunk ? readStarred(starred, start, context) : undefined;
    return edit ? [edit] : readLetters(core, start, context, chunk.startsWith('#'));
  }
  // A last `!` or `*` may be a letter: the longer reading is tried when the shorter is none.
  const longer = chunk.slice(lead).replace(/[.,;:?…)"'»”’]+$/, '');
  const candidates = /\*./.test(core) ? [chunk.slice(lead).replace(/[^\p{L}*]+$/u, ''), longer, core] : [core, longer];
  for (const candidate of new Set([...candidates, chunk])) {
    const at = candidate === chunk ? index : start;
    const edit = candidate.length <= longestChunk ? readSigns(candidate, at, context) : undefined;
    if (edit) return [edit];
  }
  const edits: Edit[] = [];
  let at = start;
  const parts = core.split(innerSeparators);
  for (const part of parts) {
    at = core.indexOf(part, at - start) + start;
    if (parts.length > 1 && part.length > 1 && part.length <= longestChunk) {
      const found = lettersOnly.test(part) ? readLetters(part, at, context, false) : [readSigns(part, at, context)];
      for (const edit of found) if (edit) edits.push(edit);
    }
    at += part.length;
  }
  return edits;
}

const onlyStarred = /^[\p{L}\p{M}]+[*#●•█■✱＊∗]+[\p{L}\p{M}*#●•█■✱＊∗]*$/u;

/** Whether so many letters are left that a reader knows the word. */
function isEnough(pattern: string): boolean {
  const open = pattern.split('*').length - 1;
  return pattern.length > 3 ? pattern.length - open >= 2 || open >= 3 : pattern.length === 3 && open === 1;
}

/** A word with stars for some of its letters. */
function readStarred(chunk: string, start: number, context: ReadingContext): Edit | undefined {
  const pattern = bareLetters(chunk).replace(/[^a-z]/g, '*');
  const word = isEnough(pattern) ? context.lexicon.starredInsult(pattern) : undefined;
  return word && wordEdit(start, start + chunk.length, word, 'starred', context);
}

/** What is more than letters: digits and signs among them, stars, dots. */
function readSigns(chunk: string, start: number, context: ReadingContext): Edit | undefined {
  const starred = onlyStarred.test(chunk) ? readStarred(chunk, start, context) : undefined;
  if (starred) return starred;
  const signs = signsOf(chunk, start);
  const matches = matchesFrom(signs, 0, context.lexicon, { starred: true, dotted: true, repeated: true }).filter(
    (match) => match.end === signs.length && isBelievable(match, chunk, context),
  );
  const [best] = matches.sort((a, b) => Number(b.word.insult) - Number(a.word.insult) || a.cost - b.cost || a.word.rank - b.word.rank);
  if (best) return wordEdit(start, start + chunk.length, best.word, mainKind(best.kinds), context);
  // A word that is not known, beside an insult in the same disguise.
  if (!context.evidence.has('leet') || !/^[a-z][a-z\d@$!]*[a-z\d@$]$/i.test(chunk) || !/[a-z][\d@$!]+[a-z]/i.test(chunk)) return undefined;
  const text = signs.map(({ text: sign, readings }) => (/[a-z]/i.test(sign) ? sign : (readings[0]?.letters ?? sign))).join('');
  return { start, end: start + chunk.length, text, kind: 'leet' };
}

const order: readonly DisguiseKind[] = [
  'starred',
  'leet',
  'look-alike',
  'fullwidth',
  'mathematical',
  'enclosed',
  'emoji-letters',
  'small-letters',
  'dotted',
  'accents',
  'combining-marks',
  'repeated',
];
const mainKind = (kinds: readonly DisguiseKind[]) => order.find((kind) => kinds.includes(kind)) ?? kinds[0]!;

function isBelievable({ word, kinds, plain, open, repeated }: Match, chunk: string, { evidence }: ReadingContext): boolean {
  if (kinds.length === 0 || /['’]\p{L}{1,2}$/u.test(chunk)) return false;
  const letters = word.letters.length;
  if (kinds.includes('starred')) {
    if (!word.insult || letters < 3) return false;
    return !kinds.includes('dotted') && word.rank < frequent && plain >= 3 && open === 1 && /^\p{L}.*\p{L}$/u.test(chunk);
  }
  if (kinds.length === 1 && kinds[0] === 'accents') return isAccented(word, chunk, evidence.has('accents'));
  if (kinds.includes('dotted') && (letters < 4 || !word.insult)) return false;
  const digits = chunk.match(/\d/g)?.length ?? 0;
  if (word.insult) {
    if (letters < 3) return false;
    if (kinds.length === 1 && repeated > 0) return repeated > 1 || letters >= 5;
    return digits === 0 || (plain >= 1 && (letters >= 4 || plain >= digits || evidence.has('leet')));
  }
  if (repeated > 0 || chunk.startsWith('@')) return false;
  if (kinds.every((kind) => evidence.has(kind))) return letters >= 2 && (plain >= 1 || digits === 0);
  // A model's number ends in a digit, a price begins with a sign: letters stand on both sides of what plays one.
  return letters >= 4 && plain >= 2 && digits <= plain && /^\p{L}.*\p{L}$/u.test(chunk);
}

/** Whether the accents on a word are none that a language would put there. */
function isAccented(word: Word, typed: string, believed: boolean): boolean {
  const lower = typed.toLowerCase().normalize('NFC');
  if (lower === word.text || word.letters.length < 3) return false;
  const marked = lower.normalize('NFD').match(/\p{M}/gu)?.length ?? 0;
  return word.insult
    ? marked > 0 && !(marked === 1 && /[áàâãéêíóôõúüç]/.test(lower) && word.text !== word.letters)
    : believed && marked >= 1;
}

function wordEdit(start: number, end: number, word: Word, kind: DisguiseKind, { evidence }: ReadingContext): Edit {
  if (word.insult) evidence.add(kind);
  return { start, end, text: word.text, kind };
}

/** A word of letters alone that may be a disguise: of its case, accents, spelling, order or borders. */
function readLetters(typed: string, start: number, context: ReadingContext, hashtag: boolean): Edit[] {
  const { lexicon, evidence } = context;
  const end = start + typed.length;
  if (typed.length > longestChunk) {
    const edits = readRepeated(typed, start, context);
    return edits.length > 0 || typed.length > longestGlued ? edits : readGlued(typed, start, context, hashtag);
  }
  const lower = typed.toLowerCase();
  const bare = bareLetters(lower);
  const word = lexicon.word(bare);
  const humps = typed.match(/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/gu)?.length ?? 0;
  // In capitals as well as in a disguise: the model knows them better in small letters.
  const loud = evidence.size > 0 && typed.length >= 3 && typed !== lower && typed === typed.toUpperCase();
  if (word?.insult && loud) return [wordEdit(start, end, word, 'mixed-case', context)];
  if (word && humps > 0 && !/^\p{Lu}+s$/u.test(typed) && (word.insult ? word.letters.length >= 3 : evidence.has('mixed-case')))
    return [wordEdit(start, end, word, 'mixed-case', context)];
  if (lexicon.knows(lower)) return [];
  if (word) return isAccented(word, typed, evidence.has('accents')) ? [wordEdit(start, end, word, 'accents', context)] : [];
  if (!/^[a-z]+$/.test(bare)) {
    const edit = readSigns(typed, start, context);
    return edit ? [edit] : [];
  }
  const spelledOut = lexicon.spelledOut(lower);
  if (spelledOut !== undefined && (typed === lower || typed.length >= 4)) {
    evidence.add('phonetic');
    return [{ start, end, text: spelledOut, kind: 'phonetic' }];
  }
  if (/(.)\1/.test(bare)) {
    const edits = readRepeated(typed, start, context);
    if (edits.length > 0) return edits;
  }
  const reversed = [...bare].reverse().join('');
  const backwards = lexicon.word(reversed);
  if (backwards && bare.length >= (evidence.has('reversed') ? 2 : 4) && (backwards.insult || evidence.has('reversed')))
    return [wordEdit(start, end, backwards, 'reversed', context)];
  if (bare.length >= 4) {
    const alike = lexicon.insultLike(bare, 'phonetic');
    if (alike && Math.abs(alike.letters.length - bare.length) <= 2 && typed === lower)
      return [wordEdit(start, end, alike, 'phonetic', context)];
  }
  if (typed === lower) {
    // Of words that are less often disguised there are many that other words are like.
    const clipped = bare.length >= 3 ? lexicon.insultLike(bare, 'clipped') : undefined;
    if (clipped && (bare.length > 3 ? clipped.rank < frequent || bare.length >= 7 : clipped.rank < 6))
      return [wordEdit(start, end, clipped, 'phonetic', context)];
    const shuffled = bare.length >= 4 ? lexicon.insultLike(bare, 'shuffled') : undefined;
    if (shuffled && (bare.length >= 5 || shuffled.rank < 150)) return [wordEdit(start, end, shuffled, 'shuffled', context)];
    const loosely = bare.length >= 5 ? lexicon.insultLike(bare, 'looselyShuffled') : undefined;
    if (loosely && loosely.rank < frequent) return [wordEdit(start, end, loosely, 'shuffled', context)];
  }
  return bare.length >= 6 ? readGlued(typed, start, context, hashtag) : [];
}

/** Letters that are typed more often than the word has them. */
function readRepeated(typed: string, start: number, context: ReadingContext): Edit[] {
  // Runs are cut to three first, so that a long cry costs no more than a short one.
  const cut = bareLetters(typed).replace(/(.)\1{3,}/g, '$1$1$1');
  if (cut.length > longestChunk || !/^[a-z]+$/.test(cut)) return [];
  const triple = /(.)\1\1/.test(cut);
  const signs = signsOf(cut);
  const [best] = matchesFrom(signs, 0, context.lexicon, { repeated: true })
    .filter(
      ({ end, kinds, word, repeated }) =>
        end === signs.length &&
        kinds.every((kind) => kind === 'repeated') &&
        repeated > 0 &&
        (triple ? word.letters.length >= 3 : word.insult && (word.letters.length >= 5 || repeated >= 2) && word.letters.length >= 4),
    )
    .sort((a, b) => Number(b.word.insult) - Number(a.word.insult) || a.cost - b.cost || a.word.rank - b.word.rank);
  if (!best || (!best.word.insult && !context.evidence.has('repeated'))) return [];
  return [wordEdit(start, start + typed.length, best.word, 'repeated', context)];
}

/** Words to somebody: strings of words begin with them, and other words hardly hold them. */
const addressing = new Set('you your youre the all this these such what seu sua seus suas que voce vai esse essa fucking'.split(' '));
const small = new Set('a i o e an is u ur so go um eu tu vc é'.split(' '));

/** Words without space between them, an insult among them. */
function readGlued(typed: string, start: number, { lexicon, evidence }: ReadingContext, hashtag: boolean): Edit[] {
  const bare = bareLetters(typed);
  const humps = new Set([...typed.matchAll(/\p{Ll}(?=\p{Lu})/gu)].map(({ index }) => index + 1));
  const words = cutLetters(bare, lexicon, humps);
  if (!words || words.length < 2) return [];
  const insults = words.filter(({ insult, letters }) => insult && letters.length >= 4);
  const known = words.filter(({ unknown }) => !unknown);
  const covered = known.reduce((sum, { letters }) => sum + letters.length, 0);
  if (insults.length === 0 || covered * 5 < bare.length * 4) return [];
  const long = insults.filter(({ letters }) => letters.length >= 5).length;
  const natural = words.every(({ letters }) => letters.length >= 3 || small.has(letters));
  const told = known.some(({ letters }) => addressing.has(letters)) || long >= 2;
  const byCase = humps.size > 0 && words.length <= humps.size + 1;
  const byWords = known.length === words.length && natural && told && (long > 0 || words.length >= 3 || hashtag);
  // A whole comment: many words, long ones.
  const byLength = words.length >= 4 && long > 0 && covered >= 2.8 * known.length && (told || (bare.length >= 16 && words.length >= 5));
  const byArticle =
    words.length === 2 && long === 1 && known.length === 2 && /^(?:an|um|uma|you|are|such|seu|sua)$/.test(words[0]!.letters);
  if (!byCase && !byWords && !byLength && !byArticle) return [];
  evidence.add('glued');
  return [{ start, end: start + typed.length, text: words.map(({ text }) => text).join(' '), kind: 'glued' }];
}
