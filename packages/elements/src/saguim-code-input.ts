import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { AcceptedPart, CompletionSession, SessionDocument, ShownSuggestion } from 'saguim';
import type { SaguimAnnouncer } from './announce/announcer.js';
import './announce/announcer.js';
import { windowOfString } from './code/document-window.js';
import { indentLess, indentMore, type TextEdit } from './code/input/indent.js';
import { Mirror } from './code/input/mirror.js';
import { isMac, type SessionSource, typedBefore } from './code/session-source.js';
import { announcement } from './code/suggestion-change.js';
import type { SaguimSuggestionReader } from './code/suggestion-reader.js';
import { define } from './define.js';
import { codeMessages } from './i18n/code-language.js';

/** Longer texts are left to the text area alone: drawing them again at every letter would hold it up. */
const MAX_LENGTH = 100_000;

let count = 0;

/**
 * Grey text that completes code in a plain `<textarea>`, which stays what it is: in its form, with its label and its own undo.
 *
 *     <saguim-code-input language="javascript"><textarea name="code" aria-label="Code"></textarea></saguim-code-input>
 *     <script type="module">document.querySelector('saguim-code-input').completer = CodeCompleter.create();</script>
 *
 * Tab accepts, Escape dismisses, Ctrl/Cmd+Right accepts a word, with Shift a line, Alt+] and Alt+[ show alternatives, Alt+\ asks,
 * Shift+F2 opens the suggestion to be read. Without one, Tab indents; Escape, then Tab leaves the field.
 *
 * @slot - one `<textarea>`
 * @csspart suggestion - the grey text
 * @cssprop --saguim-suggestion - its colour
 */
export class SaguimCodeInput extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      position: relative;
    }
    :host([hidden]),
    [hidden] {
      display: none !important;
    }
    /* The letters are drawn by the mirror then; the caret is still the text area's own. */
    :host([data-suggesting]) ::slotted(textarea) {
      -webkit-text-fill-color: transparent !important;
    }
    #mirror {
      position: absolute;
      overflow: hidden;
      pointer-events: none;
    }
    #mirror > div {
      box-sizing: border-box;
      width: 100%;
    }
    #ghost {
      color: var(--saguim-suggestion, light-dark(#6a6d68, #a6aba6));
      font-style: italic;
    }
  `;

  /** Whoever completes; a promise of it while the model loads. */
  @property({ attribute: false }) completer: SessionSource | Promise<SessionSource> | undefined;
  /** The file's path in its project. */
  @property() path: string | undefined;
  /** As editors name it (`typescript`, `python`, …). */
  @property() language: string | undefined;
  /** Other open files. */
  @property({ attribute: false }) files: SessionDocument['files'];
  /** Spaces that Tab goes by, or `tab`. */
  @property() indent = '2';
  /** What screen readers are told: `en`, `pt-BR` or `auto`. */
  @property({ attribute: 'interface-language' }) interfaceLanguage = 'auto';

  readonly #mirror = new Mirror();
  readonly #keys = document.createElement('span');
  #area: HTMLTextAreaElement | undefined;
  #session: CompletionSession | undefined;
  /** While the completer was on its way. */
  #typed = false;
  #shown: ShownSuggestion | null = null;
  #told = '';
  #composing = false;
  #leaving = false;
  #reading = false;
  readonly #resized = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.#keys.hidden = true;
    this.#keys.id = `saguim-code-keys-${++count}`;
  }

  /** What is suggested now. */
  get suggestion(): ShownSuggestion | null {
    return this.#shown;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('selectionchange', this.#onChange);
    this.#begin();
    this.#attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('selectionchange', this.#onChange);
    this.#end();
    this.#detach();
  }

  /** Inserts what is shown, or its first word or line, as one step of the field's own history. @returns whether anything was shown */
  accept(part: AcceptedPart = 'all'): boolean {
    const area = this.#area;
    if (!area || !this.#fits() || this.#composing) return false;
    const accepted = this.#session?.accept(part);
    if (!accepted) return false;
    this.#replace({ from: accepted.from, to: accepted.from, insert: accepted.text });
    this.#announce(codeMessages(this.interfaceLanguage).accepted);
    return true;
  }

  /** Hides what is shown. @returns whether anything was */
  dismiss(): boolean {
    if (!this.#shown || !this.#session?.dismiss()) return false;
    this.#announce(codeMessages(this.interfaceLanguage).dismissed);
    return true;
  }

  /** Asks now. */
  request(): void {
    this.#tell();
    this.#session?.request();
  }

  /** Opens what is shown as plain text. @returns whether anything is shown */
  read(): boolean {
    if (!this.#shown) return false;
    void this.#read(this.#shown);
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('completer')) {
      this.#end();
      if (this.isConnected) this.#begin();
    }
    if (this.#session) this.#session.document = this.#document;
    this.#keys.textContent = codeMessages(this.interfaceLanguage).description(isMac());
  }

  protected override render() {
    return html`<slot @slotchange=${this.#attach}></slot>${this.#mirror.dom}<saguim-announcer></saguim-announcer>`;
  }

  get #document(): SessionDocument {
    return { path: this.path, language: this.language, files: this.files };
  }

  #begin(): void {
    const { completer } = this;
    if (!completer || this.#session) return;
    const take = (source: SessionSource) => {
      if (this.completer !== completer || !this.isConnected || this.#session) return;
      this.#session = source.session(this.#document);
      this.#session.addEventListener('suggestion', this.#paint);
      if (this.#typed) typedBefore(this.#session);
      this.#tell();
    };
    if ('then' in completer) void completer.then(take);
    else take(completer);
  }

  #end(): void {
    this.#session?.removeEventListener('suggestion', this.#paint);
    this.#session?.close();
    this.#session = undefined;
    this.#paint();
  }

  readonly #attach = (): void => {
    const area = this.querySelector('textarea') ?? undefined;
    if (area === this.#area) return;
    this.#detach();
    this.#area = area;
    if (!area) return;
    for (const [type, listener] of this.#listeners) area.addEventListener(type, listener as EventListener);
    this.#resized.observe(area);
    this.append(this.#keys);
    area.setAttribute('aria-describedby', `${area.getAttribute('aria-describedby') ?? ''} ${this.#keys.id}`.trim());
    this.#tell();
  };

  #detach(): void {
    const area = this.#area;
    if (!area) return;
    this.#area = undefined;
    for (const [type, listener] of this.#listeners) area.removeEventListener(type, listener as EventListener);
    this.#resized.disconnect();
    const others = (area.getAttribute('aria-describedby') ?? '').split(/\s+/).filter((id) => id !== this.#keys.id);
    if (others.length > 0) area.setAttribute('aria-describedby', others.join(' '));
    else area.removeAttribute('aria-describedby');
    this.#keys.remove();
    this.#hide();
  }

  /** Whether what is shown was made for what the field holds now: a page may set the value without an event. */
  #fits(): boolean {
    const area = this.#area!;
    if (this.#shown && area.value === this.#told && area.selectionStart === this.#shown.from && area.selectionEnd === this.#shown.from)
      return true;
    if (this.#shown) this.#tell();
    return false;
  }

  #tell(): void {
    const area = this.#area;
    if (!area || !this.#session || this.#reading) return;
    this.#told = area.value;
    const { selectionStart: start, selectionEnd: end } = area;
    const focused = (area.getRootNode() as Document | ShadowRoot).activeElement === area;
    this.#session.update({
      ...(area.value.length > MAX_LENGTH ? { before: '', after: '', offset: 0 } : windowOfString(area.value, start)),
      selectionEmpty: start === end && focused && area.value.length <= MAX_LENGTH,
      composing: this.#composing,
      readOnly: area.readOnly || area.disabled,
    });
    this.#paint();
  }

  readonly #paint = (): void => {
    if (this.#composing) return;
    const before = this.#shown;
    const area = this.#area;
    const now = this.#session?.suggestion ?? null;
    this.#shown = area && now && area.value === this.#told && now.from === area.selectionStart ? now : null;
    if (!area || !this.#shown) {
      this.#hide();
      return;
    }
    if (before === this.#shown) return;
    this.#mirror.show(area, this.#shown.from, this.#shown.text);
    this.toggleAttribute('data-suggesting', true);
    this.#announce(announcement(before, this.#shown, codeMessages(this.interfaceLanguage)));
  };

  #hide(): void {
    this.#shown = null;
    this.toggleAttribute('data-suggesting', false);
    this.#mirror.hide();
  }

  #measure(): void {
    if (this.#area && this.#mirror.shown) this.#mirror.measure(this.#area);
  }

  #announce(words: string): void {
    if (words) this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(words);
  }

  async #read({ text, from }: ShownSuggestion): Promise<void> {
    this.#reading = true;
    const { SaguimSuggestionReader } = await import('./code/suggestion-reader.js');
    let reader = this.renderRoot.querySelector<SaguimSuggestionReader>('saguim-suggestion-reader');
    if (!reader) this.renderRoot.append((reader = new SaguimSuggestionReader()));
    await reader.open({
      text,
      messages: codeMessages(this.interfaceLanguage),
      accept: () => this.accept(),
      closed: () => {
        this.#area?.focus();
        // The browser puts the caret back later.
        this.#area?.setSelectionRange(from, from);
        this.#reading = false;
        this.#tell();
      },
    });
  }

  /** Replaces a piece of the text as if it had been typed, so that the field's own undo takes it back. */
  #replace({ from, to, insert, selection }: Omit<TextEdit, 'selection'> & Partial<TextEdit>): void {
    const area = this.#area!;
    area.setSelectionRange(from, to);
    // The only way into a text area's history. Where it is missing, the value changes all the same.
    if (!document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert)) {
      area.setRangeText(insert, from, to, 'end');
      area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: insert }));
    }
    if (selection) area.setSelectionRange(...selection);
    this.#tell();
  }

  #tab(back: boolean): boolean {
    if (!back && this.accept()) return true;
    const area = this.#area!;
    if (this.#leaving || area.readOnly) return false;
    const unit = this.indent === 'tab' ? '\t' : ' '.repeat(Math.min(16, Math.max(1, Number.parseInt(this.indent, 10) || 2)));
    const edit = (back ? indentLess : indentMore)(area.value, area.selectionStart, area.selectionEnd, unit);
    if (edit.insert !== area.value.slice(edit.from, edit.to)) this.#replace(edit);
    return true;
  }

  /** @returns whether the key was for this */
  #press(event: KeyboardEvent): boolean {
    const { key, code, altKey, shiftKey } = event;
    const command = isMac() ? event.metaKey : event.ctrlKey;
    if (key === 'Tab' && !altKey && !command) return this.#tab(shiftKey);
    if (key === 'Escape') return this.dismiss();
    if (key === 'ArrowRight' && command && !altKey) return this.accept(shiftKey ? 'line' : 'word');
    if (key === 'F2' && (shiftKey || altKey)) return this.read();
    if (!altKey || command) return false;
    // With Alt some keyboards write other signs; the key itself is the same.
    if (key === ']' || code === 'BracketRight') return this.#session?.next() ?? false;
    if (key === '[' || code === 'BracketLeft') return this.#session?.previous() ?? false;
    if (key !== '\\' && code !== 'Backslash') return false;
    this.request();
    return true;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#press(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (!['Tab', 'Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) this.#leaving = event.key === 'Escape';
  };

  readonly #onChange = (): void => this.#tell();

  readonly #listeners = new Map<string, (event: never) => void>([
    ['keydown', this.#onKey],
    [
      'input',
      () => {
        this.#typed ||= !this.#session;
        this.#tell();
      },
    ],
    ['selectionchange', this.#onChange],
    // The selection is put back after the event.
    ['focus', () => void setTimeout(this.#onChange)],
    [
      'blur',
      () => {
        this.#leaving = false;
        this.#tell();
      },
    ],
    ['scroll', () => this.#area && this.#mirror.scroll(this.#area)],
    // Where a press falls is seen where the letters are.
    ['pointerdown', () => this.#shown && this.#session?.dismiss()],
    [
      'compositionstart',
      () => {
        this.#hide();
        this.#composing = true;
        this.#tell();
      },
    ],
    [
      'compositionend',
      () => {
        this.#composing = false;
        this.#tell();
      },
    ],
  ]);
}

define('saguim-code-input', SaguimCodeInput);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-code-input': SaguimCodeInput;
  }
}
