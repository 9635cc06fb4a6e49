import type { InterfaceLanguage } from '@saguim/elements';
import type { ClassifyRoom, ClassifyView } from '@saguim/elements/classify';
import type { SearchRoom, SearchView } from '@saguim/elements/search';
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { type Address, classifyAddress, searchAddress } from './address.js';
import type { Command } from './commands.js';
import { loadClassifyRoom, loadSearchRoom } from './meaning-rooms.js';
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
  #classify: ClassifyRoom | undefined;
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
    if (address.place === 'classify' && this.#classify) {
      return html`<saguim-classify
        load-at-once
        .room=${this.#classify}
        .view=${address.classify}
        .hrefFor=${classifyAddress}
        language=${language}
        @saguim-view=${({ detail }: ViewEvent<ClassifyView>) => go(classifyAddress(detail.view), detail.replace)}
      ></saguim-classify>`;
    }
    if (!this.#failed) {
      void this.#load(address.place);
      return html`<div></div>`;
    }
    const again = () => void this.#load(address.place);
    return html`<div class="erased" role="alert"><p>${m.placeFailed}</p><button class="button" @click=${again}>${m.tryAgain}</button></div>`;
  }

  /** What there is to open and to begin. The first call brings what is stored, and draws the host anew when it is there. */
  commands(m: StudioMessages, go: (hash: string) => void): Command[] {
    if (!this.#search || !this.#classify) void this.#loadBoth();
    const library = (id: string) => searchAddress({ library: id, query: '', filter: {}, document: '' });
    const classifier = (id: string, tab: ClassifyView['tab'] = 'try') => classifyAddress({ classifier: id, tab });
    return [
      {
        name: m.newLibrary,
        run: () => void loadSearchRoom().then(async (room) => go(library((await room.create(m.newLibrary)).record.id))),
      },
      {
        name: m.newClassifier,
        run: () => void loadClassifyRoom().then(async (room) => go(classifier((await room.create(m.newClassifier)).record.id, 'examples'))),
      },
      ...(this.#search?.records ?? []).map(({ id, name }) => ({ name: `${m.search}: ${name}`, run: () => go(library(id)) })),
      ...(this.#classify?.records ?? []).map(({ id, name }) => ({ name: `${m.classify}: ${name}`, run: () => go(classifier(id)) })),
    ];
  }

  async #loadBoth(): Promise<void> {
    try {
      [this.#search, this.#classify] = await Promise.all([loadSearchRoom(), loadClassifyRoom()]);
      await Promise.all([this.#search.start(), this.#classify.start()]);
      this.#host.requestUpdate();
    } catch {
      // The places themselves say so, and offer to try again.
    }
  }

  async #load(place: Address['place']): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#failed = false;
    try {
      if (place === 'search') this.#search = await loadSearchRoom();
      else this.#classify = await loadClassifyRoom();
    } catch {
      this.#failed = true;
    }
    this.#loading = false;
    this.#host.requestUpdate();
  }
}
