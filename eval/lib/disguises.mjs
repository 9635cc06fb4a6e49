// Disguises to put on words: what docs/disguises.md lists, each in six variants. Tables are of their own, not those that undo them. Variants
// `held` were not looked at while the undoing was made.

import {
  afterEach,
  bare,
  between,
  byTable,
  cutAt,
  fromCode,
  pairs,
  pick,
  reverse,
  signs,
  small,
  some,
  sounds,
  starIn,
  superscripts,
  swap,
  turned,
  vowel,
  wholeWords,
} from './letters.mjs';

/** `word(word, random)` disguises an insulting word, `text(text, random)` a whole comment. Without `held`: a variant to tune on. */
export const disguises = {
  'look-alike': [
    { word: some(pairs('aа eе oо pр cс xх')) },
    { word: some(pairs('iі aа oо'), 1) },
    { word: byTable('αвcdεfghιjκlмηορqrsτυνωχγz') },
    { word: byTable('ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑqꓣꓢꓔꓴꓦꓪꓫꓬꓜ') },
    { word: some(pairs('aа cϲ eҽ gɡ iі jϳ lӏ oօ pр sѕ uս yу nո hһ')), held: true },
    { word: (word) => byTable('ДВСDЕFGНІJКLМИОРQЯЅТЦVШХУZ')(word), held: true },
  ],
  fullwidth: [
    { word: fromCode(0xff41) },
    { text: wholeWords(fromCode(0xff41)) },
    { word: fromCode(0xff21, true) },
    { word: (word) => some(pairs('i１ o０ a４ e３'))(word).replace(/[a-z]/gi, (letter) => fromCode(0xff41)(letter)) },
    { word: (word) => fromCode(0xff41)(word).slice(0, 3) + bare(word).slice(3), held: true },
    { text: wholeWords((word) => fromCode(0xff21, true)(word)), held: true },
  ],
  mathematical: [
    { word: fromCode(0x1d41a) },
    { text: wholeWords(fromCode(0x1d4ea)) },
    { word: fromCode(0x1d586) },
    { text: wholeWords(fromCode(0x1d670, true)) },
    { word: fromCode(0x1d552), held: true },
    {
      word: (word, random) =>
        signs(bare(word).toLowerCase())
          .map((letter) => (/[a-z]/.test(letter) ? fromCode([0x1d41a, 0x1d5ba, 0x1d68a][random(3)])(letter) : letter))
          .join(''),
      held: true,
    },
  ],
  enclosed: [
    { word: fromCode(0x24d0) },
    { word: fromCode(0x1f170, true) },
    { word: fromCode(0x249c) },
    { text: wholeWords(fromCode(0x1f150, true)) },
    { word: fromCode(0x1f130, true), held: true },
    { word: (word) => bare(word).slice(0, 1) + fromCode(0x24d0)(bare(word).slice(1, 2)) + bare(word).slice(2), held: true },
  ],
  'emoji-letters': [
    { word: fromCode(0x1f1e6, true) },
    { word: (word) => between(' ')(fromCode(0x1f1e6, true)(word)) },
    { word: (word) => some({ a: '🅰️', b: '🅱️', o: '🅾️', p: '🅿️', i: 'ℹ️', m: 'Ⓜ️', x: '❌' })(word) },
    { word: (word) => between('\u200b')(fromCode(0x1f1e6, true)(word)) },
    { word: (word) => signs(fromCode(0x1f1e6, true)(word)).join('  '), held: true },
    { word: (word) => some({ o: '⭕', i: '❗', t: '✝️', s: '💲', x: '❎' })(word), held: true },
  ],
  'small-letters': [
    { word: small },
    { text: wholeWords(small) },
    { word: superscripts },
    { text: wholeWords(superscripts) },
    {
      word: (word) =>
        signs(bare(word))
          .map((letter, i) => (i % 2 ? small(letter) : letter))
          .join(''),
      held: true,
    },
    { word: (word) => byTable('ᴬᴮᶜᴰᴱᶠᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾQᴿˢᵀᵁⱽᵂˣʸᶻ')(word), held: true },
  ],
  'upside-down': [
    { word: (word) => reverse(turned(word)) },
    { text: (text) => reverse(wholeWords(turned)(text)) },
    { word: turned },
    { text: wholeWords((word) => reverse(turned(word))) },
    { word: (word) => reverse(byTable('∀ᗺƆᗡƎℲ⅁HIſʞ˥WNOԀΌᴚS⊥∩ΛMX⅄Z')(word)), held: true },
    {
      text: (text) =>
        text
          .split(/(?<=[,.!?])\s/)
          .map((part) => reverse(wholeWords(turned)(part)))
          .join(' '),
      held: true,
    },
  ],
  leet: [
    { word: some(pairs('a4 e3 i1 o0 s5')) },
    { word: some(pairs('a@ s$ i!')) },
    { word: some({ l: '|', c: '(', t: '+', e: '€', b: '8', g: '9', o: '0' }) },
    { word: some({ a: '/\\', v: '\\/', d: '|)', k: '|<', n: '|\\|', u: '|_|', h: '|-|', i: '1' }) },
    { word: some({ a: '4', e: '&', o: '()', t: '7', z: '2', b: '|3', m: '/\\/\\' }), held: true },
    {
      word: (word, random) =>
        signs(bare(word))
          .map(
            (letter) => ({ a: '4@', e: '3€', i: '1!|', o: '0', s: '5$', t: '7+', l: '1|', c: '(<' })[letter]?.charAt(random(2)) || letter,
          )
          .join(''),
      held: true,
    },
  ],
  invisible: [
    { word: between('\u200b') },
    { word: cutAt('\u00ad') },
    { word: between('\u2060\u200d') },
    { word: afterEach(pick(['\ufe0e', '\u{e0061}', '\u3164', '\u034f'])) },
    { word: afterEach(pick(['\u200c', '\u2063', '\u180e', '\ufeff'])), held: true },
    { text: (text) => text.replace(/\p{L}(?=\p{L})/gu, '$&\u200d'), held: true },
  ],
  'combining-marks': [
    { word: afterEach((random) => Array.from({ length: 2 + random(4) }, () => String.fromCharCode(0x300 + random(0x40))).join('')) },
    { text: wholeWords((word) => signs(word).join('\u0336') + '\u0336') },
    { word: afterEach(pick(['\u20dd', '\u20de', '\u20e3'])) },
    { word: afterEach((random) => String.fromCharCode(0x310 + random(0x20))) },
    {
      word: afterEach((random) =>
        Array.from({ length: 12 }, () => String.fromCharCode([0x300, 0x316, 0x1dc0][random(3)] + random(16))).join(''),
      ),
      held: true,
    },
    {
      word: (word) =>
        signs(bare(word))
          .map((letter) => `${letter}\u0332\u0305`)
          .join(''),
      held: true,
    },
  ],
  accents: [
    { word: some(pairs('aä eë iï oö uü')) },
    { word: some(pairs('aá eé ií oó uú')) },
    { word: some(pairs('aå eě iĩ oő uů cč sš zž nň tť dď rř')) },
    { word: some(pairs('aà eè iì oò uù'), 1) },
    { word: some(pairs('aạ eẹ iị oọ uụ tṭ dḍ sṣ')), held: true },
    { word: some(pairs('aã eê iî oõ uû nñ cç')), held: true },
  ],
  spaced: [
    { word: between(' ') },
    { text: (text) => text.split(' ').map(between(' ')).join('   ') },
    { word: between('\u00a0') },
    { word: (word, random) => signs(word).reduce((all, letter) => all + ' '.repeat(1 + random(3)) + letter) },
    { text: (text) => between(' ')(text.replace(/\s+/g, '')), held: true },
    { word: (word) => signs(word).join('\u2009'), held: true },
  ],
  dotted: [
    { word: between('.') },
    { word: between('-') },
    { word: between('_') },
    { word: (word, random) => signs(word).reduce((all, letter) => all + ['·', '/', ',', '~'][random(4)] + letter) },
    { word: between('*'), held: true },
    { word: between('...'), held: true },
  ],
  split: [
    { word: cutAt(' ') },
    { word: cutAt('.') },
    { word: cutAt(' ', 3) },
    { word: cutAt('/') },
    { word: cutAt(', '), held: true },
    { word: cutAt('  '), held: true },
  ],
  'line-breaks': [
    { word: between('\n') },
    { word: cutAt('-\n') },
    { word: cutAt('\n') },
    { text: (text) => text.split(' ').map(between('\r\n')).join('\r\n\r\n') },
    { word: cutAt('\n', 3), held: true },
    { word: (word) => signs(word).join('\n\n'), held: true },
  ],
  repeated: [
    { word: (word) => word.replace(/([aeiou])(?!.*[aeiou])/i, '$1$1$1$1$1') },
    {
      word: (word) =>
        signs(word)
          .map((letter) => letter.repeat(3))
          .join(''),
    },
    {
      word: (word) =>
        signs(word)
          .map((letter) => letter.repeat(2))
          .join(''),
    },
    {
      word: (word, random) =>
        signs(word)
          .map((letter) => letter.repeat([1, 1, 4, 7][random(4)]))
          .join(''),
    },
    { word: (word) => word.slice(0, 1).repeat(4) + word.slice(1), held: true },
    {
      word: (word) =>
        signs(word)
          .map((letter, i) => letter.repeat(1 + ((i * 7) % 4)))
          .join(''),
      held: true,
    },
  ],
  reversed: [
    { word: (word) => reverse(word.toLowerCase()) },
    { text: wholeWords(reverse) },
    { text: reverse },
    { word: (word) => reverse(bare(word)).toUpperCase() },
    {
      word: (word) => {
        const back = reverse(word.toLowerCase());
        return back[0].toUpperCase() + back.slice(1);
      },
      held: true,
    },
    { text: (text) => reverse(text).toUpperCase(), held: true },
  ],
  bidi: [
    { word: (word) => `\u202e${reverse(word)}\u202c` },
    { text: (text) => `\u202e${reverse(text)}\u202c` },
    { text: wholeWords((word) => `\u2066\u202e${reverse(word)}\u202c\u2069`) },
    { word: (word) => `${word[0]}\u202e${reverse(word.slice(1))}\u202c` },
    {
      text: (text) =>
        text
          .split(' ')
          .map((word) => `\u202e${reverse(word)}`)
          .join('\u202c '),
      held: true,
    },
    { word: (word) => `\u202b\u202e${reverse(word)}\u202c\u202c`, held: true },
  ],
  starred: [
    { word: starIn((letter, _, __, done) => vowel.test(letter) && done < 1, '*') },
    { word: starIn((letter) => vowel.test(letter), '*') },
    { word: starIn((_, i, length) => i < length - 1, '*') },
    { word: starIn((letter, _, __, done) => vowel.test(letter) && done < 2, '#') },
    { word: (word) => word.slice(0, 2) + '*'.repeat(Math.max(word.length - 2, 1)), held: true },
    { word: starIn((letter, _, __, done) => vowel.test(letter) && done < 1, '●'), held: true },
  ],
  entities: [
    {
      word: (word) =>
        signs(word)
          .map((letter) => `&#${letter.codePointAt(0)};`)
          .join(''),
    },
    {
      word: (word) =>
        signs(word)
          .map((letter) => `&#x${letter.codePointAt(0).toString(16)};`)
          .join(''),
    },
    {
      word: (word, random) =>
        signs(word)
          .map((letter) => (random(2) ? letter : `&#0${letter.codePointAt(0)};`))
          .join(''),
    },
    { word: between('&shy;') },
    {
      word: (word) =>
        signs(word)
          .map((letter, i) => (i === 1 ? `&amp;#${letter.codePointAt(0)};` : letter))
          .join(''),
      held: true,
    },
    { word: between('&#8203;'), held: true },
  ],
  phonetic: [
    {
      word: sounds([
        [/ck/g, 'k'],
        [/c(?=[aou])/g, 'k'],
        [/f/g, 'ph'],
      ]),
    },
    {
      word: sounds([
        [/o$/, 'u'],
        [/i/g, 'y'],
        [/qu(?=[ei])/g, 'k'],
        [/ss|z/g, 's'],
      ]),
    },
    {
      word: sounds([
        [/s(?=.)/g, 'z'],
        [/u/, 'oo'],
        [/ch/g, 'x'],
        [/ed?$/, 'i'],
      ]),
    },
    { word: sounds([[/(?!^)[aeiou](?=.)/, '']]) },
    {
      word: sounds([
        [/i/, 'ee'],
        [/c(?=[aou])/, 'q'],
        [/x/, 'ks'],
        [/v/, 'w'],
        [/lh/, 'li'],
      ]),
      held: true,
    },
    {
      word: sounds([
        [/(?!^)[aeiou](?=.*[aeiou])/, ''],
        [/c(?=k)/, ''],
      ]),
      held: true,
    },
  ],
  shuffled: [
    { word: (word) => swap(word, Math.floor((word.length - 1) / 2)) },
    { word: (word, random) => (word.length < 4 ? swap(word, 1) : swap(word, 1 + random(word.length - 3))) },
    { word: (word) => word[0] + reverse(word.slice(1, -1)) + word.slice(-1) },
    { word: (word) => swap(swap(word, 1), 3) },
    { word: (word) => swap(word, Math.max(word.length - 3, 1)), held: true },
    { word: (word) => word[0] + word.slice(2, -1) + word[1] + word.slice(-1), held: true },
  ],
  'mixed-case': [
    {
      word: (word) =>
        signs(word)
          .map((letter, i) => (i % 2 ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
    },
    {
      text: (text, random) =>
        signs(text)
          .map((letter) => (random(2) ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
    },
    { word: (word) => word[0].toLowerCase() + word.slice(1).toUpperCase() },
    { word: (word) => word.slice(0, -1).toLowerCase() + word.slice(-1).toUpperCase() },
    {
      word: (word) =>
        signs(word)
          .map((letter, i) => (i % 3 === 1 ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
      held: true,
    },
    {
      text: (text) =>
        signs(text)
          .map((letter) => (vowel.test(bare(letter)) ? letter.toLowerCase() : letter.toUpperCase()))
          .join(''),
      held: true,
    },
  ],
  markup: [
    { word: cutAt('<b></b>') },
    { word: (word) => `${word.slice(0, 2)}**${word.slice(2, -1)}**${word.slice(-1)}` },
    { word: cutAt('<!-- -->', 3) },
    {
      word: (word) =>
        signs(word)
          .map((letter) => `[i]${letter}[/i]`)
          .join(''),
    },
    { word: cutAt('~~'), held: true },
    {
      word: (word) =>
        signs(word)
          .map((letter) => `<span class="x">${letter}</span>`)
          .join(''),
      held: true,
    },
  ],
  glued: [
    { text: (text) => text.replace(/[^\p{L}]+/gu, '') },
    { text: (text) => `#${text.toLowerCase().replace(/[^\p{L}]+/gu, '')}` },
    { text: (text) => text.replace(/\p{L}+/gu, (word) => word[0].toUpperCase() + word.slice(1)).replace(/[^\p{L}]+/gu, '') },
    {
      text: (text) =>
        text
          .split(' ')
          .reduce((all, word, i) => all + (i % 2 ? '' : ' ') + word)
          .trim(),
    },
    { text: (text) => text.replace(/[^\p{L}]+/gu, '').toUpperCase(), held: true },
    { text: (text) => text.replace(/\s+/g, ''), held: true },
  ],
};
