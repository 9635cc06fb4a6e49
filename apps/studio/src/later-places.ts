import { type InterfaceLanguage, icons, type ModelLoader, type ModelSource } from '@saguim/elements';
import type { ClassifyRoom, ClassifyView } from '@saguim/elements/classify';
import type { EditorPlaceView, Workbench } from '@saguim/elements/editor';
import type { PolicyRoom, PolicyView } from '@saguim/elements/policy';
import type { SearchRoom, SearchView } from '@saguim/elements/search';
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import {
  type Address,
  classifyAddress,
  commentsAddress,
  commentsTabs,
  editorAddress,
  moderationAddress,
  searchAddress,
  writeAddress,
} from './address.js';
import type { Command } from './commands.js';
import type { CommentsRoom } from './comments-room.js';
import { loadClassifyMessages, loadClassifyRoom, loadCommentsRoom, loadPolicyRoom, loadSearchRoom, loadWorkbench } from './later-rooms.js';
import type { StudioMessages } from './messages.js';
import { starterLibrary } from './starter-library.js';
import { loadSyntax } from './syntax.js';

export interface LaterPlaceView {
  readonly address: Address;
  readonly language: InterfaceLanguage;
  readonly m: StudioMessages;
  /** Shows another state of the place; `replace` for what is no step of its own. */
  readonly go: (hash: string, replace: boolean) => void;
  /** The place's options were opened or closed. */
  readonly options: (event: CustomEvent<boolean>) => void;
}

const emptySearch: SearchView = { library: '', query: '', filter: {}, document: '' };

type ViewEvent<View> = CustomEvent<{ view: View; replace: boolean }>;

/** All places but the chat. What each is made of is loaded when it is shown first. */
export class LaterPlaces implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #search: SearchRoom | undefined;
  #classify: ClassifyRoom | undefined;
  #policy: PolicyRoom | undefined;
  #workbench: Workbench | undefined;
  #comments: CommentsRoom | undefined;
  #classifyMessages: Awaited<ReturnType<typeof loadClassifyMessages>> | undefined;
  readonly #heard = new Set<EventTarget>();
  #loading = false;
  #loadingAll = false;
  #failed = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  render({ address, language, m, go, options }: LaterPlaceView) {
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
    if (address.place === 'moderation' && this.#policy) {
      return html`<saguim-policy
        .room=${this.#policy}
        .view=${address.moderation}
        .hrefFor=${moderationAddress}
        language=${language}
        @saguim-view=${({ detail }: ViewEvent<PolicyView>) => go(moderationAddress(detail.view), detail.replace)}
      ></saguim-policy>`;
    }
    if (address.place === 'editor' && this.#workbench) {
      return html`<saguim-editor
        .room=${this.#workbench}
        .view=${address.editor}
        .optionsOpen=${address.panel === 'options'}
        .hrefFor=${editorAddress}
        .loadSyntax=${loadSyntax}
        language=${language}
        @saguim-view=${({ detail }: ViewEvent<EditorPlaceView>) =>
          go(writeAddress({ place: 'editor', editor: detail.view, panel: address.panel }), detail.replace)}
        @saguim-options=${options}
      ></saguim-editor>`;
    }
    if (address.place === 'comments' && this.#comments)
      return html`<studio-comments .m=${m} .language=${language} .room=${this.#comments} .tab=${address.comments.tab}></studio-comments>`;
    if (!this.#failed) {
      void this.#load(address.place);
      return html`<div></div>`;
    }
    const again = () => void this.#load(address.place);
    return html`<div class="erased" role="alert"><p>${m.placeFailed}</p><button class="button" @click=${again}>${m.tryAgain}</button></div>`;
  }

  /** What makes their models ready; empty until they are there, which the first call brings about. */
  get loaders(): readonly ModelLoader<ModelSource>[] {
    if (!this.#complete) void this.#loadAll();
    return [this.#search?.loader, this.#classify?.loader, this.#policy?.loader, this.#workbench?.loader, this.#comments?.loader].filter(
      (loader) => loader !== undefined,
    );
  }

  get #complete(): boolean {
    return [this.#search, this.#classify, this.#policy].every(Boolean);
  }

  /** The side bar's part: begins a library, a classifier, a policy or a file, and leads to those there are. */
  renderSide(address: Address, m: StudioMessages, language: InterfaceLanguage, begin: () => void) {
    const { beginning, list, current, items } = this.#side(address, m, language);
    return html`
      <div class="begin">
        <button class="button primary" id="begin" @click=${begin}>${icons.plus}<span>${beginning}</span></button>
      </div>
      <nav class="things" aria-label=${list}>
        ${items.map(
          ({ id, name, href }) => html`<a href=${href} aria-current=${id === current ? 'page' : nothing}><span>${name}</span></a>`,
        )}
        ${address.place === 'search' && this.#search && items.length === 0 ? html`<p>${m.noLibraries}</p>` : nothing}
      </nav>
    `;
  }

  #side({ place, search, classify, moderation, editor, comments }: Address, m: StudioMessages, language: InterfaceLanguage) {
    if (place === 'search') {
      const items = (this.#search?.records ?? []).map(({ id, name }) => ({
        id,
        name,
        href: searchAddress({ ...emptySearch, library: id }),
      }));
      return { beginning: m.newLibrary, list: m.libraries, current: search.library, items };
    }
    if (place === 'moderation') {
      const items = (this.#policy?.records ?? []).map(({ id, name }) => ({
        id,
        name,
        href: moderationAddress({ policy: id, tab: 'try' }),
      }));
      return { beginning: m.newPolicy, list: m.policies, current: moderation.policy, items };
    }
    if (place === 'editor') {
      const items = (this.#workbench?.files ?? []).map(({ id, path }) => ({ id, name: path, href: editorAddress({ file: id }) }));
      return { beginning: m.newFile, list: m.files, current: editor.file, items };
    }
    if (place === 'comments') {
      const items = commentsTabs.map((tab) => ({ id: tab, name: m.commentsTabs[tab], href: commentsAddress({ tab }) }));
      return { beginning: m.addSamples, list: m.comments, current: comments.tab, items };
    }
    const builtIn = this.#classify?.loader.provider.builtIn ?? [];
    const names = this.#classifyMessages?.(language).builtInNames ?? {};
    const all = [...builtIn.map((id) => ({ id, name: names[id] ?? id })), ...(this.#classify?.records ?? [])];
    const items = all.map(({ id, name }) => ({ id, name, href: classifyAddress({ classifier: id, tab: 'try' }) }));
    return { beginning: m.newClassifier, list: m.classifiers, current: classify.classifier || builtIn[0], items };
  }

  /** What there is to open and to begin. The first call brings what is stored, and draws the host anew when it is there. */
  commands(m: StudioMessages, go: (hash: string) => void): Command[] {
    if (!this.#complete) void this.#loadAll();
    const library = (id: string) => searchAddress({ ...emptySearch, library: id });
    const policy = (id: string) => moderationAddress({ policy: id, tab: 'try' });
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
      {
        name: m.newPolicy,
        run: () => void loadPolicyRoom().then(async (room) => go(policy((await room.create(m.newPolicy)).record.id))),
      },
      {
        name: m.newFile,
        run: () =>
          void loadWorkbench().then(async (room) => go(editorAddress({ file: await room.start().then(() => room.begin('untitled.js')) }))),
      },
      { name: `${m.comments}: ${m.commentsTabs.queue}`, run: () => go(commentsAddress({ tab: 'queue' })) },
      ...(this.#search?.records ?? []).map(({ id, name }) => ({ name: `${m.search}: ${name}`, run: () => go(library(id)) })),
      ...(this.#classify?.records ?? []).map(({ id, name }) => ({ name: `${m.classify}: ${name}`, run: () => go(classifier(id)) })),
      ...(this.#policy?.records ?? []).map(({ id, name }) => ({ name: `${m.moderation}: ${name}`, run: () => go(policy(id)) })),
      ...(this.#workbench?.files ?? []).map(({ id, path }) => ({
        name: `${m.editor}: ${path}`,
        run: () => go(editorAddress({ file: id })),
      })),
    ];
  }

  #take({
    search = this.#search,
    classify = this.#classify,
    policy = this.#policy,
    workbench = this.#workbench,
    messages = this.#classifyMessages,
  }: {
    search?: SearchRoom;
    classify?: ClassifyRoom;
    policy?: PolicyRoom;
    workbench?: Workbench;
    messages?: Awaited<ReturnType<typeof loadClassifyMessages>>;
  }): void {
    this.#search = search;
    this.#classify = classify;
    this.#policy = policy;
    this.#workbench = workbench;
    this.#classifyMessages = messages;
    for (const room of [search, classify, policy, workbench]) {
      if (!room || this.#heard.has(room)) continue;
      this.#heard.add(room);
      room.addEventListener('change', () => this.#host.requestUpdate());
    }
  }

  async #loadAll(): Promise<void> {
    if (this.#loadingAll) return;
    this.#loadingAll = true;
    try {
      const [search, classify, policy, messages] = await Promise.all([
        loadSearchRoom(),
        loadClassifyRoom(),
        loadPolicyRoom(),
        loadClassifyMessages(),
      ]);
      this.#take({ search, classify, policy, messages });
      await Promise.all([search.start(), classify.start(), policy.start()]);
      this.#host.requestUpdate();
    } catch {
      // The places themselves say so, and offer to try again.
    }
    this.#loadingAll = false;
  }

  async #load(place: Address['place']): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#failed = false;
    try {
      if (place === 'search') this.#take({ search: await loadSearchRoom() });
      else if (place === 'moderation') this.#take({ policy: await loadPolicyRoom() });
      else if (place === 'comments') this.#comments = await loadCommentsRoom();
      else if (place === 'editor') this.#take({ workbench: await loadWorkbench() });
      else {
        const [classify, messages] = await Promise.all([loadClassifyRoom(), loadClassifyMessages()]);
        this.#take({ classify, messages });
      }
    } catch {
      this.#failed = true;
    }
    this.#loading = false;
    this.#host.requestUpdate();
  }
}
