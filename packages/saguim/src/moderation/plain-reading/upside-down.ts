import type { ReadingContext } from './context.js';
import type { Edit } from './mapped-text.js';

/** Letters turned by half a circle: pairs of the letter and what stands for it. */
const turned =
  'aɐa∀ bqbᗺ cɔcƆ dpdᗡ eǝeƎ fɟfℲ gƃgɓg⅁gᵷ hɥ iᴉiı jɾjſjɿ kʞkꓘk⋊ lʅlןlꞁl˥l⅂ mɯ nu od oo pd qb rɹrᴚ ss tʇt⊥t┴tꓕ unu∩ vʌvɅvΛ wʍwϺ xx yʎy⅄ zz';
const upright = new Map<string, string>();
for (const group of turned.split(' ')) {
  const signs = [...group];
  for (let i = 0; i < signs.length; i += 2) if (!upright.has(signs[i + 1]!)) upright.set(signs[i + 1]!, signs[i]!);
}
upright
  .set('u', 'n')
  .set('n', 'u')
  .set('p', 'd')
  .set('d', 'p')
  .set('q', 'b')
  .set('b', 'q')
  .set('o', 'o')
  .set('l', 'l')
  .set('W', 'm')
  .set('M', 'w');
for (const same of 'sxzHINOSXZ') upright.set(same, same.toLowerCase());

const telling = /[ɐɔǝɟƃᵷɥᴉɾɿʞʅןꞁɯɹʇʌʍʎ∀ƆƎℲ⅁ꓘ⋊˥⅂ᴚ┴ꓕɅ⅄ᗺᗡ]/u;
const chunkPattern = /[\p{L}\p{M}∀∩⅁⅂⅄⊥┴˥⋊]+/gu;

/** Words that stand on their heads. Phonetic spelling uses some of these letters, too: a word must make sense when it is turned. */
export function upsideDownEdits(text: string, { lexicon, evidence }: ReadingContext): Edit[] {
  if (!telling.test(text)) return [];
  const found: { edit: Edit; known: boolean }[] = [];
  let known = 0;
  for (const { 0: chunk, index } of text.matchAll(chunkPattern)) {
    if (!telling.test(chunk) || chunk.length > 64) continue;
    const letters = [...chunk].map((sign) => upright.get(sign) ?? upright.get(sign.toLowerCase()));
    if (letters.includes(undefined)) continue;
    const forwards = letters.join('');
    const backwards = letters.reverse().join('');
    const word = lexicon.word(backwards) ?? lexicon.word(forwards);
    if (word?.insult && word.letters.length >= 3) evidence.add('upside-down');
    if (word && word.letters.length >= 3) known++;
    found.push({
      edit: { start: index, end: index + chunk.length, text: word?.text ?? backwards, kind: 'upside-down' },
      known: word !== undefined,
    });
  }
  return evidence.has('upside-down') || known >= 2
    ? found.filter(({ edit, known }) => known || edit.text.length >= 3).map(({ edit }) => edit)
    : [];
}
