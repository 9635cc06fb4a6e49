import { css, html, nothing, svg } from 'lit';
import { live as asShown } from 'lit/directives/live.js';
import { type ModerationLabel, type Policy, type Thresholds, thresholdsFor } from 'saguim';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { withoutSection, withSection } from '../policy/edit-rules.js';
import { labelsOf, moved, ownThresholds, type Scope, scopesOf, sectionOf, withThresholds } from '../policy/edit-thresholds.js';
import type { PolicyController } from '../policy/policy-controller.js';
import { renderRules } from './rule-view.js';
import { unlessTyping } from './unless-typing.js';
import { thresholdWords } from './verdict-view.js';

export interface ThresholdView {
  readonly controller: PolicyController;
  readonly scope: Scope;
  readonly setScope: (scope: Scope) => void;
  /** Changes the policy, or says why not. */
  readonly edit: (policy: Policy) => void;
  readonly wrong: { readonly where: string; readonly what: string } | undefined;
  /** What is known of labels. */
  readonly known: readonly ModerationLabel[];
  /** Scores of comments by label, to be seen beside the sliders. */
  readonly scores: readonly Readonly<Record<string, number>>[];
  readonly messages: PolicyMessages;
  readonly nameOf: (label: string) => string;
  readonly languageName: (tag: string) => string;
}

/** Two thresholds for each label, for all comments or for those of a language or section. */
export function renderThresholds(view: ThresholdView) {
  const { controller, scope, setScope, edit, wrong, messages: m, languageName } = view;
  const { policy } = controller;
  const scopeName = (one: Scope) => {
    if (one === '') return m.everywhere;
    const name = one.slice(one.indexOf(' ') + 1);
    return one.startsWith('section') ? m.inSection(name) : name === 'other' ? m.otherLanguages : m.inLanguage(languageName(name));
  };
  const labels = labelsOf(policy);
  const used = labels.filter((label) => policy.labels[label] || ownThresholds(policy, scope)[label]);
  const others = labels.filter((label) => !used.includes(label));
  const section = sectionOf(scope);
  const addSection = (event: Event) => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).querySelector('input')!;
    const name = field.value.trim();
    if (!name) return;
    edit(withSection(policy, name));
    if (!controller.policy.sections?.[name]) return;
    setScope(`section ${name}`);
    field.value = '';
  };
  const removeSection = () => {
    setScope('');
    edit(withoutSection(policy, section!));
  };
  return html`
    <p class="quiet">${m.thresholdsHint}</p>
    <label class="pick">${m.scope}
      <select id="scope" class="field" @change=${(event: Event) => setScope((event.target as HTMLSelectElement).value as Scope)}>
        ${scopesOf(policy).map((one) => html`<option value=${one} ?selected=${one === scope}>${scopeName(one)}</option>`)}
      </select>
    </label>
    <form class="row" @submit=${addSection}>
      <input class="field" id="new-section" maxlength="60" aria-label=${m.newSection} placeholder=${m.newSection} />
      <button class="button" id="add-section">${m.addSection}</button>
      ${section === undefined ? nothing : html`<button type="button" class="link" id="remove-section" @click=${removeSection}>${m.removeSection}</button>`}
    </form>
    ${wrong ? html`<p class="problem" role="alert">${m.badPolicy(wrong.where)} <span lang="en">${wrong.what}</span></p>` : nothing}
    <div class="labels">${used.map((label) => renderLabel(view, label))}</div>
    ${others.length > 0 ? html`<details class="others"><summary>${m.otherLabels}</summary><div class="labels">${others.map((label) => renderLabel(view, label))}</div></details>` : nothing}
    ${renderRules(policy, edit, m)}
  `;
}

/** What holds in a scope: its own thresholds, or those of all comments. */
function effective(policy: Policy, scope: Scope, label: string): Thresholds {
  if (scope === '') return policy.labels[label] ?? {};
  const section = sectionOf(scope);
  return thresholdsFor(policy, section === undefined ? scope.slice('language '.length) : 'und', section)[label] ?? {};
}

function renderLabel({ controller, scope, known, scores, messages: m, nameOf }: ThresholdView, label: string) {
  const { policy } = controller;
  const own = ownThresholds(policy, scope)[label];
  const thresholds = effective(policy, scope, label);
  const about = known.find(({ name }) => name === label);
  const category = policy.categories?.find(({ name }) => name === label);
  const set = (which: 'review' | 'block', value: number | undefined) => {
    // A scope that asks for nothing says so itself: without anything, what holds for all would hold.
    const next = moved(thresholds, which, value) ?? (scope === '' ? undefined : {});
    controller.edit(withThresholds(policy, scope, label, next));
  };
  const name = nameOf(label);
  return html`
    <fieldset class="label">
      <legend>${name}${about ? html` <span class="note">${m.qualities[about.quality]}</span>` : nothing}</legend>
      <p class="note">${m.labelHints[label] ?? category?.description ?? ''}</p>
      ${scores.length > 0 ? renderStrip(scores, label, thresholds) : nothing}
      ${(['review', 'block'] as const).map((which) => {
        const value = thresholds[which];
        const action = m.actions[which];
        return html`
          <div class="threshold ${which}">
            <label class="check"><input type="checkbox" aria-label=${m.applies(action, name)} .checked=${asShown(value !== undefined)} @change=${(event: Event) => set(which, (event.target as HTMLInputElement).checked ? (which === 'review' ? (thresholds.block ?? 0.6) : Math.max(0.9, thresholds.review ?? 0)) : undefined)} /><span>${action}</span></label>
            ${
              value === undefined
                ? html`<span class="never">${m.never}</span>`
                : html`
                    <input type="range" min="0.01" max="1" step="0.01" aria-label=${m.threshold(action, name)} .value=${asShown(String(value))} aria-valuetext=${m.percent(value)} @input=${(event: Event) => set(which, Number((event.target as HTMLInputElement).value))} />
                    <input type="number" class="field" min="0.01" max="1" step="0.01" aria-label=${m.threshold(action, name)} .value=${unlessTyping(String(value))} @change=${(event: Event) => set(which, Number((event.target as HTMLInputElement).value) || value)} />
                  `
            }
          </div>
        `;
      })}
      ${
        scope !== '' && own
          ? html`<p class="note">${m.ownHere} (${thresholdWords(policy.labels[label] ?? {}, m) || m.never}). <button class="link" @click=${() => controller.edit(withThresholds(policy, scope, label, undefined))}>${m.asEverywhere}</button></p>`
          : nothing
      }
    </fieldset>
  `;
}

/** Where comments score, as a strip above the sliders: one line for each. */
function renderStrip(scores: readonly Readonly<Record<string, number>>[], label: string, { review, block }: Thresholds) {
  return html`
    <svg class="strip" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="16" />
      ${review === undefined ? nothing : svg`<rect class="zone review" x=${review * 100} width=${100 - review * 100} height="16" />`}
      ${block === undefined ? nothing : svg`<rect class="zone block" x=${block * 100} width=${100 - block * 100} height="16" />`}
      ${scores.slice(0, 500).map((one) => (one[label] === undefined ? nothing : svg`<path class="dot" d="M${one[label]! * 100} 3V13" />`))}
    </svg>
  `;
}

export const thresholdStyles = css`
  form.row {
    margin-block-start: 8px;
  }
  .row .field {
    flex: 1 1 192px;
    width: auto;
  }
  .labels {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 336px), 1fr));
    gap: 16px;
    margin-block-start: 16px;
  }
  .label {
    min-width: 0;
    margin: 0;
    padding: 8px 16px 16px;
    border: 1px solid var(--_border);
    border-radius: 16px;
  }
  .label legend {
    padding: 0 6px;
    font-size: 16px;
    font-weight: 650;
  }
  .label p {
    margin: 0 0 8px;
  }
  .strip {
    display: block;
    width: 100%;
    height: 16px;
    margin-block-end: 4px;
    border-radius: 4px;
  }
  .zone.review {
    fill: var(--_caution-soft);
  }
  .zone.block {
    fill: var(--_danger-soft);
  }
  .dot {
    stroke: var(--_text);
    stroke-width: 1.5;
    opacity: 0.55;
    vector-effect: non-scaling-stroke;
  }
  .threshold {
    display: grid;
    grid-template-columns: 104px minmax(0, 1fr) 80px;
    align-items: center;
    gap: 12px;
    min-height: 44px;
    font-size: 14px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
  }
  .check input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .threshold input[type='range'] {
    width: 100%;
    margin: 0;
    accent-color: var(--_caution);
  }
  .threshold.block input[type='range'] {
    accent-color: var(--_danger);
  }
  .threshold .field {
    padding: 4px 8px;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  .never {
    color: var(--_muted);
  }
  .others {
    margin-block-start: 16px;
  }
  .others summary {
    cursor: pointer;
    font-size: 14px;
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
  }
`;
