import { describe, expect, it } from 'vitest';
import { type DisguiseKind, disguiseKinds, plainReading } from './index.js';

const disguised: readonly (readonly [DisguiseKind, string, string])[] = [
  ['look-alike', 'you іdіоt', 'you idiot'],
  ['look-alike', 'sua рutа', 'sua puta'],
  ['fullwidth', 'ｉｄｉｏｔａ', 'idiota'],
  ['mathematical', '𝓲𝓭𝓲𝓸𝓽', 'idiot'],
  ['enclosed', 'ⓘⓓⓘⓞⓣ', 'idiot'],
  ['enclosed', '🅸🅳🅸🅾️🆃', 'idiot'],
  ['emoji-letters', '🇮🇩🇮🇴🇹', 'idiot'],
  ['small-letters', 'ɪᴅɪᴏᴛ', 'idiot'],
  ['upside-down', 'ʇoıpı uɐ ǝɹɐ noʎ', 'you are an idiot'],
  ['upside-down', 'you ʇoıpı', 'you idiot'],
  ['leet', 'you 1d10t', 'you idiot'],
  ['leet', 'c4r4lh0!', 'caralho!'],
  ['leet', '@ss', 'ass'],
  ['invisible', 'i\u200bd\u00adi\u2060ot', 'idiot'],
  ['combining-marks', 'i\u0336d\u0336i\u0336o\u0336t\u0336', 'idiot'],
  ['accents', 'ïdíöt', 'idiot'],
  ['spaced', 'you i d i o t', 'you idiot'],
  ['spaced', 'y o u a r e a n i d i o t', 'you are an idiot'],
  ['dotted', 'seu i.d.i.o.t.a', 'seu idiota'],
  ['split', 'you idi ot', 'you idiot'],
  ['line-breaks', 'you idi-\not', 'you idiot'],
  ['line-breaks', 'i\nd\ni\no\nt', 'idiot'],
  ['repeated', 'idiooooot', 'idiot'],
  ['reversed', 'you toidi', 'you idiot'],
  ['bidi', 'you \u202etoidi\u202c', 'you idiot'],
  ['starred', 'f*ck you', 'fuck you'],
  ['starred', 'vai p*ta', 'vai puta'],
  ['starred', 'f*** you, you (id***)!', 'fuck you, you (idiot)!'],
  ['entities', '&#105;d&#x69;ot', 'idiot'],
  ['phonetic', 'vai se phoder karalho', 'vai se foder caralho'],
  ['phonetic', 'seu fdp', 'seu filho da puta'],
  ['shuffled', 'you idoit', 'you idiot'],
  ['mixed-case', 'you iDiOt', 'you idiot'],
  ['markup', 'id<b>i</b>ot', 'idiot'],
  ['markup', 'id**io**t', 'idiot'],
  ['glued', 'youareanidiot', 'you are an idiot'],
  ['glued', 'seuidiota', 'seu idiota'],
];

describe('a disguised text', () => {
  it.each(disguised)('%s: %s', (kind, typed, plain) => {
    const reading = plainReading(typed);
    expect(reading.text).toBe(plain);
    expect(reading.changed).toBe(true);
    expect(reading.kinds).toContain(kind);
    expect(reading.disguises.length).toBeGreaterThan(0);
  });

  it('has an example of every kind', () => {
    expect(new Set(disguised.map(([kind]) => kind))).toEqual(new Set(disguiseKinds));
  });

  it('reads through several disguises at once', () => {
    expect(plainReading('you 1 d 1 0 t').text).toBe('you idiot');
    expect(plainReading('&#105;\u200bd1οt').text).toBe('idiot');
    expect(plainReading('\u202et\u0336o\u0336i\u0336d\u0336i\u0336\u202c').text).toBe('idiot');
  });

  it('leads back to what was typed', () => {
    const typed = 'Hey, you i\u200bd1οt, go';
    const { text, toOriginal, disguises } = plainReading(typed);
    const at = text.indexOf('idiot');
    const [start, end] = toOriginal(at, at + 5);
    expect(typed.slice(start, end)).toBe('i\u200bd1οt');
    expect(typed.slice(...toOriginal(0, 3))).toBe('Hey');
    expect(typed.slice(...toOriginal(text.length - 2, text.length))).toBe('go');
    for (const each of disguises) expect(typed.slice(each.start, each.end)).toMatch(/^\S+$/);
  });
});

describe('ordinary text stays', () => {
  it.each([
    'Это обычный русский текст, рот и тесто.',
    'Αυτό είναι ένα κείμενο στα ελληνικά.',
    'هذا نص عربي عادي، بدون أي شيء.',
    'זה טקסט רגיל בעברית.',
    '這是一段普通的中文。ＮＨＫとＣＤの話です。',
    'यह एक साधारण हिन्दी वाक्य है। क्‍ष',
    'می‌خواهم بروم',
    'Ação, coração, você, pôde, à toa, água, às vezes, freqüência.',
    'A\u0301gua e ac\u0327a\u0303o em NFD',
    'The U.S.A., the E.U. and J. R. R. Tolkien; e.g. at 5 p.m.',
    'R$ 1.234,56 em 12/03/2024, 50% off, $100, 3.5 km, 1st, 2nd, 4x4, mp3, H1N1, B2B, POWER5, 8Ball',
    'See https://example.com/a1b2?x=idi0t or mail s.hit@example.org',
    'const x1 = arr[0] * 2; // f(x) => x ** 2 && !done',
    '👍🏽 👨‍👩‍👧 🇧🇷 🇺🇸🇫🇷 ❤️ 1️⃣ ℹ️ 🅿️',
    'E = mc², 𝑥 + 𝑦, ℝ, H₂O, 10 µm, 4 kΩ, Δt',
    'hahaha kkkkkk hmmm www zzz III XXX',
    'McDonald, iPhone, eBay, YouTube, LaTeX',
    '- [ ] a b c\n1. one\n2. two\n* *bold* and **strong**, **as** and *as* it is, as*, **kwargs',
    'Zażółć gęślą jaźń; Tiếng Việt; Ærø; straße; año; français; Ẹ̀kọ́',
    '&lt;b&gt; AT&amp;T &amp; co',
    '\ufeffThe text begins with a mark',
    'class assassin cocktail Scunthorpe therapist peacock analysis deputados computador',
    'pronounced /ˈɪdɪət/',
  ])('%s', (text) => {
    const reading = plainReading(text);
    expect(reading.text).toBe(text);
    expect(reading).toMatchObject({ changed: false, kinds: [], disguises: [] });
    expect(reading.toOriginal(0, text.length)).toEqual([0, text.length]);
  });
});

/** A small generator of numbers that come again (xorshift). */
function numbers(seed: number) {
  return (below: number) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
}

const pieces = [
  ...disguised.map(([, typed]) => typed),
  ...'abiIdotsxzрυꞮ1305@$!*.-_/\\<>&;#|()'.split(''),
  ...[
    ' ',
    '  ',
    '\n',
    '\t',
    '&#105;',
    '&amp;',
    '&shy;',
    '<b>',
    '</b>',
    '**',
    '🅰️',
    '🇮',
    '🇩',
    '❤️',
    '😃',
    '\ud83d',
    '\udc00',
    '\u202e',
    '\u202c',
    '\u200f',
  ],
  ...[
    '\u0336',
    '\u0301',
    '\u0308\u0308',
    '\u200b',
    '\u00ad',
    'ɐ',
    'ǝ',
    'ʇ',
    'ｆ',
    '𝓯',
    'ⓕ',
    'ᴋ',
    'Привет',
    'שלום',
    'the',
    'and',
    'puta',
    'FuCk',
    'www.',
    'x.com',
  ],
];

describe('any text', () => {
  const next = numbers(20251126);
  const texts = Array.from({ length: 3000 }, () => Array.from({ length: next(14) }, () => pieces[next(pieces.length)]!).join(''));

  it('is its own plain reading once it is plain', () => {
    for (const text of texts) {
      const plain = plainReading(text).text;
      expect(plainReading(plain).text, JSON.stringify(text)).toBe(plain);
    }
  });

  it('has offsets within the text that never fall', () => {
    for (const text of texts) {
      const { text: plain, toOriginal, disguises } = plainReading(text);
      let lowest = [0, 0];
      for (let at = 0; at < plain.length; at++) {
        const [start, end] = toOriginal(at, at + 1);
        expect(start).toBeGreaterThanOrEqual(lowest[0]!);
        expect(end).toBeGreaterThanOrEqual(lowest[1]!);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        lowest = [start, end];
      }
      for (const each of disguises)
        expect(each.start >= 0 && each.start < each.end && each.end <= text.length, JSON.stringify(text)).toBe(true);
    }
  });

  it('leads spans outside it to its ends', () => {
    const { toOriginal } = plainReading('id\u200biot');
    expect(toOriginal(-5, 100)).toEqual([0, 6]);
    expect(toOriginal(3, 1)).toEqual([4, 4]);
    expect(toOriginal(Number.NaN, Number.POSITIVE_INFINITY)).toEqual([0, 6]);
    expect(plainReading('').toOriginal(0, 0)).toEqual([0, 0]);
  });
});
