/** So many neighbouring segments of like size become one. */
export const mergeWidth = 8;

/** Size classes: each holds eight times what the one below does. */
const tierOf = (passages: number) => Math.max(0, Math.floor(Math.log2(Math.max(1, passages) / 256) / 3));

/**
 * Which segments to merge next, as a range of the list, oldest first; undefined when there is nothing to gain. Only neighbours are merged,
 * since what a segment removes counts for those before it.
 * @param sizes passages of each segment, and how many of them live
 */
export function pickMerge(sizes: readonly { readonly passages: number; readonly live: number }[]): [from: number, to: number] | undefined {
  const half = sizes.findIndex(({ passages, live }) => passages >= 64 && live * 2 < passages);
  if (half >= 0) return [half, half + 1];
  for (let to = sizes.length; to >= mergeWidth; to--) {
    // From the right: as long as what lies to the left is not of a higher class than the highest taken so far allows.
    let tier = 0;
    let from = to;
    while (from > 0 && to - from < mergeWidth) {
      tier = Math.max(tier, tierOf(sizes[--from]!.live));
    }
    const within = sizes.slice(from, to).filter(({ live }) => tierOf(live) === tier).length;
    if (to - from === mergeWidth && within * 2 >= mergeWidth) return [from, to];
  }
  // Small ones between large ones: never more than a few dozen files in all.
  return sizes.length > mergeWidth * 6 ? [0, sizes.length] : undefined;
}
