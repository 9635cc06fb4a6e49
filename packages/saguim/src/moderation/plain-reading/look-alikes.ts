// Letters that look like those of the Latin alphabet, from Unicode's confusables.txt 14.0.0 (https://www.unicode.org/Public/security/14.0.0/confusables.txt,
// Unicode licence: NOTICE): what decomposes to a Latin letter is left out, and so are accents on the letter that a source looks like.

/** Groups: the letter, then what looks like it. */
export const lookAlikes =
  'a⍺ɑαаΑАᎪᗅꓮ𖽀𐊠ẚ bƄЬᏏᑲᖯꞴΒВᏴᗷꓐ𐊂𐊡𐌁ɓᑳƃƂБƀҍҌѣѢ cⲥсꮯ𐐽🝌𑣲𑣩ⲤСᏟꓚ𐊢𐌂𐐕𐔜ȼ🅮ҫҪ dԁᏧᑯꓒᎠᗞᗪꓓɗɖƌđĐÐƉ eꬲеҽΕЕⴹᎬꓰ𑢦𑢮𐊆ɇɆҿ ' +
  'fꬵꞙẝք𝈓ꞘϜᖴꓝ𑣂𑢢𐊇𐊥𐔥ƒƑᵮ gɡᶃƍցԌᏀᏳꓖɠǥǤ hһհᏂΗⲎНᎻᕼꓧ𐋏ɦꚕᏲⱧҢħћĦӉӇ i⍳ıɩιіꙇӏꭵᎥ𑣃ɨᵻᵼ jϳјꞲͿЈᎫᒍꓙɉɈ kΚⲔКᏦᛕꓗ𐔘ƙⱩҚꝀҞ ' +
  'l∣١۱𐌠𞣇ƖǀΙⲒІӀוןاߊⵏᛁꓲ𖼨𐊊𐌉𝈪ⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦łŁɭƗƚɫٳ mΜϺⲘМᎷᗰᛖꓟ𐊰𐌑Ӎ𑣣𑜀ɱᵯ nոռΝⲚꓠ𐔓𐆎ɳƞηƝᵰ ' +
  'o०੦૦௦౦೦൦๐໐၀٥۵ᴑꬽοσⲟоჿօסهھہەഠဝ𐓪𑣈𑣗𐐬߀০୦〇𑓐𑣠ΟⲞОՕⵔዐଠ𐓂ꓳ𑢵𐊒𐊫𐐄𐔖ۿøꬾØⵁɵꝋөѳꮎꮻ𝈚🜔ƟꝊθΘӨѲⴱᎾᏫꭴတ p⍴ρⲣрΡⲢРᏢᑭꓑ𐊕ƥᵽ qԛգզⵕʠ ' +
  'rꭇꭈᴦⲅгꮁ𝈖ƦᎡᏒ𐒴ᖇꓣ𖼵ɽɼɍғᵲ sƽѕꮪ𑣁𐑈ЅՏᏕᏚꓢ𖼺𐊖𐐠ʂᵴ t⊤⟙🝨ΤⲦТᎢꓔ𖼊𑢼𐊗𐊱𐌕ƭȾƮҬŧŦᵵ uꞟꭎꭒʋυս𐓶𑣘∪Սሀ𐓎ᑌꓴ𖽂𑢸ᵾꮜɄᏌ v∨νѵט𑜆ꮩ𑣀𝈍٧۷ѴⴸᏙᐯꛟꓦ𖼈𑢠𐔝𐆗🜈 ' +
  'wѡԝա𑜊𑜎𑜏ꮃ𑣯𑣦ԜᎳᏔꓪѽ𑓅ꝡ x⤫⤬⨯хᕁᕽ𐌢𑣬ꞳΧⲬХⵝᚷꓫ𐊐𐊴𐌗𐔧⨰Ҳ𐆖 yɣᶌỿꭚγуүყ𑣜ΥⲨУҮᎩᎽꓬ𖽃𑢤𐊲ƴɏұɎҰ zꮓ𑣄𐋵𑣥ΖᏃꓜ𑢩ʐƶƵȥȤᵶ';

/** Groups: two letters, then what looks like both. */
export const lookAlikesOfTwo = 'aaꜳꜲ aeæӕÆӔ aoꜵꜴ ar🜇 auꜷꜶ avꜹꜻꜸꜺ ayꜽꜼ blЫ dzʣ loЮ lsʪ lzʫ mb🝫 oeœŒ ooꝏꚙꝎꚘ qe🜀 tfꝷ tsʦ ueᵫ uoꭣ vb🝬';

/** Letters that stand in for others in play, by a remote likeness or by their sound; not of Unicode's list. */
export const playfulLookAlikes =
  'aдλΔΛДª bвßбβЪъьЬВ cςС© dðÐδД eεєэзЗΣξЄЭəƏ gɢց hђнНη iїΙЇ jڶ kкκҝ lℓιλ mмМμ nиплηИЙйΠπή oσфΦΘθ☐ pþР qφ rяЯгГ® s§ЅΣ tτт† uциμЦµύ vѵ√ wωшщШЩψώ xжЖ× yчЧΨγ zζ';
