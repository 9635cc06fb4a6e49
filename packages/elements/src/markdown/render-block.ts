import DOMPurify, { type Config } from 'dompurify';
import { Marked, type Tokens } from 'marked';
import { highlightCode, languageName } from './highlight.js';

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character]!);

const isWebAddress = (href: string) => /^(https?:|mailto:)/i.test(href);

const marked = new Marked({
  gfm: true,
  renderer: {
    // What a model writes is text: its HTML is shown, never run. A line break in a table has no other spelling.
    html: ({ text }) => (/^<br\s*\/?>$/i.test(text.trim()) ? '<br>' : escapeHtml(text)),
    // An image from elsewhere would tell its server that it was shown.
    image: ({ href, text }: Tokens.Image) =>
      isWebAddress(href) ? `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>` : escapeHtml(text),
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      return isWebAddress(href) ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
    },
    code: ({ text, lang = '' }: Tokens.Code) =>
      `<pre data-language="${escapeHtml(languageName(lang))}"><code>${highlightCode(text, lang) ?? escapeHtml(text)}</code></pre>`,
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
  },
});

const allowed: Config = {
  ALLOWED_TAGS: [
    'a',
    'b',
    'blockquote',
    'br',
    'code',
    'del',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'i',
    'li',
    'ol',
    'p',
    'pre',
    's',
    'span',
    'strong',
    'sub',
    'sup',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'ul',
  ],
  ALLOWED_ATTR: ['href', 'class', 'start', 'align', 'data-language'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  // The expression above is asked of every attribute that is not named here.
  ADD_URI_SAFE_ATTR: ['start', 'align', 'data-language'],
  FORBID_ATTR: ['style'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** Words in rendered Markdown. */
export interface MarkdownLabels {
  readonly copy: string;
  readonly copied: string;
  readonly code: string;
}

/** The Markdown of one block as clean DOM: no scripts, styles, images or forms, links to the web alone. */
export function renderBlock(raw: string, labels: MarkdownLabels): DocumentFragment {
  const fragment = DOMPurify.sanitize(marked.parse(raw, { async: false }), allowed) as unknown as DocumentFragment;
  for (const link of fragment.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  for (const table of fragment.querySelectorAll('table')) wrap(table, 'table-scroll');
  for (const pre of fragment.querySelectorAll('pre')) frameCode(pre, labels);
  // Headings inside an answer lie below the headings of the page and of the messages.
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.setAttribute('role', 'heading');
    heading.setAttribute('aria-level', String(Math.min(6, Number(heading.localName[1]) + 2)));
  }
  return fragment;
}

/** Puts an element into a box; what may be wider than the column scrolls there. */
function wrap(element: Element, className: string): HTMLElement {
  const box = document.createElement('div');
  box.className = className;
  element.before(box);
  box.append(element);
  return box;
}

/** A head with the language and a button to copy above the code. */
function frameCode(pre: HTMLElement, labels: MarkdownLabels): void {
  const language = pre.getAttribute('data-language') ?? '';
  pre.removeAttribute('data-language');
  // Code that is wider than the column scrolls, also by keyboard.
  pre.tabIndex = 0;
  const box = wrap(pre, 'code');
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', language ? `${labels.code}: ${language}` : labels.code);
  const head = document.createElement('div');
  head.className = 'code-head';
  const name = document.createElement('span');
  name.textContent = language;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'copy';
  copy.textContent = labels.copy;
  head.append(name, copy);
  box.prepend(head);
}
