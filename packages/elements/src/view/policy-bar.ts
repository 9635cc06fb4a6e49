import { html } from 'lit';
import { policyPresets } from 'saguim';
import type { ModelState } from '../chat/model-loader.js';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { PolicyRecord } from '../policy/policy-record.js';
import { type PolicyTab, policyTabs } from '../policy/policy-view.js';
import { renderNameField } from './name-field.js';
import { renderPlaceTabs } from './place-tabs.js';

export interface PolicyBar {
  readonly messages: PolicyMessages;
  readonly model: ModelState;
  readonly records: readonly PolicyRecord[];
  readonly record: PolicyRecord | undefined;
  readonly renaming: boolean;
  readonly tab: PolicyTab;
  readonly hrefFor: (tab: PolicyTab) => string;
  readonly go: (tab: PolicyTab) => void;
  readonly onMenu: (event: CustomEvent<string>) => void;
  readonly endRename: (name: string | undefined) => void;
}

/** Which policy it is, where the model runs, and the policy's parts. */
export function renderPolicyBar({ messages: m, model, records, record, renaming, tab, hrefFor, go, onMenu, endRename }: PolicyBar) {
  const name = record?.name ?? m.policies;
  const device = model.phase === 'ready' && model.model.backend ? m.device(model.model.backend, model.model.threads ?? 1) : '';
  return html`
    <div id="bar">
      ${
        renaming && record
          ? renderNameField(m.policyName, record.name, endRename)
          : html`
              <saguim-menu
                id="policies"
                .text=${name}
                .icon=${placeIcons.label}
                label=${m.choosePolicy(name)}
                .items=${[
                  ...records.map(({ id, name: title }) => ({ id: `policy ${id}`, label: title, checked: id === record?.id })),
                  ...policyPresets.map((preset, at) => ({
                    id: `new ${preset}`,
                    label: `${m.newFrom} ${m.presets[preset] ?? preset}`,
                    icon: icons.plus,
                    separated: at === 0,
                  })),
                  { id: 'import', label: m.importPolicy, icon: placeIcons.file },
                  ...(record
                    ? [
                        { id: 'copy', label: m.duplicatePolicy, icon: icons.copy, separated: true },
                        { id: 'rename', label: m.renamePolicy, icon: icons.edit },
                      ]
                    : []),
                  ...(record && records.length > 1 ? [{ id: 'remove', label: m.removePolicy, icon: icons.trash, danger: true }] : []),
                ]}
                @menu-select=${onMenu}
              ></saguim-menu>
            `
      }
      <p id="where">${device}</p>
    </div>
    ${renderPlaceTabs({ label: m.tabList, tabs: policyTabs, current: tab, names: m.tabs, hrefFor, go })}
  `;
}
