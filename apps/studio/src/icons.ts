import { html, svg, type TemplateResult } from 'lit';

const icon = (paths: TemplateResult) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`;

export const placeIcons = {
  chat: icon(
    svg`<path d="M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v8.500a1.5 1.5 0 0 1-1.5 1.5h-7.500L7 20.500V17H5a1.5 1.5 0 0 1-1.5-1.500V7A1.5 1.5 0 0 1 5 5.500z" />`,
  ),
  search: icon(svg`<circle cx="11" cy="11" r="6" /><path d="M15.5 15.500L20 20" />`),
  classify: icon(svg`<path d="M4 6h8l8 6-8 6H4z" /><circle cx="8" cy="12" r="1.2" />`),
  editor: icon(svg`<path d="M9 7.500L4.500 12 9 16.500M15 7.500l4.500 4.500-4.500 4.500" />`),
  moderation: icon(svg`<path d="M12 3.500l7.5 3v5c0 4.500-3 7.500-7.5 9-4.5-1.500-7.5-4.500-7.5-9v-5zM8.5 12l2.5 2.500 4.5-5" />`),
  comments: icon(
    svg`<path d="M4 5h10.500a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H9l-3 2.500V13H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM18.500 9H20a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2v2.500L15 17h-4.500" />`,
  ),
  models: icon(svg`<path d="M12 3.500l7.5 4.250v8.500L12 20.500l-7.5-4.250v-8.500z" /><path d="M4.5 7.750L12 12l7.5-4.250M12 12v8.5" />`),
  settings: icon(
    svg`<circle cx="12" cy="12" r="3" /><path d="M12 3.500v3M12 17.500v3M3.5 12h3M17.5 12h3M6 6l2.1 2.100M15.9 15.900L18 18M18 6l-2.1 2.100M8.1 15.900L6 18" />`,
  ),
  menu: icon(svg`<path d="M4.5 7h15M4.5 12h15M4.5 17h15" />`),
};
