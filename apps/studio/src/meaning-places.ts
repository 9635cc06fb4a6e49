import type { InterfaceLanguage } from '@saguim/elements';
import type { SearchRoom, SearchView } from '@saguim/elements/search';
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { type Address, searchAddress } from './address.js';
import type { Command } from './commands.js';
import { loadSearchRoom } from './meaning-rooms.js';
import type { StudioMessages } from './messages.js';
import { starterLibrary } from './starter-library.js';

export interface MeaningPlaceView {
  readonly address: Address;
  readonly language: InterfaceLanguage;
  readonly m: StudioMessages;
  /** Shows another state of the place; `replace` for what is no step of its own. */
  readonly go: (hash: string, replace: boolean) => void;
}

type ViewEvent<View> = CustomEvent<{ view: View; replace: boolean }>;

/** The places that find by meaning. What they are made of is loaded when one of them is shown first. */
export class MeaningPlaces implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #search: SearchRoom | undefined;
  #loading = false;
  #failed = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  render({ address, language, m, go }: MeaningPlaceView) {
    if (address.place === 'search' && this.#search) {
      return html`<saguim-search
        load-at-once
        .room=${this.#search}
        .view=${address.search}
        .starter=${starterLibrary}
        .hrefFor=${searchAddress}
        language=${language}
        @saguim-view=${({ detail }: ViewEvent<SearchView>) => go(searchAddress(detail.view), detail.replace)}
      ></saguim-search>`;
    }
    if (!this.#failed) {
      void this.#load();
      return html`<div></div>`;
    }
    const again = () => void this.#load();
    return html`<div class="erased" role="alert"><p>${m.placeFailed}</p><button class="button" @click=${again}>${m.tryAgain}</button></div>`;
  }

  /** What there is to open and to begin. The first call brings what is stored, and draws the host anew when it is there. */
  commands(m: StudioMessages, go: (hash: string) => void): Command[] {
    if (!this.#search) void this.#loadAll();
    const library = (id: string) => searchAddress({ library: id, query: '', filter: {}, document: '' });
    return [
      {
        name: m.newLibrary,
        run: () => void loadSearchRoom().then(async (room) => go(library((await room.create(m.newLibrary)).record.id))),
      },
      ...(this.#search?.records ?? []).map(({ id, name }) => ({ name: `${m.search}: ${name}`, run: () => go(library(id)) })),
    ];
  }

  async #loadAll(): Promise<void> {
    try {
      this.#search = await loadSearchRoom();
      await this.#search.start();
      this.#host.requestUpdate();
    } catch {
      // The places themselves say so, and offer to try again.
    }
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#failed = false;
    try {
      this.#search = await loadSearchRoom();
    } catch {
      this.#failed = true;
    }
    this.#loading = false;
    this.#host.requestUpdate();
  }
}
