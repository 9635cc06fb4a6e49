import { css, html, nothing } from 'lit';
import type { ClassifierController } from '../classify/classifier-controller.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';

/** What there is to learn from, and the button that begins; while it learns, how far it is. */
export function renderTraining(controller: ClassifierController, m: ClassifyMessages) {
  const { record, training, fraction, lacking, problem, trained } = controller;
  const percent = Math.floor(fraction * 100);
  const state = [
    trained && record.report ? m.trained(record.report.milliseconds) : '',
    trained && record.changes > 0 ? m.changedSince(record.changes) : '',
  ];
  const words = training
    ? m.training(percent)
    : lacking === 'labels'
      ? m.lackingLabels
      : lacking === 'examples'
        ? m.lackingExamples
        : state.filter(Boolean).join(' ') || m.enough;
  return html`
    <div class="training" role="group" aria-label=${m.train}>
      <div class="about">
        <p id="training-words" role="status">${words}</p>
        ${training ? html`<progress aria-labelledby="training-words" max="1" .value=${fraction}></progress>` : nothing}
        ${problem ? html`<p class="wrong" role="alert">${m.problems[problem.kind].join(' ')}</p>` : nothing}
        ${problem ? html`<details><summary>${m.details}</summary><p lang="en">${problem.detail}</p></details>` : nothing}
      </div>
      ${
        training
          ? html`<button class="button" id="stop-training" @click=${() => controller.stopTraining()}>${icons.stop} ${m.stop}</button>`
          : html`<button class="button primary" id="train" ?disabled=${lacking !== undefined} @click=${() => void controller.train()}>
              ${placeIcons.train} ${trained ? m.trainAgain : m.train}
            </button>`
      }
    </div>
  `;
}

export const trainingStyles = css`
  .training {
    display: flex;
    align-items: center;
    gap: 16px;
    margin-block: 16px;
    padding: 12px 12px 12px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  .training .about {
    flex: 1;
    min-width: 0;
  }
  .training p {
    margin: 0;
  }
  .training .wrong {
    color: var(--_danger);
  }
  .training .button {
    flex: none;
  }
`;
