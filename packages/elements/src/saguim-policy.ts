import { html, LitElement, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { checkPolicy, type Policy, type PolicyPreset } from 'saguim';
import type { SaguimAnnouncer } from './announce/announcer.js';
import { fileNameFrom } from './chat/export.js';
import { ModelLoader } from './chat/model-loader.js';
import { parseExamples } from './classify/parse-examples.js';
import { copyText } from './clipboard.js';
import { define } from './define.js';
import { decodeText } from './documents/decode-text.js';
import type { FoundFile } from './documents/dropped-files.js';
import { FileIntake } from './file-intake.js';
import { FlushOnLeave } from './flush-on-leave.js';
import { chooseLanguage } from './i18n/language.js';
import { policyMessages } from './i18n/policy-language.js';
import { type ChangeGround, changeGrounds, sidesChanged } from './policy/change-grounds.js';
import { type Scope, sectionOf } from './policy/edit-thresholds.js';
import { toLabelledComments } from './policy/labelled-comments.js';
import { looksLikePolicy, toWrong } from './policy/policy-file.js';
import type { PolicyProvider } from './policy/policy-provider.js';
import { type PolicyStore, policyTables } from './policy/policy-record.js';
import { PolicyRoom } from './policy/policy-room.js';
import { emptyPolicyView, type PolicyView } from './policy/policy-view.js';
import { sampleComments } from './policy/sample-comments.js';
import { ShownPolicy } from './policy/shown-policy.js';
import { policyStyles } from './saguim-policy-styles.js';
import { saveJson } from './save-file.js';
import { MemoryTables } from './store/table-store.js';
import { controls, tokens } from './tokens.js';
import { UndoOffer } from './undo-offer.js';
import './announce/announcer.js';
import { renderChanges, renderSaveBar } from './view/change-view.js';
import { renderComment } from './view/comment-view.js';
import './view/menu.js';
import { renderModelBar } from './view/model-bar.js';
import { renderPolicyBar } from './view/policy-bar.js';
import { policyCode, renderPolicyUse } from './view/policy-use.js';
import { renderSet } from './view/set-view.js';
import { renderThresholds } from './view/threshold-view.js';

/** Comments that stand beside the sliders: some of those that come along. */
const exampleTexts = sampleComments()
  .filter((_, at) => at % 10 === 0)
  .map(({ text }) => text);

/**
 * Moderation policies: what becomes of a comment while it is typed, thresholds by hand with what they change shown before they are saved,
 * figures on labelled comments, and the policy as a file.
 *
 * Give it a `provider` (and a `store`, if policies are to be kept), or a `room`:
 *
 *     const policy = document.querySelector('saguim-policy');
 *     policy.provider = createSaguimPolicyProvider();
 *
 * @fires saguim-view - what is shown changed; `detail` is `{ view: PolicyView, replace: boolean }`, `replace` for what is no step of its own
 * @csspart input - the field for a comment
 * @csspart verdict - what becomes of it
 * @csspart example - an example comment
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimPolicy extends LitElement {
  static override styles = [tokens, controls, ...policyStyles];

  /** Who judges. */
  @property({ attribute: false }) provider: PolicyProvider | undefined;
  /** Where policies are kept; nowhere beyond the page when left out. */
  @property({ attribute: false }) store: PolicyStore | undefined;
  /** Policies shared with other elements; takes the place of `provider` and `store`. */
  @property({ attribute: false }) room: PolicyRoom | undefined;
  /** What is shown. */
  @property({ attribute: false }) view: PolicyView = emptyPolicyView;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** The address of what is shown. */
  @property({ attribute: false }) hrefFor: (view: PolicyView) => string = () => '#';

  @state() private renaming = false;
  @state() private said = '';
  @state() private scope: Scope = '';
  @state() private chartLabel = 'toxicity';
  @state() private wrong: { readonly where: string; readonly what: string } | undefined;

  #announced = '';
  readonly #shown = new ShownPolicy(this, (policy) => this.#go({ policy }, true));
  readonly #undo = new UndoOffer(this);
  readonly #files = new FileIntake(this, '.csv,.tsv,.jsonl,.ndjson,.json', (files) => void this.addFiles(files));

  constructor() {
    super();
    new FlushOnLeave(this, () => void this.#shown.controller?.flush());
  }

  get #m() {
    return policyMessages(chooseLanguage(this.language));
  }

  /** Puts the cursor where something is typed. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('#text, #scope, #json, #sample, #run')?.focus(options);
  }

  /** Begins a policy from a preset; the person names it. */
  async newPolicy(preset: PolicyPreset = 'default'): Promise<void> {
    const controller = await this.#shown.room?.create(this.#m.newPolicy, preset);
    if (!controller) return;
    this.#shown.show(controller, controller.record.id);
    this.#go({ policy: controller.record.id });
    this.renaming = true;
  }

  /** Takes files: a policy is opened, labelled comments take the place of those there were. A file that is neither stops no other. */
  async addFiles(files: readonly FoundFile[]): Promise<void> {
    const said: string[] = [];
    for (const { file } of files) said.push(await this.#addFile(file));
    this.said = said.filter(Boolean).join(' ');
    if (this.said) this.#say(this.said);
  }

  /** Deletes the policy that is shown; for a while the person can bring it back. */
  async removePolicy(): Promise<void> {
    const { room, controller } = this.#shown;
    if (!room || !controller) return;
    const { id, name } = controller.record;
    await room.remove(id);
    this.#undo.offer(this.#m.removedPolicy(name), () => void room.restore(id).then(() => this.#go({ policy: id }, true)));
    this.#shown.leave();
    this.#go(emptyPolicyView, true);
  }

  beginRename(): void {
    this.renaming = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#shown.firstName = this.#m.firstName;
    const other = changed.has('room') || changed.has('provider') || changed.has('store');
    if (other) {
      const own = () => this.provider && new PolicyRoom(new ModelLoader(this.provider), this.store ?? new MemoryTables(policyTables));
      this.#shown.take(this.room ?? own());
    }
    if (changed.has('view')) {
      const before = changed.get('view') as PolicyView | undefined;
      if (before?.policy !== this.view.policy || before.tab !== this.view.tab) {
        this.said = '';
        this.wrong = undefined;
      }
      if (before?.policy !== this.view.policy) this.scope = '';
    }
    if (other || changed.has('view')) this.#shown.want(this.view.policy);
    this.#shown.controller?.tellIn(chooseLanguage(this.language));
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('renaming') && this.renaming) this.renderRoot.querySelector<HTMLInputElement>('#name')?.select();
    if (changed.has('view')) this.renderRoot.querySelector('#scroller')?.scrollTo(0, 0);
    // Examples beside the sliders are judged once the model is there, and do not load it.
    if (this.view.tab === 'thresholds' && this.#shown.modelState?.phase === 'ready')
      void this.#shown.controller?.judgeExamples(exampleTexts);
    this.#announce();
  }

  #go(change: Partial<PolicyView>, replace = false): void {
    this.view = { ...this.view, ...change };
    this.dispatchEvent(new CustomEvent('saguim-view', { detail: { view: this.view, replace }, bubbles: true, composed: true }));
  }

  readonly #load = () => void this.#shown.room?.loader.ensure().catch(() => {});

  #say(text: string): void {
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(text);
  }

  /** Says the verdict once it has settled, and only when it is another one. */
  #announce(): void {
    const live = this.#shown.controller?.live;
    if (this.view.tab !== 'try' || !live || live.busy || !live.judged) return;
    const { action, reasons } = live.judged.verdict;
    const words = [this.#m.actions[action], this.#m.verdicts[action], reasons[0]?.message].filter(Boolean).join('. ');
    if (words === this.#announced) return;
    this.#announced = words;
    this.#say(words);
  }

  readonly #nameOf = (label: string) => this.#m.labels[label] ?? label;

  readonly #languageName = (tag: string) => {
    try {
      return new Intl.DisplayNames([chooseLanguage(this.language)], { type: 'language' }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  };

  /** @returns what is to be said of it */
  async #addFile(file: File): Promise<string> {
    const m = this.#m;
    const { room } = this.#shown;
    const text = decodeText(new Uint8Array(await file.arrayBuffer()));
    if (file.name.endsWith('.json') && looksLikePolicy(text)) {
      try {
        const controller = await room!.import(file.name.replace(/\.[^.]+$/, ''), text);
        this.#shown.show(controller, controller.record.id);
        this.#go({ policy: controller.record.id });
        return '';
      } catch (error) {
        const { where, what } = toWrong(error);
        return `${m.importFailed(file.name, where)} ${what}`;
      }
    }
    try {
      const { examples: parsed, left } = parseExamples(text);
      const { comments, unclear } = toLabelledComments(parsed);
      if (comments.length === 0) return m.badSet(file.name);
      await room!.set.take(file.name, comments, left.length + unclear);
      this.#go({ tab: 'measure' });
      return '';
    } catch {
      return m.badSet(file.name);
    }
  }

  readonly #onMenu = (event: CustomEvent<string>) => {
    const [id, argument = ''] = event.detail.split(/ (.*)/);
    if (id === 'new') void this.newPolicy(argument as PolicyPreset);
    else if (id === 'policy') this.#go({ policy: argument });
    else if (id === 'import') this.#files.choose();
    else if (id === 'rename') this.beginRename();
    else if (id === 'remove') void this.removePolicy();
    else if (id === 'copy') void this.#copy();
  };

  async #copy(): Promise<void> {
    const { room, controller } = this.#shown;
    const copy = await room!.create(this.#m.copyOf(controller!.record.name), controller!.policy);
    this.#shown.show(copy, copy.record.id);
    this.#go({ policy: copy.record.id });
  }

  readonly #endRename = (name: string | undefined) => {
    this.renaming = false;
    const id = this.#shown.controller?.record.id;
    if (id && name) void this.#shown.room?.rename(id, name);
    void this.updateComplete.then(() => this.focus());
  };

  readonly #save = async () => {
    const controller = this.#shown.controller!;
    await controller.save();
    this.said = this.#m.saved(controller.record.policy.version);
    this.#say(this.said);
  };

  readonly #discard = async () => {
    const restore = await this.#shown.controller!.discard();
    this.wrong = undefined;
    this.said = '';
    this.#undo.offer(this.#m.discarded, restore);
  };

  readonly #removeSet = async () => {
    const restore = await this.#shown.room!.set.remove();
    this.#undo.offer(this.#m.removedSet, () => void restore());
  };

  #export(): void {
    const { record } = this.#shown.controller!;
    saveJson(fileNameFrom(record.name, 'json'), record.policy);
  }

  readonly #edit = (policy: Policy | string, said = '') => {
    try {
      this.#shown.controller!.edit(checkPolicy(policy));
      this.wrong = undefined;
      this.said = said;
      if (said) this.#say(said);
    } catch (error) {
      this.wrong = toWrong(error);
    }
  };

  protected override render() {
    const m = this.#m;
    const { room, controller, modelState, missing } = this.#shown;
    if (!room || !modelState) return html`<div class="missing"></div>`;
    const { tab, policy } = this.view;
    const grounds = controller && (tab === 'thresholds' || controller.changes.length > 0) ? changeGrounds(controller, room.set, m) : [];
    return html`
      ${renderPolicyBar({
        messages: m,
        model: modelState,
        records: room.records,
        record: controller?.record,
        renaming: this.renaming,
        tab,
        hrefFor: (each) => this.hrefFor({ policy, tab: each }),
        go: (each) => this.#go({ tab: each }),
        onMenu: this.#onMenu,
        endRename: this.#endRename,
      })}
      <div id="scroller">
        <div class="page">
          ${renderModelBar(modelState, m, this.#load)}
          ${missing ? html`<div class="missing"><h2>${m.noPolicy}</h2><p>${m.noPolicyHint}</p></div>` : controller ? this.#renderTab(grounds) : ''}
        </div>
      </div>
      ${
        controller
          ? renderSaveBar(
              controller,
              grounds.length > 0 ? m.changeSides(sidesChanged(controller, grounds, sectionOf(this.scope))) : '',
              m,
              () => void this.#save(),
              () => void this.#discard(),
            )
          : ''
      }
      ${this.#files.render(m.dropHere)}
      <div id="toast" role="status">${this.#undo.render(m)}</div>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderTab(grounds: readonly ChangeGround[]) {
    const m = this.#m;
    const room = this.#shown.room!;
    const controller = this.#shown.controller!;
    const names = { messages: m, nameOf: this.#nameOf, languageName: this.#languageName };
    const said = this.said ? html`<p class="told">${this.said}</p>` : '';
    switch (this.view.tab) {
      case 'try':
        return html`${said}${renderComment({ controller, focused: this.#load, ...names })}<p class="local">${m.localNote}</p>`;
      case 'thresholds':
        return html`${said}${renderThresholds({
          controller,
          scope: this.scope,
          setScope: (scope) => (this.scope = scope),
          edit: this.#edit,
          wrong: this.wrong,
          known: room.loader.provider.labels,
          scores: grounds.flatMap(({ judged }) => judged.map(({ scores }) => scores)),
          ...names,
        })}${renderChanges(controller, grounds, m, sectionOf(this.scope))}`;
      case 'measure':
        return renderSet({
          set: room.set,
          policy: controller.policy,
          label: this.chartLabel,
          setLabel: (label) => (this.chartLabel = label),
          said: this.said,
          useSample: () => void room.set.take(m.sampleName, sampleComments()).then(() => room.set.run(controller.policy)),
          chooseFile: () => this.#files.choose(),
          remove: () => void this.#removeSet(),
          ...names,
        });
      default: {
        const code = policyCode(fileNameFrom(controller.record.name, 'json'));
        return html`${said}${renderPolicyUse({
          policy: controller.policy,
          code,
          written: controller.written,
          write: (json) => controller.write(json),
          wrong: this.wrong,
          messages: m,
          save: () => this.#export(),
          open: () => this.#files.choose(),
          copy: () => void copyText(code).then(() => this.#say(m.copied)),
          apply: (json) => this.#edit(json, m.applied),
        })}`;
      }
    }
  }
}

define('saguim-policy', SaguimPolicy);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-policy': SaguimPolicy;
  }
}
