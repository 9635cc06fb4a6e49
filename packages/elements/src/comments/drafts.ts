/** What was written and not sent yet, and the key it is sent with. */
interface Draft {
  readonly text: string;
  readonly key: string;
}

/** The part of `localStorage` that drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

function hostStorage(): DraftStorage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    // The browser lets this page keep nothing.
    return undefined;
  }
}

/**
 * Drafts of a page: one for a new comment, one for each reply, edit and appeal. They outlive reloads where the browser lets the page keep something.
 * A draft has a key; the same text is sent with the same key, so that a comment is there once however often it is sent.
 */
export class CommentDrafts {
  readonly #drafts = new Map<string, Draft>();

  constructor(
    private readonly page: string,
    private readonly storage: DraftStorage | undefined = hostStorage(),
  ) {}

  /** @param slot `new`, or a word and the id of a comment */
  text(slot: string): string {
    return this.#get(slot)?.text ?? '';
  }

  write(slot: string, text: string): void {
    if (text === '') this.remove(slot);
    else this.#set(slot, { text, key: this.#get(slot)?.key ?? crypto.randomUUID() });
  }

  /** The key to send a text with: the same until it is known what became of it, so that whoever keeps comments sees what was sent before. */
  begin(slot: string, text: string): string {
    this.write(slot, text);
    return this.#get(slot)!.key;
  }

  /** What was sent was refused: the next try is another comment. */
  renew(slot: string): void {
    this.#set(slot, { text: this.text(slot), key: crypto.randomUUID() });
  }

  remove(slot: string): void {
    this.#drafts.delete(slot);
    this.#quietly(() => this.storage?.removeItem(this.#name(slot)));
  }

  #get(slot: string): Draft | undefined {
    const known = this.#drafts.get(slot);
    if (known) return known;
    let kept: Partial<Draft> | null = null;
    this.#quietly(() => {
      kept = JSON.parse(this.storage?.getItem(this.#name(slot)) ?? 'null');
    });
    const { text, key } = (kept ?? {}) as Partial<Draft>;
    if (typeof text !== 'string' || typeof key !== 'string') return undefined;
    const draft = { text, key };
    this.#drafts.set(slot, draft);
    return draft;
  }

  #set(slot: string, draft: Draft): void {
    this.#drafts.set(slot, draft);
    this.#quietly(() => this.storage?.setItem(this.#name(slot), JSON.stringify(draft)));
  }

  #name(slot: string): string {
    return `saguim-comments ${JSON.stringify([this.page, slot])}`;
  }

  /** A storage that is full or forbidden loses nothing that is on the page. */
  #quietly(work: () => void): void {
    try {
      work();
    } catch {}
  }
}
