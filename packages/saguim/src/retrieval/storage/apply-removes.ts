import type { Segment } from '../segment/segment.js';
import type { Removes } from '../segment/segment-format.js';

/** Takes out of a segment what a later one removes. A document whose record is damaged cannot say its id: that is told, and it stays. */
export function applyRemoves(segment: Segment, { all, ids }: Removes, onDamage: (error: unknown) => void): void {
  if (all) for (let document = 0; document < segment.footer.documents; document++) segment.remove(document);
  for (const id of ids) {
    try {
      const document = segment.find(id);
      if (document >= 0) segment.remove(document);
    } catch (error) {
      onDamage(error);
    }
  }
}
