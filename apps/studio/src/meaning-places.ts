import { type InterfaceLanguage, icons, type ModelLoader, type ModelSource } from '@saguim/elements';
import type { ClassifyRoom, ClassifyView } from '@saguim/elements/classify';
import type { SearchRoom, SearchView } from '@saguim/elements/search';
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { type Address, classifyAddress, searchAddress } from './address.js';
import type { Command } from './commands.js';
import { loadClassifyMessages, loadClassifyRoom, loadSearchRoom } from './meaning-rooms.js';
import type { StudioMessages } from './messages.js';
import { starterLibrary } from './starter-library.js';

export interface MeaningPlaceView {
  readonly address: Address;
  readonly language: InterfaceLanguage;
  readonly m: StudioMessages;
  /** Shows another state of the place; `replace` for what is no step of its own. */
  readonly go: (hash: string, replace: boolean) => void;
}

const emptySearch: SearchView = { library: '', query: '', filter: {}, document: '' };

type ViewEvent<View> = CustomEvent<{ view: View; replace: boolean }>;

/** The places that find by meaning. What they are made of is loaded when one of them is shown first. */
export class MeaningPlaces implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #search: SearchRoom | undefined;
  #classify: ClassifyRoom | undefined;
  #classifyMessages: Awaited<ReturnType<typeof loadClassifyMessages>> | undefined;
  readonly #heard = new Set<SearchRoom | ClassifyRoom>();
  #loading = false;
  #loadingBoth = false;
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

  /** What makes their models ready; empty until they are there, which the first call brings about. */
  get loaders(): readonly ModelLoader<ModelSource>[] {
    if (!this.#search || !this.#classify) void this.#loadBoth();
    return [this.#search?.loader, this.#classify?.loader].filter((loader) => loader !== undefined);
  }

  /** The side bar's part: begins a library or a classifier, and leads to those there are. */
  renderSide({ place, search, classify }: Address, m: StudioMessages, language: InterfaceLanguage, begin: () => void) {
    const searching = place === 'search';
    const builtIn = this.#classify?.loader.provider.builtIn ?? [];
    const names = this.#classifyMessages?.(language).builtInNames ?? {};
    const current = searching ? search.library : classify.classifier || builtIn[0];
    const items = searching
      ? (this.#search?.records ?? []).map(({ id, name }) => ({ id, name, href: searchAddress({ ...emptySearch, library: id }) }))
      : [...builtIn.map((id) => ({ id, name: names[id] ?? id })), ...(this.#classify?.records ?? [])].map(({ id, name }) => ({
          id,
          name,
          href: classifyAddress({ classifier: id, tab: 'try' }),
        }));
    return html`
      <div class="begin">
        <button class="button primary" id="begin" @click=${begin}>${icons.plus}<span>${searching ? m.newLibrary : m.newClassifier}</span></button>
      </div>
      <nav class="things" aria-label=${searching ? m.libraries : m.classifiers}>
        ${items.map(
          ({ id, name, href }) => html`<a href=${href} aria-current=${id === current ? 'page' : nothing}><span>${name}</span></a>`,
        )}
        ${searching && this.#search && items.length === 0 ? html`<p>${m.noLibraries}</p>` : nothing}
      </nav>
    `;
  }

  /** What there is to open and to begin. The first call brings what is stored, and draws the host anew when it is there. */
  commands(m: StudioMessages, go: (hash: string) => void): Command[] {
    if (!this.#search || !this.#classify) void this.#loadBoth();
    const library = (id: string) => searchAddress({ ...emptySearch, library: id });
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

  #take(search: SearchRoom | undefined, classify: ClassifyRoom | undefined, messages = this.#classifyMessages): void {
    this.#search = search;
    this.#classify = classify;
    this.#classifyMessages = messages;
    for (const room of [search, classify]) {
      if (!room || this.#heard.has(room)) continue;
      this.#heard.add(room);
      room.addEventListener('change', () => this.#host.requestUpdate());
    }
  }

  async #loadBoth(): Promise<void> {
    if (this.#loadingBoth) return;
    this.#loadingBoth = true;
    try {
      this.#take(...(await Promise.all([loadSearchRoom(), loadClassifyRoom(), loadClassifyMessages()])));
      await Promise.all([this.#search?.start(), this.#classify?.start()]);
      this.#host.requestUpdate();
    } catch {
      // The places themselves say so, and offer to try again.
    }
    this.#loadingBoth = false;
  }

  async #load(place: Address['place']): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#failed = false;
    try {
      if (place === 'search') this.#take(await loadSearchRoom(), this.#classify);
      else this.#take(this.#search, ...(await Promise.all([loadClassifyRoom(), loadClassifyMessages()])));
    } catch {
      this.#failed = true;
    }
    this.#loading = false;
    this.#host.requestUpdate();
  }
}
