import { html, svg, type TemplateResult } from 'lit';

// Our own drawings on a 24-unit grid, lines 1.75 wide; they take the colour of the text beside them.
/** A drawing on that grid, for those that only some elements need. */
export const icon = (paths: TemplateResult) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`;

export const icons = {
  send: icon(svg`<path d="M12 19V5.5M6 11l6-6 6 6" />`),
  stop: icon(svg`<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" stroke="none" />`),
  copy: icon(
    svg`<rect x="9" y="9" width="11" height="11" rx="2.5" /><path d="M15 5.5A2 2 0 0 0 13 4H6a2 2 0 0 0-2 2v7a2 2 0 0 0 1.5 2" />`,
  ),
  check: icon(svg`<path d="M5 12.5l4.5 4.5L19 7.5" />`),
  edit: icon(svg`<path d="M14.5 6.5l3 3M5 19l.8-3.6L16 5.2a2 2 0 0 1 2.8 2.8L8.6 18.2z" />`),
  again: icon(svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 4v4h-4" />`),
  left: icon(svg`<path d="M14 6.5L8.5 12l5.5 5.5" />`),
  right: icon(svg`<path d="M10 6.5l5.5 5.5-5.5 5.5" />`),
  below: icon(svg`<path d="M7 10l5 5 5-5" />`),
  up: icon(svg`<path d="M12 19V5.5M6 11.5l6-6 6 6" />`),
  down: icon(svg`<path d="M12 5v13.5M6 12.5l6 6 6-6" />`),
  options: icon(svg`<path d="M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9" /><circle cx="15" cy="7.5" r="2" /><circle cx="9" cy="16.5" r="2" />`),
  plus: icon(svg`<path d="M12 5.5v13M5.5 12h13" />`),
  search: icon(svg`<circle cx="11" cy="11" r="6" /><path d="M15.5 15.5L20 20" />`),
  more: icon(
    svg`<g fill="currentColor" stroke="none"><circle cx="6" cy="12" r="1.6" /><circle cx="12" cy="12" r="1.6" /><circle cx="18" cy="12" r="1.6" /></g>`,
  ),
  close: icon(svg`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />`),
  trash: icon(
    svg`<path d="M5 7.5h14M10 7V5h4v2M7 7.5l.8 11a1.5 1.5 0 0 0 1.5 1.5h5.4a1.5 1.5 0 0 0 1.5-1.5l.8-11M10.5 11v5.5M13.5 11v5.5" />`,
  ),
  save: icon(svg`<path d="M12 4.5V15M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14" />`),
  warning: icon(svg`<path d="M12 4.5l8.5 14.5h-17zM12 10.5v4M12 16.6v.1" />`),
  temporary: icon(
    svg`<path d="M12 4a8 8 0 0 1 8 8M20 12a8 8 0 0 1-8 8" stroke-dasharray="2.6 3" /><path d="M12 20a8 8 0 0 1 0-16" /><path d="M12 8v4.3l2.6 1.7" />`,
  ),
};

/** The marmoset: a face between two white tufts. Two colours of the theme, no outline, readable from 16 pixels up. */
export const logo = html`<svg class="logo" viewBox="0 0 64 64" width="32" height="32" aria-hidden="true" focusable="false">
  ${svg`
  <g fill="var(--_logo-tuft, #d9d3c7)">
    <path d="M20 29C10 31 2 27 2 18c3 2 5 2 7 1-3-3-4-7-3-11 3 4 6 5 9 5-1-3 0-6 2-9 3 6 8 9 11 16z" />
    <path d="M44 29c10 2 18-2 18-11-3 2-5 2-7 1 3-3 4-7 3-11-3 4-6 5-9 5 1-3 0-6-2-9-3 6-8 9-11 16z" />
  </g>
  <path fill="var(--_logo-fur, #5b4636)" d="M32 9c12 0 19 9 19 22 0 15-8 27-19 27S13 46 13 31C13 18 20 9 32 9z" />
  <path fill="var(--_logo-blaze, #f4efe6)" d="M32 13c3 0 5 2 5 5s-2 5-5 5-5-2-5-5 2-5 5-5z" />
  <path fill="var(--_logo-face, #e8c9a4)" d="M32 27c2-4 6-6 9-5 4 1 6 5 5 10-1 4-3 6-3 11 0 7-5 12-11 12s-11-5-11-12c0-5-2-7-3-11-1-5 1-9 5-10 3-1 7 1 9 5z" />
  <g fill="#231a13"><circle cx="24.6" cy="32" r="4" /><circle cx="39.4" cy="32" r="4" /><path d="M29 42.4c0-1.3 1.4-1.9 3-1.9s3 .6 3 1.9-1.6 2.3-3 2.3-3-1-3-2.300z" /></g>
  <g fill="#fff"><circle cx="26" cy="30.7" r="1.3" /><circle cx="40.8" cy="30.7" r="1.3" /></g>
  <path d="M28 48.500c2.5 2 5.5 2 8 0" fill="none" stroke="#231a13" stroke-width="1.6" stroke-linecap="round" />`}
</svg>`;
