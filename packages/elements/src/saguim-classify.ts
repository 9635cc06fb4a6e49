import { html, LitElement, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { SaguimAnnouncer } from './announce/announcer.js';
import { fileNameFrom } from './chat/export.js';
import { ModelLoader } from './chat/model-loader.js';
import { type ClassifierStore, classifierTables, type Example } from './classify/classifier.js';
import type { ClassifyProvider } from './classify/classify-provider.js';
import { ClassifyRoom } from './classify/classify-room.js';
import { type ClassifyView, emptyClassifyView } from './classify/classify-view.js';
import { parseExamples } from './classify/parse-examples.js';
import { sampleExamples } from './classify/sample-examples.js';
import { ShownClassifier } from './classify/shown-classifier.js';
import { copyText } from './clipboard.js';
import { define } from './define.js';
import { decodeText } from './documents/decode-text.js';
import type { FoundFile } from './documents/dropped-files.js';
import { FileIntake } from './file-intake.js';
import { FlushOnLeave } from './flush-on-leave.js';
import { classifyMessages } from './i18n/classify-language.js';
import { chooseLanguage } from './i18n/language.js';
import { takePlainClick } from './plain-click.js';
import { classifyStyles } from './saguim-classify-styles.js';
import { saveFile } from './save-file.js';
import { MemoryTables } from './store/table-store.js';
import { controls, tokens } from './tokens.js';
import { UndoOffer } from './undo-offer.js';
import './announce/announcer.js';
import { renderClassifyBar } from './view/classify-bar.js';
import { renderExamples } from './view/example-list.js';
import { labelByKey, renderLabelling } from './view/labelling.js';
import './view/menu.js';
import { renderModelBar } from './view/model-bar.js';
import { renderQuality } from './view/quality-view.js';
import { renderTry } from './view/try-text.js';
import { renderUse, useCode } from './view/use-view.js';

const STEP = 100;
/** What a file of a classifier is called behind its name. */
const HEAD_ENDING = 'saguim-head';

/**
 * Classification: what a text is about and how it feels, while it is typed, with the words that moved the answer; and classifiers of one's
 * own, from examples to a file.
 *
 * Give it a `provider` (and a `store`, if classifiers are to be kept), or a `room`:
 *
 *     const classify = document.querySelector('saguim-classify');
 *     classify.provider = createSaguimClassifyProvider();
 *
 * @fires saguim-view - what is shown changed; `detail` is `{ view: ClassifyView, replace: boolean }`, `replace` for what is no step of its own
 * @csspart input - the field for a text
 * @csspart answer - what was said; `words` are the words that moved it
 * @csspart example - an example text; `example-row` one of a classifier
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimClassify extends LitElement {
  static override styles = [tokens, controls, ...classifyStyles];

  /** Who classifies and learns. */
  @property({ attribute: false }) provider: ClassifyProvider | undefined;
  /** Where classifiers are kept; nowhere beyond the page when left out. */
  @property({ attribute: false }) store: ClassifierStore | undefined;
  /** Classifiers shared with other elements; takes the place of `provider` and `store`. */
  @property({ attribute: false }) room: ClassifyRoom | undefined;
  /** What is shown. */
  @property({ attribute: false }) view: ClassifyView = emptyClassifyView;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** Whether the model is loaded as soon as the element is there, and not with the first text. */
  @property({ type: Boolean, attribute: 'load-at-once' }) loadAtOnce = false;
  /** The address of what is shown. */
  @property({ attribute: false }) hrefFor: (view: ClassifyView) => string = () => '#';

  @state() private renaming = false;
  @state() private pasting = false;
  @state() private said = '';
  @state() private filter: string | undefined;
  @state() private shownExamples = STEP;
  @state() private guess: { readonly id: string; readonly label: string } | undefined;

  #asked = '';
  #announced = '';
  readonly #shown = new ShownClassifier(this, (classifier) => this.#go({ classifier }, true));
  readonly #undo = new UndoOffer(this);
  readonly #files = new FileIntake(this, `.csv,.tsv,.jsonl,.ndjson,.json,.txt,.${HEAD_ENDING}`, (files) => void this.addFiles(files));

  constructor() {
    super();
    new FlushOnLeave(this, () => void this.#shown.controller?.flush());
  }

  get #m() {
    return classifyMessages(chooseLanguage(this.language));
  }

  /** Puts the cursor where something is typed. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('#text, #labelling, #add-examples')?.focus(options);
  }

  /** Begins a classifier; the person names it. */
  async newClassifier(): Promise<void> {
    const controller = await this.#shown.room?.create(this.#m.newClassifier);
    if (!controller) return;
    this.#shown.show(controller, controller.record.id);
    this.#go({ classifier: controller.record.id, tab: 'examples' });
    this.renaming = true;
  }

  /** Adds the examples in files to the classifier that is shown; a classifier's own file is opened as one. A file without any stops no other. */
  async addFiles(files: readonly FoundFile[]): Promise<void> {
    const m = this.#m;
    const said: string[] = [];
    for (const { path, file } of files) {
      if (path.endsWith(`.${HEAD_ENDING}`)) await this.#import(file);
      else {
        try {
          said.push(await this.#add(decodeText(new Uint8Array(await file.arrayBuffer()))));
        } catch {
          said.push(m.badExamples(file.name));
        }
      }
    }
    this.said = said.join(' ');
  }

  /** Deletes the classifier that is shown; for a while the person can bring it back. */
  async removeClassifier(): Promise<void> {
    const { room, own } = this.#shown;
    if (!room || !own) return;
    const { id, name } = own.record;
    await room.remove(id);
    this.#undo.offer(
      this.#m.removedClassifier(name),
      () => void room.restore(id).then(() => this.#go({ classifier: id, tab: 'try' }, true)),
    );
    this.#shown.leave();
    this.#go(emptyClassifyView, true);
  }

  beginRename(): void {
    this.renaming = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('room') || changed.has('provider') || changed.has('store');
    if (other) {
      const own = () => this.provider && new ClassifyRoom(new ModelLoader(this.provider), this.store ?? new MemoryTables(classifierTables));
      this.#shown.take(this.room ?? own());
      if (this.loadAtOnce) void this.#shown.room?.loader.begin();
    }
    if (changed.has('view')) {
      const before = changed.get('view') as ClassifyView | undefined;
      if (before?.classifier !== this.view.classifier) {
        this.filter = undefined;
        this.shownExamples = STEP;
        this.pasting = false;
      }
      if (before?.classifier !== this.view.classifier || before.tab !== this.view.tab) this.said = '';
    }
    if (other || changed.has('view')) this.#shown.want(this.view.classifier);
  }

  protected override updated(changed: PropertyValues): void {
    const root = this.renderRoot;
    if (changed.has('renaming') && this.renaming) root.querySelector<HTMLInputElement>('#name')?.select();
    if (changed.has('pasting') && this.pasting) root.querySelector<HTMLElement>('#pasted')?.focus();
    if (changed.has('view')) root.querySelector('#scroller')?.scrollTo(0, 0);
    if (changed.has('view') && this.view.tab === 'label') root.querySelector<HTMLElement>('#labelling')?.focus();
    if (this.view.tab === 'label') void this.#guess();
    this.#announce();
  }

  #go(change: Partial<ClassifyView>, replace = false): void {
    this.view = { ...this.view, ...change };
    this.dispatchEvent(new CustomEvent('saguim-view', { detail: { view: this.view, replace }, bubbles: true, composed: true }));
  }

  readonly #load = () => void this.#shown.room?.loader.ensure().catch(() => {});

  #say(text: string): void {
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(text);
  }

  /** Says the answer once it has settled, and only when it is another one. */
  #announce(): void {
    const live = this.#shown.controller?.live;
    if (this.view.tab !== 'try' || !live || live.busy || !live.answer) return;
    const { label, scores } = live.answer;
    const words = label === undefined ? this.#m.dontKnow : `${this.#nameOf(label)}, ${this.#m.percent(scores[0]?.score ?? 0)}`;
    if (words === this.#announced) return;
    this.#announced = words;
    this.#say(words);
  }

  /** Labels of classifiers that come along are said in the reader's language. */
  readonly #nameOf = (label: string) => (this.#shown.own ? label : (this.#m.knownLabels[label] ?? label));

  async #add(text: string): Promise<string> {
    const { examples, left } = parseExamples(text);
    const controller = this.#shown.own ?? (await this.#shown.room!.create(this.#m.newClassifier));
    if (controller !== this.#shown.own) this.#shown.show(controller, controller.record.id);
    if (this.view.classifier !== controller.record.id || this.view.tab !== 'examples') {
      this.#go({ classifier: controller.record.id, tab: 'examples' });
      await this.updateComplete;
    }
    const { count, relabelled } = await controller.add(examples);
    const [first] = relabelled;
    const added = this.#m.added(count, left.length);
    return first === undefined ? added : `${added} ${this.#m.relabelled(relabelled.length, first.slice(0, 60))}`;
  }

  async #import(file: File): Promise<void> {
    try {
      const name = file.name.replace(/\.[^.]+$/, '');
      const controller = await this.#shown.room!.import(name, new Uint8Array(await file.arrayBuffer()));
      this.#shown.show(controller, controller.record.id);
      this.#go({ classifier: controller.record.id, tab: 'try' });
    } catch {
      this.said = this.#m.importFailed;
    }
  }

  /** What the classifier takes the next text for, where it has learnt something. */
  async #guess(): Promise<void> {
    const { own } = this.#shown;
    const next = own?.unlabelled[0];
    if (!own?.trained || !next || this.#asked === next.id) return;
    this.#asked = next.id;
    const answer = await own
      .head()
      .then((head) => head.classify(next.text))
      .catch(() => undefined);
    if (this.#asked === next.id && answer?.label) this.guess = { id: next.id, label: answer.label };
  }

  get #currentGuess(): string | undefined {
    const next = this.#shown.own?.unlabelled[0];
    return next && this.guess?.id === next.id ? this.guess.label : undefined;
  }

  readonly #onMenu = (event: CustomEvent<string>) => {
    const id = event.detail;
    if (id === 'new') void this.newClassifier();
    else if (id === 'import') this.#files.choose();
    else if (id === 'rename') this.beginRename();
    else if (id === 'remove') void this.removeClassifier();
    else if (id.startsWith('classifier ')) this.#go({ classifier: id.slice(11), tab: 'try' });
  };

  readonly #endRename = (name: string | undefined) => {
    this.renaming = false;
    const id = this.#shown.own?.record.id;
    if (id && name) void this.#shown.room?.rename(id, name);
    void this.updateComplete.then(() => this.focus());
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const { own } = this.#shown;
    if (this.view.tab === 'label' && own && labelByKey(event, own, this.#currentGuess)) event.preventDefault();
  };

  async #removeExample({ id }: Example): Promise<void> {
    const restore = await this.#shown.own?.removeExamples([id]);
    if (restore) this.#undo.offer(this.#m.removedExamples(1), () => void restore());
  }

  async #save(): Promise<void> {
    const { controller, own } = this.#shown;
    const bytes = await (await controller!.head()).save();
    saveFile(fileNameFrom(own?.record.name ?? this.#shown.current, HEAD_ENDING), bytes as BufferSource);
  }

  protected override render() {
    const m = this.#m;
    const { room, own, controller, modelState, missing } = this.#shown;
    if (!room || !modelState) return html`<div class="missing"></div>`;
    const { tab, classifier } = this.view;
    return html`
      ${renderClassifyBar({
        messages: m,
        model: modelState,
        builtIn: room.loader.provider.builtIn,
        own: room.records,
        current: this.#shown.current,
        record: own?.record,
        renaming: this.renaming,
        tab,
        hrefFor: (each) => this.hrefFor({ classifier, tab: each }),
        go: (each) => this.#go({ tab: each }),
        onMenu: this.#onMenu,
        endRename: this.#endRename,
      })}
      <div id="scroller" @keydown=${this.#onKey}>
        <div class="page">
          ${renderModelBar(modelState, m, this.#load)}
          ${missing ? html`<div class="missing"><h2>${m.noClassifier}</h2><p>${m.noClassifierHint}</p></div>` : controller ? this.#renderTab() : ''}
        </div>
      </div>
      ${this.#files.render(m.dropHere)}
      <div id="toast" role="status">${this.#undo.render(m)}</div>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderTab() {
    const m = this.#m;
    const { own, current } = this.#shown;
    const controller = this.#shown.controller!;
    const { tab, classifier } = this.view;
    const ready = !own || own.trained;
    if (tab === 'use' && ready) {
      const code = useCode(own ? fileNameFrom(own.record.name, HEAD_ENDING) : current, own !== undefined);
      return renderUse({
        code,
        messages: m,
        save: () => void this.#save(),
        copy: () => void copyText(code).then(() => this.#say(m.copied)),
      });
    }
    if (own && tab === 'quality') return renderQuality(own, m);
    if (own && tab === 'label')
      return renderLabelling({
        controller: own,
        messages: m,
        guess: this.#currentGuess,
        examplesHref: this.hrefFor({ classifier, tab: 'examples' }),
      });
    if (own && tab === 'examples') return this.#renderExamples();
    if (!ready) {
      return html`<div class="intro">
        <h2>${m.notTrained}</h2>
        <p>${m.notTrainedHint}</p>
        <a class="button primary" href=${this.hrefFor({ classifier, tab: 'examples' })} @click=${(event: MouseEvent) => takePlainClick(event) && this.#go({ tab: 'examples' })}>${m.toExamples}</a>
      </div>`;
    }
    // One's own classifier is tried with texts of its own that have no label yet.
    const texts = own ? own.unlabelled.slice(0, 4).map(({ text }) => ({ text, language: '' })) : (m.tryTexts[current] ?? []);
    return html`${renderTry({ live: controller.live, messages: m, texts, nameOf: this.#nameOf, type: (text) => controller.live.type(text) })}
      <p class="local">${m.localNote}</p>`;
  }

  #renderExamples() {
    const own = this.#shown.own!;
    const say = (adding: Promise<string>) =>
      adding.then((said) => (this.said = said)).catch(() => (this.said = this.#m.badExamples(this.#m.paste)));
    return renderExamples({
      controller: own,
      messages: this.#m,
      shown: this.shownExamples,
      filter: this.filter,
      pasting: this.pasting,
      said: this.said,
      labelHref: this.hrefFor({ ...this.view, tab: 'label' }),
      chooseFiles: () => this.#files.choose(),
      togglePaste: () => (this.pasting = !this.pasting),
      addPasted: (text) => void say(this.#add(text).finally(() => (this.pasting = false))),
      useSample: () => void own.add(sampleExamples(chooseLanguage(this.language))).then(() => own.train()),
      setFilter: (label) => (this.filter = label),
      remove: (example) => void this.#removeExample(example),
      more: () => (this.shownExamples += STEP),
    });
  }
}

define('saguim-classify', SaguimClassify);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-classify': SaguimClassify;
  }
}
