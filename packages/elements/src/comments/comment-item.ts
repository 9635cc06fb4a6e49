import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CommentAction, CommentView } from 'saguim/comments';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import type { CommentsMessages } from '../i18n/comments-messages.js';
import { exactTime, relativeTime } from '../i18n/relative-time.js';
import { icons } from '../icons.js';
import type { CommentThread, ThreadNode } from './comment-thread.js';

/** What is open below a comment. */
export type OpenForm = { readonly kind: 'reply' | 'edit' | 'report' | 'appeal' | 'delete'; readonly id: string };

export interface CommentItemView {
  readonly thread: CommentThread;
  readonly messages: CommentsMessages;
  readonly language: InterfaceLanguage;
  readonly now: number;
  /** Replies that lie deeper below what is shown are reached by a step of their own. */
  readonly deepest: number;
  readonly open: OpenForm | undefined;
  /** Long comments that are shown whole. */
  readonly whole: ReadonlySet<string>;
  readonly act: (action: CommentAction | 'whole' | 'before' | 'more' | 'continue', id: string) => void;
  readonly renderForm: (open: OpenForm, comment: CommentView) => TemplateResult;
  readonly hrefFor: ((id: string) => string) | undefined;
}

/** Longer texts are cut until somebody wants to read on, in UTF-16 units. */
const long = 1500;

const stateIcons: Partial<Record<CommentView['state'], TemplateResult>> = {
  checking: icons.again,
  held: icons.temporary,
  appealed: icons.temporary,
  blocked: icons.warning,
  rejected: icons.warning,
};

/** Comments with their replies. */
export const renderNodes = (nodes: readonly ThreadNode[], view: CommentItemView, level = 0): TemplateResult => html`<ol class="comments">
  ${repeat(
    nodes,
    ({ comment }) => comment.id,
    (node) => html`<li>${renderNode(node, view, level)}</li>`,
  )}
</ol>`;

export function renderNode(node: ThreadNode, view: CommentItemView, level: number): TemplateResult {
  const { comment, children } = node;
  const { messages: m, act, deepest } = view;
  const own = children.filter((child) => child.comment.mine && child.comment.reasons.length > 0).length;
  const unseen = Math.max(0, comment.replies - (children.length - own));
  const shown = node.shown.of(children);
  const later = children.length - node.shown.from - shown.length;
  const hasMore = node.next !== undefined || unseen > 0 || later > 0;
  return html`
    ${renderComment(node, view)}
    ${
      level >= deepest
        ? children.length > 0 || comment.replies > 0
          ? html`<button class="link" data-continue @click=${() => act('continue', comment.id)}>${icons.right}${m.continueThread(Math.max(comment.replies, children.length))}</button>`
          : nothing
        : html`
            ${node.shown.from > 0 ? html`<button class="link" data-before @click=${() => act('before', comment.id)}>${icons.up}${m.before(node.shown.from)}</button>` : nothing}
            ${shown.length > 0 ? renderNodes(shown, view, level + 1) : nothing}
            ${hasMore ? html`<button class="link" data-more ?disabled=${node.loading} @click=${() => act('more', comment.id)}>${icons.below}${m.moreReplies(unseen + later)}</button>` : nothing}
          `
    }
  `;
}

/** A comment with its replies, and ways out. @param go to a comment, or to all */
export const renderAlone = (node: ThreadNode, view: CommentItemView, go: (id: string | undefined) => void): TemplateResult => {
  const { messages: m } = view;
  const { parent } = node.comment;
  return html`
    <p class="note">
      <button class="link" id="all" @click=${() => go(undefined)}>${icons.left}${m.allComments}</button>
      ${parent === null ? nothing : html`<button class="link" id="up" @click=${() => go(parent)}>${icons.up}${m.above}</button>`}
      ${m.aloneHint}
    </p>
    ${renderNode(node, view, 0)}
  `;
};

function renderComment(node: ThreadNode, view: CommentItemView): TemplateResult {
  const { comment } = node;
  const { messages: m, language, now, open, whole, act, renderForm, hrefFor } = view;
  const { id, name, text, state, created, edited, mine, byModerator, reasons } = comment;
  const when = relativeTime(created, now, language);
  const isLong = text !== null && text.length > long && !whole.has(id);
  const stateName = mine ? m.states[state] : undefined;
  const form = open?.id === id ? open : undefined;
  const date = html`<time datetime=${new Date(created).toISOString()} title=${exactTime(created, language)}>${when}</time>`;
  return html`
    <article data-id=${id} data-state=${state} tabindex="-1" aria-label=${m.by(name ?? m.nobody, when)} part="comment">
      <header>
        <span class="name" part="name">${name ?? m.nobody}</span>
        ${byModerator ? html`<span class="badge" part="moderator">${icons.check}${m.moderator}</span>` : nothing}
        ${mine && text !== null ? html`<span class="quiet">(${m.you})</span>` : nothing}
        <span class="quiet">${hrefFor ? html`<a href=${hrefFor(id)}>${date}</a>` : date}${edited === null ? nothing : html` · <span title=${exactTime(edited, language)}>${m.edited}</span>`}</span>
        ${stateName ? html`<span class="state" part="state">${stateIcons[state]}${stateName}</span>` : nothing}
      </header>
      ${
        form?.kind === 'edit'
          ? renderForm(form, comment)
          : text === null
            ? html`<p class="text gone">${m.goneText}</p>`
            : html`<p class="text ${isLong ? 'long' : ''}" dir="auto" lang="" part="text">${text}</p>
                ${isLong ? html`<button class="link" @click=${() => act('whole', id)}>${icons.below}${m.readOn}</button>` : nothing}`
      }
      ${reasons.length > 0 ? html`<ul class="reasons" part="reasons">${reasons.map(({ message }) => html`<li dir="auto">${message}</li>`)}</ul>` : nothing}
      ${form?.kind === 'edit' ? nothing : renderActions(node, view)}
      ${form && form.kind !== 'edit' ? renderForm(form, comment) : nothing}
    </article>
  `;
}

function renderActions({ comment: { id, can, mine, text }, anonymous }: ThreadNode, { messages: m, open, act, thread }: CommentItemView) {
  const names: Record<CommentAction, string> = { reply: m.reply, edit: m.edit, delete: m.remove, report: m.report, appeal: m.appeal };
  // Who says a name first may do as much as others.
  const may = new Set([...(anonymous && !mine && text !== null && !thread.closed ? (['reply', 'report'] as const) : []), ...can]);
  const shown = [...may].filter((action) => action !== 'report' || !thread.isReported(id));
  if (shown.length === 0) return nothing;
  return html`<div class="actions">
    ${shown.map(
      (action) =>
        html`<button class="action" data-action=${action} aria-expanded=${open?.id === id && open.kind === action ? 'true' : 'false'} @click=${() => act(action, id)}>${names[action]}</button>`,
    )}
  </div>`;
}

export const commentItemStyles = css`
  .comments {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .comments .comments {
    margin-inline-start: 6px;
    padding-inline-start: 18px;
    border-inline-start: 2px solid var(--_border);
  }
  article {
    padding: 12px 0;
    outline-offset: 4px;
    border-radius: 4px;
  }
  article header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    font-size: 14px;
    line-height: 1.5;
  }
  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .quiet,
  .quiet a {
    color: var(--_muted);
    font-size: 13px;
  }
  .quiet a {
    text-decoration: none;
  }
  .quiet a:hover {
    text-decoration: underline;
  }
  .badge,
  .state {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 8px;
    border-radius: 999px;
    background: var(--_accent-soft);
    font-size: 12.5px;
    font-weight: 550;
  }
  .state {
    background: var(--_raised);
  }
  .badge .icon,
  .state .icon {
    width: 15px;
    height: 15px;
  }
  [data-state='blocked'] .state,
  [data-state='rejected'] .state {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  .text {
    margin: 4px 0 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .text.long {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 12;
    overflow: hidden;
  }
  .text.gone {
    color: var(--_muted);
    font-style: italic;
  }
  .reasons {
    display: grid;
    gap: 2px;
    margin: 8px 0 0;
    padding: 8px 14px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
    list-style: none;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    margin: 4px 0 0 -8px;
  }
  .action,
  .link {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 32px;
    padding: 0 8px;
    border: 0;
    border-radius: 8px;
    background: none;
    font-size: 13.5px;
    font-weight: 550;
    text-align: start;
    color: var(--_muted);
  }
  .link {
    margin-inline-start: -8px;
    color: var(--_accent);
  }
  .link .icon {
    width: 18px;
    height: 18px;
  }
  .action:hover,
  .link:hover:not(:disabled) {
    background: var(--_raised);
  }
  article saguim-comment-form,
  .question {
    margin-block-start: 8px;
  }
  @container (max-width: 520px) {
    .comments .comments {
      margin-inline-start: 2px;
      padding-inline-start: 10px;
    }
  }
`;
