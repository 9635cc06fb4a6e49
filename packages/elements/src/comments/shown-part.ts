/** So many of a list stand in the page at once: however long a conversation is, drawing it takes no longer. */
const most = 60;
const step = 20;

/** Which part of a list is shown. */
export class ShownPart {
  /** The place of the first that is shown. */
  from = 0;

  of<T>(all: readonly T[]): readonly T[] {
    this.from = Math.max(0, Math.min(this.from, all.length - 1));
    return all.slice(this.from, this.from + most);
  }

  /** Whether what follows is known already. */
  hasLater({ length }: readonly unknown[]): boolean {
    return this.from + most < length;
  }

  forward({ length }: readonly unknown[]): void {
    this.from = Math.max(0, Math.min(this.from + step, length - most));
  }

  back(): void {
    this.from = Math.max(0, this.from - step);
  }

  /** Has a place be among what is shown. */
  reveal(place: number): void {
    if (place < this.from) this.from = place;
    else if (place >= this.from + most) this.from = place - most + 1;
  }
}
