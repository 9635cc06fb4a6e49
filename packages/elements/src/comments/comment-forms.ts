import { html, nothing } from 'lit';
import { type CommentView, type ReportReason, reportReasons } from 'saguim/comments';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import type { CommentsMessages } from '../i18n/comments-messages.js';
import type { Adviser } from './comment-form.js';
import type { OpenForm } from './comment-item.js';
import type { CommentThread } from './comment-thread.js';

export interface FormsView {
  readonly thread: CommentThread;
  readonly messages: CommentsMessages;
  readonly language: InterfaceLanguage;
  readonly section: string | undefined;
  readonly adviser: Adviser | undefined;
  /** What is being sent. */
  readonly busy: ReadonlySet<string>;
  /** Why the latest try failed, by form. */
  readonly errors: Readonly<Record<string, string>>;
  readonly reason: ReportReason;
  readonly setReason: (reason: ReportReason) => void;
  readonly submit: (text: string, parent?: string) => Promise<void>;
  readonly edit: (id: string, text: string) => Promise<void>;
  /** Does what a form asks for, says how it ended, and closes it. */
  readonly end: (id: string, slot: string, work: () => Promise<string>) => Promise<void>;
  readonly cancel: () => void;
  /** Who writes: a name, or a field for one. */
  readonly who: () => unknown;
  readonly needsName: boolean;
  /** Takes part under the name that was written, where that is needed. */
  readonly enter: () => Promise<void>;
}

interface FormWords {
  readonly slot: string;
  readonly label: string;
  readonly send: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly optional?: boolean;
  readonly cancellable?: boolean;
  readonly text?: string;
  readonly advised?: boolean;
}

function renderForm(view: FormsView, words: FormWords, send: (text: string) => Promise<void>, before: unknown = nothing) {
  const { drafts } = view.thread;
  const { slot, advised = true } = words;
  return html`<saguim-comment-form
    data-slot=${slot}
    .messages=${view.messages}
    label=${words.label}
    placeholder=${words.placeholder ?? ''}
    hint=${words.hint ?? ''}
    send-label=${words.send}
    ?cancellable=${words.cancellable}
    ?optional=${words.optional}
    ?busy=${view.busy.has(slot)}
    .text=${drafts.text(slot) || (words.text ?? '')}
    .error=${view.errors[slot] ?? ''}
    .adviser=${advised ? view.adviser : undefined}
    .section=${view.section}
    .locale=${view.language}
    @form-input=${(event: CustomEvent<string>) => drafts.write(slot, event.detail)}
    @form-send=${(event: CustomEvent<string>) => void send(event.detail)}
    @form-cancel=${view.cancel}
    >${before}</saguim-comment-form
  >`;
}

/** Where a new comment is written. */
export const renderNew = (view: FormsView) => {
  const { messages: m } = view;
  return renderForm(
    view,
    { slot: 'new', label: m.write, placeholder: m.placeholder, send: m.send, hint: m.sendHint },
    (text) => view.submit(text),
    view.who(),
  );
};

/** What is open below a comment. */
export function renderOpen({ kind, id }: OpenForm, comment: CommentView, view: FormsView) {
  const { messages: m, thread, reason, setReason, end } = view;
  const slot = `${kind} ${id}`;
  const cancellable = true;
  if (kind === 'reply') {
    const label = m.replyTo(comment.name ?? m.nobody);
    const before = view.needsName ? view.who() : nothing;
    return renderForm(view, { slot, label, send: m.reply, hint: m.sendHint, cancellable }, (text) => view.submit(text, id), before);
  }
  if (kind === 'edit') {
    const words = { slot, label: m.editing, send: m.saveEdit, text: comment.text ?? '', cancellable };
    return renderForm(view, words, (text) => view.edit(id, text));
  }
  if (kind === 'appeal') {
    const words = { slot, label: m.appealTitle, send: m.appealSend, hint: m.appealHint, cancellable, advised: false };
    return renderForm(view, words, (text) => end(id, slot, () => thread.appeal(id, text).then(() => m.sent.appealed)));
  }
  if (kind === 'report')
    return renderForm(
      view,
      { slot, label: m.reportNote, send: m.reportSend, optional: true, cancellable, advised: false },
      (note) =>
        end(id, slot, () =>
          view
            .enter()
            .then(() => thread.report(id, { reason, ...(note.trim() && { note }) }))
            .then(() => m.reported),
        ),
      html`${view.needsName ? view.who() : nothing}<fieldset>
        <legend>${m.reportTitle}</legend>
        ${reportReasons.map((each) => html`<label><input type="radio" name="reason" .checked=${each === reason} @change=${() => setReason(each)} />${m.reportReasons[each]}</label>`)}
      </fieldset>`,
    );
  return html`<div class="question" role="group" aria-label=${m.removeQuestion}>
    <p>${m.removeQuestion}</p>
    ${view.errors[slot] ? html`<p role="alert">${view.errors[slot]}</p>` : nothing}
    <div class="row">
      <button class="button" @click=${view.cancel}>${m.keep}</button>
      <button class="button danger" id="remove" @click=${() => void end(id, slot, () => thread.remove(id).then(() => m.removed))}>${m.removeNow}</button>
    </div>
  </div>`;
}
