import { type ChatRoom, type InterfaceLanguage, icons } from '@saguim/elements';
import { html, nothing } from 'lit';
import { type Address, chatAddress, writeAddress } from './address.js';
import type { StudioMessages } from './messages.js';

export interface ChatsSide {
  readonly m: StudioMessages;
  readonly address: Address;
  readonly room: ChatRoom;
  readonly language: InterfaceLanguage;
  readonly newChat: (event: MouseEvent) => void;
  readonly temporaryChat: (event: MouseEvent) => void;
  /** A conversation was deleted. */
  readonly removed: (id: string) => void;
}

/** The side bar's part of the chat: begins one, and leads to those that are kept. */
export function renderChatsSide({ m, address, room, language, newChat, temporaryChat, removed }: ChatsSide) {
  return html`
      <div class="begin">
        <a class="button primary" id="new-chat" href=${chatAddress()} @click=${newChat}>${icons.plus}<span>${m.newChat}</span></a>
        <a
            class="icon-button ${address.temporary ? 'on' : ''}"
            id="temporary-chat"
            href=${writeAddress({ place: 'chat', temporary: true })}
            aria-label=${m.temporaryChat}
            title=${m.temporaryChat}
            aria-current=${address.temporary ? 'page' : nothing}
            @click=${temporaryChat}
            >${icons.temporary}</a
        >
      </div>
      <saguim-conversations
        .room=${room}
        .hrefFor=${chatAddress}
        language=${language}
        conversation-id=${address.place === 'chat' ? address.conversation : ''}
          @saguim-removed=${({ detail }: CustomEvent<string>) => removed(detail)}
        ></saguim-conversations>
    `;
}
