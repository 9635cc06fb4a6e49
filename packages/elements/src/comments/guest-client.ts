import { CommentClient } from 'saguim/comments';

/** Comments on a server, with what a guest was given kept in this browser, so that they are the same person after a reload. */
export class GuestClient {
  readonly service: CommentClient;
  readonly #name: string;
  #token: string | undefined;

  /** @throws {SaguimError} `invalid-argument` for what is no address */
  constructor(server: string) {
    this.#name = `saguim-comments-guest ${new URL(server, document.baseURI).href}`;
    this.#quietly(() => {
      this.#token = localStorage.getItem(this.#name) ?? undefined;
    });
    this.service = new CommentClient({
      url: server,
      token: () => this.#token,
      onToken: (token) => {
        this.#token = token;
        this.#quietly(() => localStorage.setItem(this.#name, token));
      },
    });
  }

  /** Forgets who the guest was. @returns whether there was one */
  forget(): boolean {
    const known = this.#token !== undefined;
    this.#token = undefined;
    this.#quietly(() => localStorage.removeItem(this.#name));
    return known;
  }

  #quietly(work: () => void): void {
    try {
      work();
    } catch {
      // This browser lets the page keep nothing: the guest is one as long as the page lives.
    }
  }
}
