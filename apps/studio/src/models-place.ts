import {
  chatMessages,
  controls,
  define,
  formatBytes,
  type InterfaceLanguage,
  icons,
  languageNames,
  type ModelLoader,
  type ModelSource,
  tokens,
} from '@saguim/elements';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type CatalogueEntry, catalogue, defaultModels, removeModel, type StoredModel, storedModels } from 'saguim';
import type { StudioMessages } from './messages.js';
import { pageStyles } from './page-styles.js';

/** What a model is for, in words. */
const whatFor = { chat: 'speaks', embed: 'findsByMeaning', moderate: 'moderates' } as const;

/** Models: what is on this device, how large it is, loading and removing. */
export class StudioModels extends LitElement {
  @property({ attribute: false }) m!: StudioMessages;
  @property({ attribute: false }) language!: InterfaceLanguage;
  /** What makes models ready; several may stand for one model. */
  @property({ attribute: false }) loaders: readonly ModelLoader<ModelSource>[] = [];
  @state() private stored: readonly StoredModel[] | undefined;
  @state() private estimate: StorageEstimate | undefined;
  @state() private said = '';

  static override styles = [
    tokens,
    controls,
    pageStyles,
    css`
      .card h3 {
        margin: 0 0 4px;
      }
      .state {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-block: 12px;
        font-size: 15px;
      }
      .state .icon {
        color: var(--_accent);
      }
      progress {
        width: 100%;
        height: 6px;
        margin-block-end: 12px;
        accent-color: var(--_accent);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#listen(this.loaders);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen([]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('loaders')) this.#listen(this.loaders);
  }

  #heard: readonly ModelLoader<ModelSource>[] = [];
  #listen(loaders: readonly ModelLoader<ModelSource>[]): void {
    for (const loader of this.#heard) loader.removeEventListener('change', this.#onModel);
    for (const loader of loaders) loader.addEventListener('change', this.#onModel);
    this.#heard = loaders;
  }

  #phases = '';
  readonly #onModel = () => {
    const phases = this.loaders.map(({ state }) => state.phase).join();
    if (phases !== this.#phases && !phases.includes('loading')) void this.#look();
    this.#phases = phases;
    this.requestUpdate();
  };

  /** What makes a model ready; of several, one that has it or is about to. */
  #loaderOf(name: string): ModelLoader<ModelSource> | undefined {
    const all = this.loaders.filter(({ state }) => state.model.name === name);
    return all.find(({ state }) => state.phase === 'ready' || state.phase === 'loading') ?? all[0];
  }

  #release(name: string): void {
    for (const loader of this.loaders) if (loader.state.model.name === name) loader.release();
  }

  async #look(): Promise<void> {
    const [stored, estimate] = await Promise.all([storedModels().catch(() => []), navigator.storage?.estimate?.().catch(() => undefined)]);
    this.stored = stored;
    this.estimate = estimate;
  }

  protected override render() {
    const { m, stored, estimate, language } = this;
    const used = catalogue.filter(({ name, capability }) => name === defaultModels[capability]);
    const others = (stored ?? []).filter(({ name }) => !used.some((entry) => entry.name === name));
    return html`
      <div class="page">
        <h2>${m.models}</h2>
        <p class="muted">${m.modelsIntro}</p>
        ${stored ? used.map((entry) => this.#renderModel(entry, stored)) : nothing}
        ${
          others.length > 0
            ? html`<h3>${m.otherModels}</h3>
                ${others.map(
                  (model) => html`
                    <div class="card">
                      <h4>${model.name}</h4>
                      <p class="muted">${m.onDevice(formatBytes(model.bytes, language))}</p>
                      <button class="button danger" @click=${() => this.#remove(model.name, model.name)}>${icons.trash} ${m.removeModel}</button>
                    </div>
                  `,
                )}`
            : nothing
        }
        <p class="muted" role="status">${this.said}</p>
        ${
          estimate?.quota !== undefined
            ? html`<p class="muted">${m.space(formatBytes(estimate.usage ?? 0, language), formatBytes(estimate.quota, language))}</p>`
            : nothing
        }
      </div>
    `;
  }

  #renderModel(entry: CatalogueEntry, stored: readonly StoredModel[]) {
    const { m, language } = this;
    const here = stored.find(({ name }) => name === entry.name);
    const size = formatBytes(
      entry.files.reduce((sum, { bytes }) => sum + bytes, 0),
      language,
    );
    const loader = this.#loaderOf(entry.name);
    const own = loader?.state;
    const chat = chatMessages(language);
    const loading = own?.phase === 'loading';
    const percent = Math.floor((own?.progress?.fraction ?? 0) * 100);
    const date = here && new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(here.storedAt);
    return html`
      <article class="card" aria-labelledby=${entry.name}>
        <h3 id=${entry.name}>${entry.title}</h3>
        <p class="muted">${m[whatFor[entry.capability]](languageNames(entry.languages, language))} ${m.licence}: ${entry.licence}.</p>
        <p class="state">
          ${here ? icons.check : icons.save}
          <span>${here ? `${m.onDevice(size)}, ${m.storedOn(date!)}` : m.notOnDevice(size)}</span>
        </p>
        ${
          own?.phase === 'ready'
            ? html`<p class="state">${icons.check}<span>${m.inMemory(chat.device(own.model.backend ?? '', own.model.threads ?? 1))}</span></p>`
            : nothing
        }
        ${
          loading
            ? html`<p id="progress-${entry.name}">${own?.progress?.phase === 'download' ? chat.downloadingModel(percent) : chat.loadingModel}</p>
                <progress aria-labelledby="progress-${entry.name}" max="100" .value=${percent}></progress>`
            : nothing
        }
        ${own?.problem ? html`<p>${chat.problems[own.problem.kind].join(' ')}</p>` : nothing}
        <div class="row">
          ${
            own && (own.phase === 'absent' || own.phase === 'failed')
              ? html`<button class="button primary load" @click=${() => void loader!.ensure().catch(() => {})}>${m.load}</button>`
              : nothing
          }
          ${own?.phase === 'ready' ? html`<button class="button unload" title=${m.unloadHint} @click=${() => this.#release(entry.name)}>${m.unload}</button>` : nothing}
          ${
            here
              ? html`<button class="button danger remove" ?disabled=${loading} @click=${() => this.#remove(entry.name, entry.title)}>
                  ${icons.trash} ${m.removeModel}
                </button>`
              : nothing
          }
        </div>
      </article>
    `;
  }

  async #remove(name: string, title: string): Promise<void> {
    this.#release(name);
    if (await removeModel(name)) this.said = this.m.removedModel(title);
    await this.#look();
  }
}

define('studio-models', StudioModels);

declare global {
  interface HTMLElementTagNameMap {
    'studio-models': StudioModels;
  }
}
