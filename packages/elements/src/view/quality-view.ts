import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassifierController } from '../classify/classifier-controller.js';
import type { Estimate, TrainingReport } from '../classify/classify-provider.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { renderReliability } from './reliability-plot.js';
import { renderTraining } from './training-bar.js';

/** Labels that a confusion matrix shows; more cannot be read. */
const MOST_LABELS = 20;
const MOST_ERRORS = 30;
/** Steps of shade. */
const SHADES = 5;

/** How good a classifier is: figures, what it takes for what, how honest it is, and its worst errors with the means to correct them. */
export function renderQuality(controller: ClassifierController, m: ClassifyMessages) {
  const { report } = controller.record;
  if (!report) return html`${renderTraining(controller, m)}<p class="quiet">${m.noReport}</p>`;
  const interval = ({ low, high }: Estimate) => m.interval(m.percent(low), m.percent(high));
  return html`
    ${renderTraining(controller, m)}
    <p class="quiet">${m.qualityHint(report.examples)}</p>
    <dl class="figures">
      <div><dt>${m.accuracy}</dt><dd>${m.percent(report.accuracy.value)}</dd><dd class="note">${interval(report.accuracy)}</dd></div>
      <div><dt>${m.macroF1}</dt><dd>${m.decimal(report.macroF1)}</dd><dd class="note">${m.macroF1Hint}</dd></div>
      <div><dt>${m.calibration}</dt><dd>${m.decimal(report.calibrationError)}</dd><dd class="note">${m.calibrationHint}</dd></div>
    </dl>
    <h2 class="part">${m.errors}</h2>
    ${renderErrors(controller, report, m)}
    <h2 class="part">${m.confusion}</h2>
    <p class="quiet">${m.confusionHint}</p>
    ${renderConfusion(report, m)}
    <h2 class="part">${m.perClass}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${m.perClass}>
      <table>
        <thead>
          <tr><th scope="col">${m.label}</th><th scope="col">${m.count}</th><th scope="col">${m.precision}</th><th scope="col">${m.recall}</th><th scope="col">${m.f1}</th></tr>
        </thead>
        <tbody>
          ${report.labels.map(
            ({ label, count, precision, recall, f1 }) => html`
              <tr>
                <th scope="row">${label}</th>
                <td>${count}</td>
                <td>${m.percent(precision.value)} <span class="note">${interval(precision)}</span></td>
                <td>${m.percent(recall.value)} <span class="note">${interval(recall)}</span></td>
                <td>${m.decimal(f1)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
    <h2 class="part">${m.reliability}</h2>
    ${renderReliability(report, m)}
  `;
}

function renderConfusion({ labels, confusion }: TrainingReport, m: ClassifyMessages) {
  const names = labels.slice(0, MOST_LABELS).map(({ label }) => label);
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${m.confusion}>
      <table class="confusion">
        <thead>
          <tr><th scope="col"><span class="unseen">${m.labelled} / ${m.said}</span></th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${names.map((name, row) => {
            const counts = confusion[row]!;
            const total = Math.max(
              1,
              counts.reduce((sum, count) => sum + count, 0),
            );
            return html`
              <tr>
                <th scope="row">${name}</th>
                ${names.map((_, column) => {
                  const count = counts[column] ?? 0;
                  const shade = count === 0 ? 0 : Math.max(1, Math.ceil((count / total) * SHADES));
                  return html`<td class="${row === column ? 'right' : 'wrong'} shade-${shade}">${count}</td>`;
                })}
              </tr>
            `;
          })}
        </tbody>
      </table>
    </div>
  `;
}

function renderErrors(controller: ClassifierController, report: TrainingReport, m: ClassifyMessages) {
  const ids = controller.record.trainedOn ?? [];
  const errors = report.errors
    .map((error) => ({ ...error, example: controller.example(ids[error.example] ?? '') }))
    .filter(({ example }) => example !== undefined)
    .slice(0, MOST_ERRORS);
  if (errors.length === 0) return html`<p class="quiet">${m.noErrors}</p>`;
  return html`
    <p class="quiet">${m.errorsHint}</p>
    <ol class="errors">
      ${repeat(
        errors,
        ({ example }) => example!.id,
        ({ example, said, score }) => html`
          <li>
            <p>${example!.text}</p>
            <span class="note">${m.saidFor(said, m.percent(score))}</span>
            <select
              aria-label=${m.labelOf(example!.text.slice(0, 60))}
              @change=${(event: Event) => void controller.label(example!.id, (event.target as HTMLSelectElement).value)}
            >
              ${controller.labels.map((label) => html`<option value=${label} ?selected=${label === example!.label}>${label}</option>`)}
              ${example!.label === '' ? html`<option value="" selected>${m.withoutLabel}</option>` : nothing}
            </select>
          </li>
        `,
      )}
    </ol>
  `;
}

export const qualityStyles = css`
  .quiet {
    margin: 0 0 12px;
    font-size: 14px;
    color: var(--_muted);
  }
  .note {
    font-size: 13px;
    font-weight: 400;
    color: var(--_muted);
  }
  .part {
    margin: 36px 0 8px;
    font-size: 17px;
    font-weight: 650;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 192px), 1fr));
    gap: 12px;
    margin: 0;
  }
  .figures > div {
    padding: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: 16px;
  }
  .figures dt {
    font-size: 14px;
    color: var(--_muted);
  }
  .figures dd {
    margin: 0;
    font-size: 28px;
    line-height: 1.3;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .figures .note {
    font-size: 13px;
    font-weight: 400;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 8px 16px 8px 0;
    text-align: start;
    white-space: nowrap;
    border-block-end: 1px solid var(--_border);
  }
  th {
    max-width: 176px;
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 550;
  }
  .confusion td,
  .confusion th {
    padding: 8px 12px;
  }
  .confusion th[scope='row'] {
    padding-inline-start: 0;
  }
  .confusion td {
    min-width: 56px;
    text-align: center;
    border: 1px solid var(--_border);
  }
  /* Right answers are on the ground of what is well and in bold; wrong ones on that of what is not, and underlined. */
  .confusion .right {
    font-weight: 700;
  }
  .confusion .wrong:not(.shade-0) {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .confusion .shade-0 {
    color: var(--_muted);
  }
  .right:is(.shade-1, .shade-2) {
    background: color-mix(in srgb, var(--_accent) 10%, transparent);
  }
  .right:is(.shade-3, .shade-4) {
    background: color-mix(in srgb, var(--_accent) 20%, transparent);
  }
  .right.shade-5 {
    background: color-mix(in srgb, var(--_accent) 30%, transparent);
  }
  .wrong:is(.shade-1, .shade-2) {
    background: color-mix(in srgb, var(--_danger) 12%, transparent);
  }
  .wrong:is(.shade-3, .shade-4, .shade-5) {
    background: color-mix(in srgb, var(--_danger) 24%, transparent);
  }
  .errors {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .errors li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 2px 12px;
    padding: 10px 0;
    border-block-end: 1px solid var(--_border);
  }
  .errors p {
    margin: 0;
    font-size: 15px;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .errors .note {
    grid-row: 2;
  }
  .errors select {
    grid-row: 1 / 3;
    grid-column: 2;
    min-height: 36px;
    max-width: 176px;
    padding: 0 8px;
    border: 1px solid var(--_field);
    border-radius: 8px;
    background: var(--_ground);
    font-size: 14px;
  }
`;
