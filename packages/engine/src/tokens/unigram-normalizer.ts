import { CharacterMap } from './character-map.js';
import type { TokenizerMetadata } from './metadata.js';
import { SPACE_UNIT } from './sentencepiece-vocabulary.js';

const SPACE = 0x20;
const SPELLED_SPACE = SPACE_UNIT.charCodeAt(0);
const REPLACEMENT = 0xfffd;

/**
 * What is done to a text before it is split: characters replaced by the model's map, runs of spaces made one, spaces spelled U+2581. One space
 * at the end stays, as the tokenizer.json files have it that such models are used with; SentencePiece itself would drop it.
 * https://github.com/google/sentencepiece/blob/master/src/normalizer.cc
 */
export class UnigramNormalizer {
  readonly spacePrefix: boolean;
  readonly #map: CharacterMap | undefined;
  readonly #mergesSpaces: boolean;
  /** What was written last: UTF-16 units `0 … length - 1`. */
  units = new Uint16Array(256);
  length = 0;
  /** The text ended in a space, which is not written unless something follows. */
  endsInSpace = false;
  /** A space is to be written before what comes next. */
  #space = false;

  /** @throws {SaguimError} `bad-file` for a damaged map of characters. */
  constructor(metadata: TokenizerMetadata) {
    this.spacePrefix = metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true;
    this.#mergesSpaces = metadata.boolean('tokenizer.ggml.remove_extra_whitespaces') ?? true;
    const blob = metadata.numbers('tokenizer.ggml.precompiled_charsmap');
    this.#map = blob && blob.length > 0 ? new CharacterMap(Uint8Array.from(blob)) : undefined;
  }

  /** What lies between two spaces is normalised apart from all else. */
  get takesWordsApart(): boolean {
    return this.#mergesSpaces && (this.#map?.keepsSpacesApart ?? true);
  }

  /**
   * Writes `text[start, end)` into `units`.
   * @param space whether a space comes before it that is not written yet
   */
  run(text: string, start: number, end: number, space: boolean): void {
    this.length = 0;
    this.#space = space;
    this.endsInSpace = false;
    for (let i = start; i < end; ) {
      const replacement = this.#map?.find(text, i, end);
      if (replacement !== undefined) {
        for (let j = 0; j < replacement.length; j++) this.#write(replacement.charCodeAt(j));
        i += (this.#map as CharacterMap).length;
        continue;
      }
      const point = text.codePointAt(i) as number;
      if (point > 0xffff) {
        this.#write(text.charCodeAt(i++));
        this.#write(text.charCodeAt(i++));
      } else {
        this.#write(point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point);
        i++;
      }
    }
  }

  #write(unit: number): void {
    if (unit === SPACE && this.#mergesSpaces) {
      this.#space = true;
      this.endsInSpace = true;
      return;
    }
    if (this.#space) this.#put(SPELLED_SPACE);
    this.#space = false;
    this.endsInSpace = false;
    this.#put(unit === SPACE ? SPELLED_SPACE : unit);
  }

  #put(unit: number): void {
    if (this.length === this.units.length) {
      const larger = new Uint16Array(2 * this.length);
      larger.set(this.units);
      this.units = larger;
    }
    this.units[this.length++] = unit;
  }
}
