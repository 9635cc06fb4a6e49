import type { DisguiseKind } from './disguise-kind.js';
import { lookAlikes, lookAlikesOfTwo, playfulLookAlikes } from './look-alikes.js';

/** What a sign may stand for. */
export interface SignReading {
  /** One letter or a few, a to z. */
  readonly letters: string;
  /** Undefined for a letter as it is. */
  readonly kind?: DisguiseKind;
}

const leet =
  '0o 1il 2z 3e 4a 5s 6gb 7t 8b 9gq @ao $s !i |il +t (c <c {c [c €e £le ¢c ¥y ^a ₡c ₩w ₭k ₮t ₫d ×x §s ¿c ¡i %o ²z ³e ¹i &e'.split(' ');

/** Several signs for one letter. */
const leetOfSeveral: readonly (readonly [string, string])[] = [
  ['|\\|', 'n'],
  ['/\\/\\', 'm'],
  ['|\\/|', 'm'],
  ['/\\/', 'n'],
  ['/\\', 'a'],
  ['\\/\\/', 'w'],
  ['\\/', 'v'],
  ['|_|', 'u'],
  ['(_)', 'u'],
  ['|-|', 'h'],
  ['|)', 'd'],
  ['[)', 'd'],
  ['|<', 'k'],
  ['|{', 'k'],
  ['1<', 'k'],
  ['|>', 'p'],
  ['|*', 'p'],
  ['|3', 'b'],
  ['13', 'b'],
  ['()', 'o'],
  ['[]', 'o'],
  ['|_', 'l'],
  ['|=', 'f'],
  ['><', 'x'],
  [')(', 'x'],
  ['}{', 'h'],
  ['vv', 'w'],
  ['rn', 'm'],
];

const smallLetters = 'aᴀ bʙ cᴄ dᴅ eᴇ fꜰғ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ qꞯǫ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ';
const emojiLetters =
  'id🆔 ok🆗 cool🆒 free🆓 new🆕 ng🆖 up🆙 vs🆚 sos🆘 ab🆎 cl🆑 x❌❎✖ o⭕⚪⚫🔴🔵🟠🟡🟢🟣🟤🌕🌑⚽🏀🍩🌐⊙ i❗❕ s💲 t✝➕ m♏ c☪🌜';

/** Of "letters, then signs" groups: each sign's readings. */
function addGroups(all: Map<string, SignReading[]>, groups: readonly string[], kind: DisguiseKind): void {
  for (const group of groups) {
    const letters = /^[a-z]+/.exec(group)![0];
    for (const sign of group.slice(letters.length)) add(all, sign, letters, kind);
  }
}

function add(all: Map<string, SignReading[]>, sign: string, letters: string, kind: DisguiseKind | undefined): void {
  const readings = all.get(sign);
  if (!readings) all.set(sign, [kind ? { letters, kind } : { letters }]);
  else if (!readings.some((known) => known.letters === letters)) readings.push({ letters, kind: kind! });
}

function makeTable(): Map<string, SignReading[]> {
  const all = new Map<string, SignReading[]>();
  for (let i = 0; i < 26; i++) {
    const letter = String.fromCharCode(97 + i);
    add(all, letter, letter, undefined);
    add(all, letter.toUpperCase(), letter, undefined);
    for (const first of [0x1f150, 0x1f170]) add(all, String.fromCodePoint(first + i), letter, 'enclosed');
    add(all, String.fromCodePoint(0x1f1e6 + i), letter, 'emoji-letters');
  }
  for (const [sign, ...letters] of leet) for (const letter of letters) add(all, sign!, letter, 'leet');
  addGroups(all, smallLetters.split(' '), 'small-letters');
  addGroups(all, emojiLetters.split(' '), 'emoji-letters');
  addGroups(all, lookAlikes.split(' '), 'look-alike');
  addGroups(all, lookAlikesOfTwo.split(' '), 'look-alike');
  addGroups(all, playfulLookAlikes.split(' '), 'look-alike');
  for (const sign of lookAlikes
    .split(' ')
    .find((group) => group[0] === 'l')!
    .slice(1))
    add(all, sign, 'i', 'look-alike');
  return all;
}

/** By which range a sign that decomposes to a letter is written. */
function styleOf(code: number): DisguiseKind {
  if (code >= 0xff00 && code <= 0xffef) return 'fullwidth';
  if ((code >= 0x1d400 && code <= 0x1d7ff) || (code >= 0x2100 && code <= 0x214f)) return 'mathematical';
  if ((code >= 0x2460 && code <= 0x24ff) || (code >= 0x1f100 && code <= 0x1f1ff)) return 'enclosed';
  if ((code >= 0x1d00 && code <= 0x1dbf) || (code >= 0x2070 && code <= 0x209f) || (code >= 0x2b0 && code <= 0x2ff)) return 'small-letters';
  return 'accents';
}

const none: readonly SignReading[] = [];
let table: Map<string, SignReading[]> | undefined;

/** What one sign (a code point) may stand for, letters as they are first; empty for one that stands for no letter. */
export function readingsOf(sign: string): readonly SignReading[] {
  table ??= makeTable();
  const known = table.get(sign);
  if (known) return known;
  if (sign < '\x80') return none;
  const bare = sign.normalize('NFKD').replace(/[\p{M}()]+/gu, '');
  const found: SignReading[] = [];
  if (bare !== sign && bare !== '' && bare.length <= 3) {
    const kind = styleOf(sign.codePointAt(0)!);
    if (/^[a-z]+$/i.test(bare)) found.push({ letters: bare.toLowerCase(), kind });
    else if ([...bare].length === 1)
      for (const { letters, kind: from } of readingsOf(bare)) found.push({ letters, kind: from === 'look-alike' ? from : kind });
  }
  if (found.length > 0) table.set(sign, found);
  return found;
}

/** Readings of several signs together that begin at a place. */
export function readingsAt(text: string, at: number): { length: number; letters: string }[] {
  const code = text.charCodeAt(at);
  if (!severalStart.has(code)) return [];
  return leetOfSeveral.filter(([signs]) => text.startsWith(signs, at)).map(([signs, letters]) => ({ length: signs.length, letters }));
}
const severalStart = new Set(leetOfSeveral.map(([signs]) => signs.charCodeAt(0)));
