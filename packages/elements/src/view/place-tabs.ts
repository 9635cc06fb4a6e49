import { css, html, nothing } from 'lit';
import { takePlainClick } from '../plain-click.js';

export interface PlaceTabs<Tab extends string> {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: Tab;
  readonly names: Readonly<Record<Tab, string>>;
  readonly hrefFor: (tab: Tab) => string;
  readonly go: (tab: Tab) => void;
}

/** The parts of a place, each a link of its own. */
export const renderPlaceTabs = <Tab extends string>({ label, tabs, current, names, hrefFor, go }: PlaceTabs<Tab>) => html`
  <nav id="tabs" aria-label=${label}>
    ${tabs.map(
      (each) =>
        html`<a href=${hrefFor(each)} aria-current=${each === current ? 'page' : nothing} @click=${(event: MouseEvent) => takePlainClick(event) && go(each)}>${names[each]}</a>`,
    )}
  </nav>
`;

/** For the tabs, and the page below them. */
export const placeTabsStyles = css`
  #tabs {
    display: flex;
    gap: 4px;
    width: 100%;
    max-width: 816px;
    margin: 0 auto;
    padding: 0 24px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  #tabs a {
    flex: none;
    padding: 8px 12px;
    border-block-end: 2px solid transparent;
    border-radius: 8px 8px 0 0;
    color: var(--_muted);
    font-size: 15px;
    text-decoration: none;
  }
  #tabs a:focus-visible {
    outline-offset: -2px;
  }
  #tabs a:hover {
    background: var(--_raised);
  }
  #tabs a[aria-current] {
    border-color: var(--_accent);
    color: var(--_text);
    font-weight: 600;
  }
  #scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    border-block-start: 1px solid var(--_border);
  }
  .page {
    max-width: 816px;
    margin: 0 auto;
    padding: 24px 24px 48px;
  }
  .local {
    margin: 32px 0 0;
    font-size: 13px;
    color: var(--_muted);
  }
  @container (max-width: 640px) {
    #tabs {
      gap: 0;
      padding-inline: 8px;
    }
    #tabs a {
      padding-inline: 10px;
    }
    .page {
      padding: 16px 16px 40px;
    }
  }
`;
