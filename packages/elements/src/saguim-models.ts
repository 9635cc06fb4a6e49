import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ModelLoader, ModelSource, ModelState } from './chat/model-loader.js';
import { define } from './define.js';
import type { FoundFile } from './documents/dropped-files.js';
import { FileIntake } from './file-intake.js';
import { formatBytes } from './i18n/format.js';
import { chooseLanguage, type InterfaceLanguage } from './i18n/language.js';
import { modelsMessages } from './i18n/models-language.js';
import { type ModelRow, ModelsController } from './models/models-controller.js';
import { type ModelsProvider, type ModelTask, modelTasks } from './models/models-provider.js';
import { placeIcons } from './place-icons.js';
import { modelsStyles } from './saguim-models-styles.js';
import { controls, tokens } from './tokens.js';
import { UndoOffer } from './undo-offer.js';
import { type ModelAction, renderModelCard, titleOf } from './view/model-card.js';

/** A model that the person wants to use. */
export interface UseModel {
  readonly name: string;
  readonly title: string;
  readonly task: ModelTask;
  readonly languages: readonly string[];
}

/** Models that are named to be removed. */
const MOST_ADVICE = 4;

/** Languages that people may ask for. */
const askedLanguages = ['pt', 'en', 'es', 'fr', 'de', 'it', 'ja', 'ko', 'zh', 'ar', 'hi', 'ru'];

/**
 * Models: what suits this device, with sizes and licences before the first byte, downloads that can be paused, files of one's own, and what is
 * kept.
 *
 *     const models = document.querySelector('saguim-models');
 *     models.provider = createSaguimModelsProvider();
 *
 * @fires saguim-use-model - the person wants to chat with a model that is here; `detail` is `UseModel`
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimModels extends LitElement {
  static override styles = [tokens, controls, ...modelsStyles];

  /** Who keeps models. */
  @property({ attribute: false }) provider: ModelsProvider | undefined;
  /** Models of the page, shared with who goes on downloading while something else is shown; takes the place of `provider`. */
  @property({ attribute: false }) controller: ModelsController | undefined;
  /** What holds models in memory; several may stand for one model. */
  @property({ attribute: false }) loaders: readonly ModelLoader<ModelSource>[] = [];
  /** Name of the model that the chat uses. */
  @property({ attribute: 'chat-model' }) chatModel = '';
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;

  /** The model whose download is asked for first. */
  @state() private asking = '';
  @state() private said = '';
  #heard: readonly EventTarget[] = [];
  #phases = '';
  readonly #undo = new UndoOffer(this);
  readonly #files = new FileIntake(this, '.gguf', (files) => void this.addFiles(files));

  get #language(): InterfaceLanguage {
    return chooseLanguage(this.language);
  }
  get #m() {
    return modelsMessages(this.#language);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
    void this.controller?.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const target of this.#heard) target.removeEventListener('change', this.#onChange);
    this.#heard = [];
    // What was removed can be brought back only while this is shown.
    void this.controller?.settle();
  }

  /** Keeps models that the person has, GGUF files and folders of safetensors, and chats with the last one that can. */
  async addFiles(files: readonly FoundFile[]): Promise<void> {
    const folders = new Map<string, FoundFile[]>();
    for (const found of files) {
      const folder = found.path.includes('/') ? found.path.split('/')[0]! : '';
      folders.set(folder, [...(folders.get(folder) ?? []), found]);
    }
    const models = [...folders].flatMap(([folder, own]): (File | readonly FoundFile[])[] =>
      folder !== '' || own.some(({ path }) => path === 'config.json') ? [own] : own.map(({ file }) => file),
    );
    for (const model of models) {
      const kept = await this.controller?.importModel(model);
      if (!kept) continue;
      if (kept.task === 'chat') this.#use({ name: kept.name });
      else this.said = this.#m.keptForOther(kept.name, this.#m.tasks[kept.task]);
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('provider') && this.provider && !changed.has('controller')) this.controller = new ModelsController(this.provider);
    if (changed.has('controller') || changed.has('loaders') || changed.has('provider')) {
      const isNew = changed.has('controller') || changed.has('provider');
      this.#listen();
      if (isNew && this.isConnected) void this.controller?.start();
    }
  }

  #listen(): void {
    for (const target of this.#heard) target.removeEventListener('change', this.#onChange);
    this.#heard = [...(this.controller ? [this.controller] : []), ...this.loaders];
    for (const target of this.#heard) target.addEventListener('change', this.#onChange);
  }

  readonly #onChange = () => {
    const phases = this.loaders.map(({ state: { phase } }) => phase).join();
    // What was loaded came to the device on the way.
    if (phases !== this.#phases && !phases.includes('loading')) void this.controller?.look();
    this.#phases = phases;
    this.requestUpdate();
  };

  /** What holds a model; of several, one that has it or is about to. */
  #loaderOf(name: string): ModelLoader<ModelSource> | undefined {
    const all = this.loaders.filter(({ state: { model } }) => model.name === name);
    return all.find(({ state: { phase } }) => phase === 'ready' || phase === 'loading') ?? all[0];
  }

  #use(row: ModelRow): void {
    const { task = row.kept?.task ?? 'chat', languages = [] } = row.candidate?.entry ?? {};
    const detail: UseModel = { name: row.name, title: titleOf(row), task, languages };
    this.dispatchEvent(new CustomEvent('saguim-use-model', { detail, bubbles: true, composed: true }));
  }

  async #download(row: ModelRow, confirmed: boolean): Promise<void> {
    const licence = row.candidate?.entry.licence;
    if (!confirmed && (this.controller?.device?.saveData || licence?.gated || licence?.free === false)) {
      this.asking = row.name;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#confirm')?.focus();
      return;
    }
    this.asking = '';
    await this.controller?.download(row.name);
    const { here } = this.controller!.sections;
    if (here.some(({ name, kept }) => name === row.name && kept)) this.said = this.#m.downloaded(titleOf(row));
  }

  #act(row: ModelRow, action: ModelAction, confirmed = false): void {
    const { controller } = this;
    const { name } = row;
    if (!controller) return;
    if (action === 'download') void this.#download(row, confirmed);
    else if (action === 'pause') controller.pause(name);
    else if (action === 'cancel') void controller.cancel(name);
    else if (action === 'chat') this.#use(row);
    else if (action === 'load') {
      controller.restore(name);
      void this.#loaderOf(name)
        ?.ensure()
        .catch(() => {});
    } else if (action === 'unload') this.#release(name);
    else {
      this.#release(name);
      controller.remove(name);
      const said = this.#m.removedModel(titleOf(row));
      this.said = said;
      this.#undo.offer(said, () => {
        controller.restore(name);
        this.said = '';
      });
    }
  }

  #release(name: string): void {
    for (const loader of this.loaders) if (loader.state.model.name === name) loader.release();
  }

  protected override render() {
    const m = this.#m;
    const { controller } = this;
    if (!controller) return nothing;
    const { here, fitting, others } = controller.sections;
    return html`
      <div id="scroller">
        <div id="page">
          <h2>${m.models}</h2>
          <p class="muted">${m.intro}</p>
          <p class="muted" id="device" aria-busy=${controller.ready ? 'false' : 'true'}>${this.#device()}</p>
          ${controller.problem ? html`<p class="problem" role="alert">${m.problems[controller.problem.kind].join(' ')}</p>` : nothing}
          <div id="head">
            <div id="filters">${this.#renderFilters()}</div>
            <div class="row">
              <button class="button" id="open-file" title=${m.openFileHint} @click=${() => this.#files.choose()}>${placeIcons.upload} ${m.openFile}</button>
              <button class="button" id="open-folder" title=${m.openFolderHint} @click=${() => this.#files.choose(true)}>${placeIcons.folder} ${m.openFolder}</button>
            </div>
          </div>
          <section aria-labelledby="here">
            <h3 id="here">${m.here}</h3>
            ${here.length > 0 ? this.#renderCards(here) : html`<p class="muted">${m.nothingHere} ${m.openFileHint}</p>`}
          </section>
          ${
            controller.ready
              ? html`
                  <section aria-labelledby="fitting">
                    <h3 id="fitting">${m.fitting}</h3>
                    ${fitting.length > 0 ? this.#renderCards(fitting) : html`<p class="muted">${m.nothingFits}</p>`}
                  </section>
                  ${
                    others.length > 0
                      ? html`<details id="others">
                          <summary>${m.others(others.length)}</summary>
                          ${this.#renderCards(others)}
                        </details>`
                      : nothing
                  }
                `
              : nothing
          }
          ${this.#renderStorage()}
        </div>
      </div>
      <p class="unseen" role="status">${this.said}</p>
      <div id="toast">${this.#undo.render(m)}</div>
      ${this.#files.render(m.dropHere)}
    `;
  }

  #device(): string {
    const m = this.#m;
    const { device, speed, ready } = this.controller!;
    if (!ready || !device) return ready ? '' : m.measuring;
    const words = m.thisDevice(
      formatBytes(device.available, this.#language),
      speed?.threads ?? device.threads,
      speed && formatBytes(speed.bytesPerSecond, this.#language),
    );
    return device.saveData ? `${words} ${m.saveData}` : words;
  }

  #renderFilters() {
    const m = this.#m;
    const { filter } = this.controller!;
    const names = new Intl.DisplayNames([this.#language], { type: 'language' });
    const tasks: [ModelTask | '', string][] = [['', m.anyTask], ...modelTasks.map((task): [ModelTask, string] => [task, m.tasks[task]])];
    const choose = (part: { task?: ModelTask | ''; language?: string }) => {
      const { task = filter.task ?? '', language = filter.language ?? '' } = part;
      void this.controller!.choose({ ...(task && { task }), ...(language && { language }) });
    };
    return html`
      <fieldset>
        <legend class="unseen">${m.task}</legend>
        ${tasks.map(
          ([task, name]) => html`
            <label>
              <input type="radio" name="task" value=${task} .checked=${(filter.task ?? '') === task} @change=${() => choose({ task })} />
              <span>${name}</span>
            </label>
          `,
        )}
      </fieldset>
      <select class="field" id="language" aria-label=${m.speaksWhat} @change=${(event: Event) => choose({ language: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${!filter.language}>${m.anyLanguage}</option>
        ${askedLanguages.map((tag) => html`<option value=${tag} ?selected=${filter.language === tag}>${names.of(tag) ?? tag}</option>`)}
      </select>
    `;
  }

  #renderCards(rows: readonly ModelRow[]) {
    const m = this.#m;
    return html`<div class="cards">
      ${repeat(
        rows,
        ({ name }) => name,
        (row) => {
          const loader: ModelState | undefined = this.#loaderOf(row.name)?.state;
          return renderModelCard({
            row,
            m,
            language: this.#language,
            inChat: row.name === this.chatModel,
            ...(loader && { loader }),
            asking: this.asking === row.name,
            saveData: this.controller?.device?.saveData === true,
            act: (action, confirmed) => this.#act(row, action, confirmed),
            dismiss: () => {
              this.asking = '';
            },
          });
        },
      )}
    </div>`;
  }

  /** Nothing is removed without being asked. */
  #renderAdvice() {
    const m = this.#m;
    const rows = new Map(this.controller!.sections.here.map((row) => [row.name, row]));
    const advice = this.controller!.advice.flatMap(({ name, bytes, why }) => {
      const row = rows.get(name);
      return row ? [{ row, bytes, why }] : [];
    });
    if (advice.length === 0) return nothing;
    return html`
      <h4 id="advice-title">${m.couldRemove}</h4>
      <ul id="advice" aria-labelledby="advice-title">
        ${advice.slice(0, MOST_ADVICE).map(
          ({ row, bytes, why }) => html`
            <li>
              <span>${titleOf(row)} <span class="muted">${m.whyRemove[why]}, ${formatBytes(bytes, this.#language)}</span></span>
              <button class="button danger" aria-label=${m.removeIt(titleOf(row))} @click=${() => this.#act(row, row.transfer ? 'cancel' : 'remove')}>
                ${m.remove}
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #renderStorage() {
    const { estimate } = this.controller!;
    if (estimate?.quota === undefined) return nothing;
    const m = this.#m;
    const used = estimate.usage ?? 0;
    return html`
      <section id="storage" aria-labelledby="storage-title">
        <h3 id="storage-title">${m.storage}</h3>
        <meter aria-labelledby="storage-title" min="0" max=${estimate.quota} .value=${used}></meter>
        <p class="muted">${m.used(formatBytes(used, this.#language), formatBytes(estimate.quota, this.#language))}</p>
        ${this.#renderAdvice()}
      </section>
    `;
  }
}

define('saguim-models', SaguimModels);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-models': SaguimModels;
  }
}
