import { TextBuilder } from './text-builder.js';

/** What is no text of the page, or only leads elsewhere. */
const skipped = new Set([
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'NOSCRIPT',
  'NAV',
  'IFRAME',
  'OBJECT',
  'SVG',
  'MATH',
  'CANVAS',
  'SELECT',
  'BUTTON',
  'HEAD',
  'TEXTAREA',
]);
const blocks = new Set(
  'P DIV SECTION ARTICLE MAIN HEADER FOOTER ASIDE UL OL DL DT DD TABLE TBODY THEAD TR BLOCKQUOTE PRE FIGURE FIGCAPTION HR FORM FIELDSET ADDRESS DETAILS SUMMARY BODY LI'.split(
    ' ',
  ),
);

/**
 * The text of a page with its headings. The page is parsed as an inert document: nothing of it runs, loads or is shown; its text alone is
 * taken.
 */
export function readHtml(html: string): { builder: TextBuilder; title: string } {
  const page = new DOMParser().parseFromString(withoutHandlers(html), 'text/html');
  const builder = new TextBuilder();
  let line = '';
  const end = () => {
    builder.paragraph(line.replace(/ *\n */g, '\n'));
    line = '';
  };
  // Without recursion: pages from outside may be nested as deep as they like.
  const steps: (Node | (() => void))[] = [page.body];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (typeof step === 'function') step();
    else if (step.nodeType === Node.TEXT_NODE) {
      const kept = step.parentElement?.closest('pre');
      line += kept ? step.nodeValue! : step.nodeValue!.replace(/\s+/g, ' ');
    } else if (step.nodeType === Node.ELEMENT_NODE) {
      const element = step as Element;
      const name = element.tagName.toUpperCase();
      if (skipped.has(name) || element.hasAttribute('hidden')) continue;
      const level = /^H([1-6])$/.exec(name)?.[1];
      if (level) {
        end();
        builder.heading(Number(level), element.textContent ?? '');
        continue;
      }
      if (name === 'BR') line += '\n';
      if (name === 'TD' || name === 'TH') line += ' ';
      if (blocks.has(name)) {
        end();
        steps.push(end);
        if (name === 'LI') line = '• ';
      }
      for (let child = element.lastChild; child; child = child.previousSibling) steps.push(child);
    }
  }
  end();
  return { builder, title: page.title.replace(/\s+/g, ' ').trim() };
}

/** Nothing of a page runs, but a strict policy would report its handlers and styles all the same: they are named otherwise. */
function withoutHandlers(html: string): string {
  const plain = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, ' ');
  return plain.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(on\w+|style)(?=\s*=)/gi, '$1data-$2'));
}

/** The encoding that a page names in its first bytes. */
export function declaredEncoding(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? '';
}
