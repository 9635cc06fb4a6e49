import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (key: string) => createHash('sha256').update(key, 'utf8').digest();

/** Keys that may call. All are compared, by digests of one length: how long it takes says nothing about any of them. */
export class Keys {
  readonly #digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digest);
  }

  /** Whether none is asked for. */
  get open(): boolean {
    return this.#digests.length === 0;
  }

  /** @returns the key's place, or -1 */
  find(key: string): number {
    const candidate = digest(key);
    let place = -1;
    for (const [i, known] of this.#digests.entries()) if (timingSafeEqual(candidate, known)) place = i;
    return place;
  }
}

/** The key of a request: `Authorization: Bearer …` (OpenAI), `?key=…` or `X-Goog-Api-Key` (Perspective). */
export function keyOf(request: Request): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return bearer ?? request.headers.get('x-goog-api-key') ?? new URL(request.url).searchParams.get('key')?.trim() ?? undefined;
}
