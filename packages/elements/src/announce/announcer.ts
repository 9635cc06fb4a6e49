import { css, html, LitElement } from 'lit';
import { define } from '../define.js';

/** What is read out of an answer. */
export type AnnounceMode = 'sentence' | 'answer' | 'off';

/** So many announcements stay in the region; older ones were read. */
const KEPT = 20;

/**
 * A live region of its own, unseen: whatever is put into it is read out once, politely, in the order it came. The messages themselves
 * are no live region, so nothing is read twice.
 */
export class SaguimAnnouncer extends LitElement {
  static override styles = css`
    :host {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `;

  protected override render() {
    return html`<div id="region" aria-live="polite" aria-relevant="additions" aria-atomic="false"></div>`;
  }

  /** @param language tag of the text's language, where it is not the page's */
  announce(text: string, language = ''): void {
    const region = this.renderRoot.querySelector('#region');
    if (!region || text.trim() === '') return;
    const said = document.createElement('p');
    if (language) said.lang = language;
    said.textContent = text;
    region.append(said);
    while (region.childElementCount > KEPT) region.firstElementChild!.remove();
  }
}

define('saguim-announcer', SaguimAnnouncer);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-announcer': SaguimAnnouncer;
  }
}
