import { css, html, nothing } from 'lit';
import type { EditorMessages } from '../i18n/editor-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { WorkFile } from '../workbench/work-file.js';
import type { Workbench } from '../workbench/workbench.js';
import { renderNameField } from './name-field.js';

export interface EditorBar {
  readonly messages: EditorMessages;
  readonly room: Workbench;
  readonly file: WorkFile | undefined;
  readonly renaming: boolean;
  readonly settingsOpen: boolean;
  readonly hrefFor: (id: string) => string;
  readonly follow: (event: MouseEvent, id: string) => void;
  readonly close: (file: WorkFile) => void;
  readonly onMenu: (event: CustomEvent<string>) => void;
  readonly endRename: (name: string | undefined) => void;
  readonly toggleSettings: () => void;
}

/** A file's name without its folder. */
export const nameOf = ({ path }: WorkFile): string => path.slice(path.lastIndexOf('/') + 1);

/** Tabs, what can be done with files, and the way to the settings. */
export function renderEditorBar({
  messages: m,
  room,
  file,
  renaming,
  settingsOpen,
  hrefFor,
  follow,
  close,
  onMenu,
  endRename,
  toggleSettings,
}: EditorBar) {
  const { tabs } = room;
  return html`
    <div id="bar">
      ${
        renaming && file
          ? renderNameField(m.fileName, file.path, endRename)
          : html`<nav id="tabs" aria-label=${m.tabs}>
              ${tabs.map((each) => {
                const edited = room.isEdited(each.id);
                return html`<span class="tab ${each.id === file?.id ? 'current' : ''}">
                  <a href=${hrefFor(each.id)} title=${each.path} aria-current=${each.id === file?.id ? 'page' : nothing} @click=${(event: MouseEvent) => follow(event, each.id)}>
                    <span class="name">${nameOf(each)}</span>${edited ? html`<span class="dot" role="img" aria-label=${m.edited}></span>` : nothing}
                  </a>
                  <button class="icon-button small" aria-label=${m.closeFile(nameOf(each))} title=${m.closeFile(nameOf(each))} @click=${() => close(each)}>${icons.close}</button>
                </span>`;
              })}
            </nav>`
      }
      <saguim-menu
        id="files"
        label=${m.more}
        .items=${[
          { id: 'new', label: m.newFile, icon: icons.plus },
          { id: 'folder', label: m.openFolder, icon: placeIcons.folder },
          { id: 'files', label: m.openFiles, icon: placeIcons.file },
          { id: 'samples', label: m.addSamples, icon: placeIcons.library },
          ...(file
            ? [
                { id: 'save', label: m.saveFile, icon: icons.save, separated: true },
                { id: 'rename', label: m.renameFile, icon: icons.edit },
                { id: 'remove', label: m.removeFile, icon: icons.trash, danger: true },
              ]
            : []),
        ]}
        @menu-select=${onMenu}
      ></saguim-menu>
      <button id="open-settings" class="icon-button" aria-label=${m.settings} title=${m.settings} aria-expanded=${settingsOpen ? 'true' : 'false'} @click=${toggleSettings}>
        ${icons.options}
      </button>
    </div>
  `;
}

export const editorBarStyles = css`
  #bar {
    gap: 4px;
    min-height: 48px;
    padding: 4px 12px 4px 8px;
    border-block-end: 1px solid var(--_border);
  }
  #tabs {
    flex: 1;
    display: flex;
    gap: 4px;
    min-width: 0;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .tab {
    display: flex;
    align-items: center;
    flex: none;
    border-radius: 8px;
    font-size: 14px;
  }
  .tab.current {
    background: var(--_raised);
  }
  .tab a {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 40px;
    padding-inline: 12px 4px;
    border-radius: 8px;
    color: var(--_muted);
    text-decoration: none;
  }
  .tab.current a {
    color: var(--_text);
    font-weight: 550;
  }
  .tab a:focus-visible,
  .tab button:focus-visible {
    outline-offset: -2px;
  }
  .tab .name {
    max-width: 200px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--_accent);
  }
  #bar #name {
    flex: 1;
  }
`;
