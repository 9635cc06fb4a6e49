import type { Batch } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';

/** The first position that a row at `position` sees. */
export const firstSeen = (position: number, window: number): number => Math.max(0, position - window + 1);

export interface BatchLimits {
  readonly vocabularySize: number;
  readonly pageSize: number;
  /** Pages that exist: ids `0 … pages - 1`. */
  readonly pages: number;
  /** The same of windowed layers, and how far they see. Without a window there are none. */
  readonly windowPages?: number;
  readonly window?: number;
  readonly maxRows: number;
  /** Positions from here on cannot be looked up. */
  readonly positions: number;
  /** Segments are whole texts, and there are no pages. */
  readonly wholeTexts: boolean;
}

/**
 * Refuses a batch that would read or write where it must not.
 * @throws {SaguimError} `invalid-argument` naming what is wrong.
 */
export function checkBatch({ tokens, segments, outputs }: Batch, limits: BatchLimits): void {
  const { vocabularySize, pageSize, pages, windowPages = pages, window = Infinity, maxRows, positions, wholeTexts } = limits;
  const refuse = (what: string, where: string): never => {
    throw new SaguimError('invalid-argument', what, { where });
  };
  const rows = tokens.length;
  if (rows < 1 || rows > maxRows) refuse(`A batch has 1 to ${maxRows} rows, not ${rows}`, 'tokens');
  for (const token of tokens) {
    if (token < 0 || token >= vocabularySize) refuse(`Token ${token} is not one of the ${vocabularySize} of the vocabulary`, 'tokens');
  }
  let next = 0;
  for (const segment of segments) {
    if (segment.start !== next || !(segment.length > 0)) refuse('Segments must cover the rows one after the other', 'segments');
    next += segment.length;
    if (!(Number.isInteger(segment.position) && segment.position >= 0))
      refuse(`A segment begins at position ${segment.position}`, 'segments');
    if (segment.position + segment.length > positions) {
      refuse(`A segment ends at position ${segment.position + segment.length}; the model knows ${positions}`, 'segments');
    }
    const { second = 0 } = segment;
    if (!(Number.isInteger(second) && second >= 0 && second <= segment.length))
      refuse(`The second text begins at row ${second}`, 'segments');
    if (wholeTexts) {
      if (segment.position !== 0) refuse('A text is computed whole, from position 0', 'segments');
      continue;
    }
    if (segment.pages.length * pageSize < segment.position + segment.length) {
      refuse(`${segment.pages.length} pages do not hold ${segment.position + segment.length} positions`, 'segments');
    }
    for (const page of segment.pages) if (page < 0 || page >= pages) refuse(`There is no page ${page}; ${pages} are reserved`, 'segments');
    if (window === Infinity) continue;
    const near = segment.windowPages ?? segment.pages;
    if (near.length !== segment.pages.length) refuse('Windowed layers have a page for each that the others have', 'segments');
    for (let i = Math.floor(firstSeen(segment.position, window) / pageSize); i < near.length; i++) {
      const page = near[i]!;
      if (page < 0 || page >= windowPages) refuse(`There is no page ${page} of windowed layers; ${windowPages} are reserved`, 'segments');
    }
  }
  if (next !== rows) refuse(`Segments cover ${next} of ${rows} rows`, 'segments');
  let last = -1;
  for (const row of outputs) {
    if (row <= last || row >= rows) refuse('Outputs must be rows of the batch, ascending', 'outputs');
    last = row;
  }
}
