import { css, html, nothing } from 'lit';
import type { ModelState } from '../chat/model-loader.js';
import type { ClassifierRecord } from '../classify/classifier.js';
import { type ClassifyTab, classifyTabs } from '../classify/classify-view.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { renderNameField } from './name-field.js';

export interface ClassifyBar {
  readonly messages: ClassifyMessages;
  readonly model: ModelState;
  readonly builtIn: readonly string[];
  readonly own: readonly ClassifierRecord[];
  /** Name or id of the one that is shown. */
  readonly current: string;
  /** One's own that is shown. */
  readonly record: ClassifierRecord | undefined;
  readonly renaming: boolean;
  readonly tab: ClassifyTab;
  readonly hrefFor: (tab: ClassifyTab) => string;
  readonly follow: (event: MouseEvent, tab: ClassifyTab) => void;
  readonly onMenu: (event: CustomEvent<string>) => void;
  readonly endRename: (name: string | undefined) => void;
}

/** Which classifier it is, where it runs, and its parts. */
export function renderClassifyBar(bar: ClassifyBar) {
  const { messages: m, model, builtIn, own, current, record, renaming, tab, hrefFor, follow, onMenu, endRename } = bar;
  const nameOf = (id: string) => m.builtInNames[id] ?? id;
  const name = record?.name ?? (builtIn.includes(current) ? nameOf(current) : m.classifiers);
  const device = model.phase === 'ready' && model.model.backend ? m.device(model.model.backend, model.model.threads ?? 1) : '';
  const tabs = classifyTabs.filter((each) => each !== 'label' && (record !== undefined || each === 'try' || each === 'use'));
  return html`
    <div id="bar">
      ${
        renaming && record
          ? renderNameField(m.classifierName, record.name, endRename)
          : html`
              <saguim-menu
                id="classifiers"
                .text=${name}
                .icon=${placeIcons.label}
                label=${m.chooseClassifier(name)}
                .items=${[
                  ...builtIn.map((id) => ({ id: `classifier ${id}`, label: nameOf(id), checked: id === current })),
                  ...own.map(({ id, name: title }) => ({ id: `classifier ${id}`, label: title, checked: id === current })),
                  { id: 'new', label: m.newClassifier, icon: icons.plus, separated: true },
                  { id: 'import', label: m.importClassifier, icon: placeIcons.file },
                  ...(record
                    ? [
                        { id: 'rename', label: m.renameClassifier, icon: icons.edit },
                        { id: 'remove', label: m.removeClassifier, icon: icons.trash, danger: true },
                      ]
                    : []),
                ]}
                @menu-select=${onMenu}
              ></saguim-menu>
            `
      }
      <p id="where">${device}</p>
      <button class="button" id="new-classifier" aria-label=${m.newClassifier} title=${m.newClassifier} @click=${() => onMenu(new CustomEvent('menu-select', { detail: 'new' }))}>${icons.plus} <span>${m.newClassifier}</span></button>
    </div>
    <nav id="tabs" aria-label=${m.tabList}>
      ${tabs.map((each) => {
        const here = each === tab || (each === 'examples' && tab === 'label');
        return html`<a href=${hrefFor(each)} aria-current=${here ? 'page' : nothing} @click=${(event: MouseEvent) => follow(event, each)}>${m.tabs[each]}</a>`;
      })}
    </nav>
  `;
}

export const classifyBarStyles = css`
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
`;
