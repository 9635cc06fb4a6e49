import { css } from 'lit';

/** Rendered Markdown and coloured code. Colours reach 4.5:1 on the code's own ground in both themes. */
export const markdownStyles = css`
  .block {
    overflow-wrap: anywhere;
  }
  .block + .block {
    margin-block-start: 12px;
  }
  .plain {
    white-space: pre-wrap;
  }
  .block > :first-child {
    margin-block-start: 0;
  }
  .block > :last-child {
    margin-block-end: 0;
  }
  h1,
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 24px 0 8px;
    line-height: 1.3;
    font-weight: 650;
  }
  h1 {
    font-size: 1.35em;
  }
  h2 {
    font-size: 1.2em;
  }
  h3,
  h4,
  h5,
  h6 {
    font-size: 1.05em;
  }
  p {
    margin: 12px 0;
  }
  ul,
  ol {
    margin: 12px 0;
    padding-inline-start: 24px;
  }
  li + li {
    margin-block-start: 4px;
  }
  li:has(> p) + li {
    margin-block-start: 12px;
  }
  li > :first-child,
  blockquote > :first-child {
    margin-block-start: 0;
  }
  li > :last-child,
  blockquote > :last-child {
    margin-block-end: 0;
  }
  li::marker {
    color: var(--_muted, GrayText);
  }
  a {
    color: var(--_accent, LinkText);
    text-underline-offset: 2px;
  }
  blockquote {
    margin: 12px 0;
    padding-inline-start: 16px;
    border-inline-start: 3px solid var(--_border, GrayText);
    color: var(--_muted, inherit);
  }
  hr {
    border: 0;
    border-block-start: 1px solid var(--_border, GrayText);
    margin: 24px 0;
  }
  .table-scroll {
    overflow-x: auto;
    margin: 12px 0;
  }
  table {
    border-collapse: collapse;
    font-size: 0.95em;
  }
  th,
  td {
    padding: 8px 12px;
    border-block-end: 1px solid var(--_border, GrayText);
    text-align: start;
  }
  th {
    font-weight: 600;
  }
  code {
    font: 0.9em / 1.55 var(--_mono, ui-monospace, monospace);
  }
  :not(pre) > code {
    background: var(--_raised, transparent);
    border-radius: 4px;
    padding: 2px 5px;
  }
  .code {
    margin: 12px 0;
    border: 1px solid var(--_border, GrayText);
    border-radius: 12px;
    overflow: hidden;
    background: var(--_code, transparent);
  }
  .code-head {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding: 4px 8px 4px 16px;
    min-height: 32px;
    box-sizing: border-box;
    font-size: 12px;
    color: var(--_muted, inherit);
    border-block-end: 1px solid var(--_border, GrayText);
  }
  .copy {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: 6px;
    padding: 4px 8px;
    min-height: 24px;
    cursor: pointer;
  }
  .copy:hover {
    color: var(--_text, inherit);
    background: var(--_raised, transparent);
  }
  .copy:focus-visible,
  pre:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--_accent, Highlight);
    outline-offset: -2px;
  }
  pre {
    margin: 0;
    padding: 12px 16px;
    overflow-x: auto;
    tab-size: 4;
  }
  .hljs-comment,
  .hljs-quote {
    color: light-dark(#62666b, #9aa39d);
    font-style: italic;
  }
  .hljs-keyword,
  .hljs-selector-tag,
  .hljs-meta .hljs-keyword,
  .hljs-doctag {
    color: light-dark(#8a2f7a, #e2a6d8);
  }
  .hljs-string,
  .hljs-regexp,
  .hljs-addition,
  .hljs-attribute {
    color: light-dark(#1c6b35, #93d6a6);
  }
  .hljs-number,
  .hljs-literal,
  .hljs-symbol,
  .hljs-bullet,
  .hljs-meta {
    color: light-dark(#8a4b08, #e8bd86);
  }
  .hljs-title,
  .hljs-section,
  .hljs-name,
  .hljs-selector-id,
  .hljs-selector-class {
    color: light-dark(#1a55a8, #9cc3f5);
  }
  .hljs-type,
  .hljs-built_in,
  .hljs-attr,
  .hljs-variable,
  .hljs-template-variable {
    color: light-dark(#0b6570, #8cd3dc);
  }
  .hljs-deletion {
    color: light-dark(#a8261c, #f5a59c);
  }
  .hljs-emphasis {
    font-style: italic;
  }
  .hljs-strong {
    font-weight: 700;
  }
`;
