import { html } from 'lit';
import type { ModelState } from '../chat/model-loader.js';
import type { ClassifierRecord } from '../classify/classifier.js';
import { type ClassifyTab, classifyTabs } from '../classify/classify-view.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { renderNameField } from './name-field.js';
import { renderPlaceTabs } from './place-tabs.js';

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
  readonly go: (tab: ClassifyTab) => void;
  readonly onMenu: (event: CustomEvent<string>) => void;
  readonly endRename: (name: string | undefined) => void;
}

/** Which classifier it is, where it runs, and its parts. */
export function renderClassifyBar(bar: ClassifyBar) {
  const { messages: m, model, builtIn, own, current, record, renaming, tab, hrefFor, go, onMenu, endRename } = bar;
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
    ${renderPlaceTabs({ label: m.tabList, tabs, current: tab === 'label' ? 'examples' : tab, names: m.tabs, hrefFor, go })}
  `;
}
