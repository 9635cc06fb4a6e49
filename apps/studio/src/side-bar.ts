import { icons, logo } from '@saguim/elements';
import { html, nothing, type TemplateResult } from 'lit';
import { type Address, type Place, places } from './address.js';
import { placeIcons } from './icons.js';
import type { StudioMessages } from './messages.js';

interface SideBar {
  readonly m: StudioMessages;
  readonly address: Address;
  readonly hrefOf: (place: Place) => string;
  readonly close: () => void;
  /** Opens the commands. */
  readonly commands: () => void;
  readonly click: (event: MouseEvent) => void;
  /** What belongs to the place that is shown. */
  readonly things: TemplateResult;
}

/** The side bar: places, and what there is in the one that is shown. */
export function renderSide({ m, address, hrefOf, close, commands, click, things }: SideBar) {
  return html`
    <aside id="side" class=${address.panel === 'menu' ? 'open' : ''} aria-label=${m.menu} @click=${click}>
      <div class="brand">
        ${logo}<span>Saguim</span>
        <button id="close-menu" class="icon-button" aria-label=${m.closeMenu} @click=${close}>${icons.close}</button>
        <button id="commands" class="icon-button" aria-label=${m.commands} title="${m.commands} (Ctrl K)" @click=${commands}>
          ${icons.search}
        </button>
      </div>
      <nav aria-label=${m.places}>
        ${places.map(
          (place) => html`
            <a href=${hrefOf(place)} aria-current=${place === address.place ? 'page' : nothing}>${placeIcons[place]}<span>${m[place]}</span></a>
          `,
        )}
      </nav>
      ${things}
    </aside>
  `;
}
