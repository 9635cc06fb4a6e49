import { lexer, type Token, type Tokens } from 'marked';
import { TextBuilder } from './text-builder.js';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** What a reader reads of inline tokens: words without their marks, links by their names. */
function inlineText(tokens: readonly Token[]): string {
  return tokens
    .map((token): string => {
      if (token.type === 'br') return '\n';
      if (token.type === 'html') return '';
      if ('tokens' in token && token.tokens) return inlineText(token.tokens);
      const text = 'text' in token ? String(token.text) : '';
      return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name]!);
    })
    .join('');
}

function listText({ items, ordered, start }: Tokens.List, depth = 0): string {
  return items
    .map((item, index) => {
      const bullet = `${'  '.repeat(depth)}${ordered ? `${Number(start || 1) + index}.` : '•'} `;
      const parts = item.tokens.map((token) => (token.type === 'list' ? listText(token as Tokens.List, depth + 1) : blockText(token)));
      return bullet + parts.filter(Boolean).join('\n');
    })
    .join('\n');
}

function blockText(token: Token): string {
  if (token.type === 'list') return listText(token as Tokens.List);
  if (token.type === 'code') return (token as Tokens.Code).text;
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map((row) => row.map((cell) => inlineText(cell.tokens)).join(' | ')).join('\n');
  }
  if (token.type === 'blockquote') return (token.tokens ?? []).map(blockText).filter(Boolean).join('\n');
  return 'tokens' in token && token.tokens ? inlineText(token.tokens) : token.type === 'text' ? String(token.text) : '';
}

/** Markdown as people read it, with its headings; front matter between lines of `---` is left out. */
export function readMarkdown(text: string): TextBuilder {
  const builder = new TextBuilder();
  for (const token of lexer(text.replace(/^---\n[\s\S]*?\n---\n/, ''))) {
    if (token.type === 'heading') builder.heading(token.depth as number, inlineText(token.tokens ?? []));
    else builder.paragraph(blockText(token));
  }
  return builder;
}
