import { css, html, nothing } from 'lit';
import type { Policy } from 'saguim';
import type { Estimate } from '../classify/classify-provider.js';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { labelsOf } from '../policy/edit-thresholds.js';
import type { LabelledSet } from '../policy/labelled-set.js';
import { rulesOf } from '../policy/outcome.js';
import { measure, type SetError, worstErrors } from '../policy/set-figures.js';
import { renderCurve, renderHistogram } from './score-charts.js';
import { renderAction } from './verdict-view.js';

const ERRORS = 20;

export interface SetView {
  readonly set: LabelledSet;
  readonly policy: Policy;
  /** The label that charts are of. */
  readonly label: string;
  readonly setLabel: (label: string) => void;
  readonly said: string;
  readonly messages: PolicyMessages;
  readonly nameOf: (label: string) => string;
  readonly useSample: () => void;
  readonly chooseFile: () => void;
  readonly remove: () => void;
}

/** Labelled comments, and how good the policy is on them. */
export function renderSet(view: SetView) {
  const { set, said, messages: m, useSample, chooseFile } = view;
  return html`
    ${said ? html`<p class="told" role="status">${said}</p>` : nothing}
    ${
      set.record
        ? renderRun(view)
        : html`
            <div class="intro">
              <h2>${m.setTitle}</h2>
              <p class="quiet">${m.setHint}</p>
              <div class="row">
                <button class="button primary" id="sample" @click=${useSample}>${m.useSample}</button>
                <button class="button" id="add-set" @click=${chooseFile}>${placeIcons.upload} ${m.addFile}</button>
              </div>
              <p class="quiet">${m.useSampleHint}</p>
            </div>
          `
    }
    ${renderFigures(view)}
  `;
}

function renderRun({ set, policy, messages: m, chooseFile, remove }: SetView) {
  const { name, comments, left, judged, rules } = set.record!;
  const harmful = comments.filter((comment) => comment.harmful).length;
  const stale = judged.length > 0 && rules !== rulesOf(policy);
  const done = judged.length === comments.length && !stale;
  const state = stale && !set.running ? m.staleSet : m.running(judged.length, comments.length);
  return html`
    <div class="training" role="group" aria-label=${m.setTitle}>
      <div class="about">
        <p><strong>${name}</strong></p>
        <p>${m.setCounts(harmful, comments.length - harmful, left)}</p>
        <p id="set-state" role="status">${state}</p>
        ${set.running ? html`<progress aria-labelledby="set-state" max="1" .value=${set.fraction}></progress>` : nothing}
        ${set.problem ? html`<p class="wrong" role="alert">${m.problems[set.problem.kind].join(' ')}</p>` : nothing}
      </div>
      <div class="row">
        ${
          set.running
            ? html`<button class="button" id="stop-run" @click=${() => set.stop()}>${icons.stop} ${m.stop}</button>`
            : done
              ? nothing
              : html`<button class="button primary" id="run" @click=${() => void set.run(policy)}>${judged.length > 0 && !stale ? m.runOn : m.run}</button>`
        }
        <button class="button" id="add-set" @click=${chooseFile}>${placeIcons.upload} ${m.otherFile}</button>
        <button class="icon-button" id="remove-set" aria-label=${m.removeSet} title=${m.removeSet} @click=${remove}>${icons.trash}</button>
      </div>
    </div>
  `;
}

function renderFigures({ set, policy, label, setLabel, messages: m, nameOf }: SetView) {
  const comments = set.measured(policy);
  if (comments.length === 0 || set.running) return nothing;
  const { precision, recall, falseAlarms, harmful, harmless } = measure(policy, comments);
  const { missed, alarms } = worstErrors(policy, comments);
  const figure = (id: string, name: string, hint: string, { value, low, high }: Estimate) =>
    html`<div id=${id}><dt>${name}</dt><dd>${m.percent(value)}</dd><dd class="note">${hint}; ${m.interval(m.percent(low), m.percent(high))}</dd></div>`;
  const scored = labelsOf(policy).filter((one) => comments.some(({ judged }) => one in judged.scores));
  const thresholds = policy.labels[label] ?? {};
  return html`
    <h2 class="part">${m.figures}</h2>
    <p class="quiet">${m.measured}</p>
    <dl class="figures">
      ${figure('precision', m.precision, m.precisionHint, precision)}
      ${figure('recall', m.recall, m.recallHint, recall)}
      ${figure('false-alarms', m.falseAlarms, m.falseAlarmsHint, falseAlarms)}
    </dl>
    <h2 class="part">${m.outcomes}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${m.outcomes}>
      <table>
        <thead><tr><th scope="col">${m.truth}</th>${(['allow', 'review', 'block'] as const).map((action) => html`<th scope="col">${m.actions[action]}</th>`)}</tr></thead>
        <tbody>
          ${(
            [
              [m.harmful, harmful],
              [m.harmless, harmless],
            ] as const
          ).map(
            ([name, counts]) =>
              html`<tr><th scope="row">${name}</th>${(['allow', 'review', 'block'] as const).map((action) => html`<td>${m.number(counts[action])}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>
    <label class="pick part">${m.label}
      <select id="chart-label" class="field" @change=${(event: Event) => setLabel((event.target as HTMLSelectElement).value)}>
        ${scored.map((one) => html`<option value=${one} ?selected=${one === label}>${nameOf(one)}</option>`)}
      </select>
    </label>
    <h2 class="part">${m.histogram(nameOf(label))}</h2>
    ${renderHistogram(comments, label, nameOf(label), thresholds, m)}
    <h2 class="part">${m.curve(nameOf(label))}</h2>
    ${renderCurve(comments, label, nameOf(label), thresholds, m)}
    ${(
      [
        ['missed', m.missed, missed],
        ['alarms', m.alarms, alarms],
      ] as const
    ).map(
      ([id, title, errors]) => html`
        <h2 class="part">${title} (${m.number(errors.length)})</h2>
        ${errors.length === 0 ? html`<p class="quiet">${m.noErrors}</p>` : html`<ul class="comments" id=${id}>${errors.slice(0, ERRORS).map(renderError)}${errors.length > ERRORS ? html`<li class="note">${m.andMore(errors.length - ERRORS)}</li>` : nothing}</ul>`}
      `,
    )}
  `;

  function renderError({ place, action, label: worst, score }: SetError) {
    return html`<li><p>${comments[place]!.text}</p><span>${renderAction(action, m)} <span class="note">${nameOf(worst)} ${m.percent(score)}</span></span></li>`;
  }
}

export const setStyles = css`
  .intro h2 {
    margin: 0 0 8px;
    font-size: 20px;
  }
  .intro .row {
    margin-block: 16px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .training {
    flex-wrap: wrap;
  }
  .training .about {
    flex: 1 1 240px;
  }
  .pick.part {
    font-size: 14px;
    font-weight: 400;
  }
`;
