// What disguises are made of: letters replaced, put between, swapped. `random(below)` gives whole numbers.

/** Numbers that come again from a seed (xorshift). */
export function randomFrom(seed) {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export const bare = (text) => text.normalize('NFD').replace(/\p{M}/gu, '');
const alphabet = 'abcdefghijklmnopqrstuvwxyz';
export const signs = (text) => [...text];
export const vowel = /[aeiou]/i;

/** Letters by a table from `letters` on; what it lacks stays. */
export const byTable = (to, from = alphabet) => {
  const table = new Map(signs(from).map((letter, i) => [letter, signs(to)[i]]));
  return (word) =>
    signs(bare(word).toLowerCase())
      .map((letter) => table.get(letter) ?? letter)
      .join('');
};
export const fromCode = (first, upper) => (word) =>
  signs(upper ? bare(word).toUpperCase() : bare(word).toLowerCase())
    .map((letter) =>
      /[a-z]/i.test(letter) ? String.fromCodePoint(first + (upper ? letter.charCodeAt(0) - 65 : letter.charCodeAt(0) - 97)) : letter,
    )
    .join('');
export const pairs = (text) => Object.fromEntries(text.split(' ').map((pair) => [pair[0], pair.slice(1)]));
export const some =
  (replacements, most = 99) =>
  (word) => {
    let left = most;
    return signs(bare(word))
      .map((letter) => {
        const to = replacements[letter.toLowerCase()];
        return to !== undefined && left-- > 0 ? to : letter;
      })
      .join('');
  };
export const between = (separator) => (word) => signs(word).join(separator);
export const afterEach = (add) => (word, random) =>
  signs(bare(word))
    .map((letter) => letter + add(random))
    .join('');
export const pick = (list) => (random) => list[random(list.length)];
export const cutAt =
  (glue, parts = 2) =>
  (word, random) => {
    const letters = signs(word);
    if (letters.length < 4) return letters.join(glue);
    const first = 1 + random(letters.length - 2);
    const second = parts === 3 && first + 1 < letters.length - 1 ? first + 1 + random(letters.length - first - 2) : letters.length;
    return [letters.slice(0, first), letters.slice(first, second), letters.slice(second)]
      .filter((part) => part.length)
      .map((part) => part.join(''))
      .join(glue);
  };
export const reverse = (text) => signs(text).reverse().join('');
export const starIn = (replace, star) => (word) => {
  const letters = signs(word);
  let done = 0;
  for (let i = 1; i < letters.length; i++) {
    if (!replace(bare(letters[i]), i, letters.length, done)) continue;
    letters[i] = star;
    done++;
  }
  return letters.join('');
};
export const swap = (word, at) => {
  const letters = signs(word);
  if (at + 1 < letters.length) [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
  return letters.join('');
};
export const turned = byTable('ɐqɔpǝɟƃɥᴉɾʞʅɯuodbɹsʇnʌʍxʎz');
export const wholeWords = (change) => (text) => text.replace(/[\p{L}\p{M}]+/gu, (word) => change(word));

export const superscripts = byTable('ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ');
export const small = byTable('ᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀsᴛᴜᴠᴡxʏᴢ');
export const sounds = (rules) => (word) => rules.reduce((text, [from, to]) => text.replace(from, to), bare(word).toLowerCase());
