import { css, html, svg } from 'lit';
import type { TrainingReport } from '../classify/classify-provider.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';

const SIZE = 240;
const LEFT = 44;
const BOTTOM = 36;
const TOP = 8;

/** How often a classifier is right when it is so sure: points beside the line of perfect honesty, and the same as a table. */
export function renderReliability({ reliability }: TrainingReport, m: ClassifyMessages) {
  const x = (value: number) => LEFT + value * SIZE;
  const y = (value: number) => TOP + (1 - value) * SIZE;
  const most = Math.max(1, ...reliability.map(({ count }) => count));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const points = reliability.filter(({ count }) => count > 0);
  return html`
    <figure>
      <svg viewBox="0 0 ${LEFT + SIZE + 12} ${TOP + SIZE + BOTTOM}" role="img" aria-label="${m.reliability}. ${m.reliabilityHint}">
        ${ticks.map(
          (tick) => svg`
            <path class="grid" d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" />
            <text x=${x(tick)} y=${y(0) + 16} text-anchor="middle">${m.percent(tick)}</text>
            ${tick > 0 ? svg`<text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${m.percent(tick)}</text>` : ''}
          `,
        )}
        <path class="ideal" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" />
        <path class="line" d=${points.map(({ confidence, accuracy }, index) => `${index === 0 ? 'M' : 'L'}${x(confidence)} ${y(accuracy)}`).join('') || 'M0 0'} />
        ${points.map(
          ({ confidence, accuracy, count }) =>
            svg`<circle class="point" cx=${x(confidence)} cy=${y(accuracy)} r=${3 + 5 * Math.sqrt(count / most)} />`,
        )}
        <text x=${x(0.5)} y=${TOP + SIZE + BOTTOM - 2} text-anchor="middle">${m.confidence}</text>
      </svg>
      <figcaption>
        <p>${m.reliabilityHint}</p>
        <details>
          <summary>${m.details}</summary>
          <table>
            <thead>
              <tr><th scope="col">${m.confidence}</th><th scope="col">${m.rightSoOften}</th><th scope="col">${m.count}</th></tr>
            </thead>
            <tbody>
              ${points.map(({ confidence, accuracy, count }) => html`<tr><td>${m.percent(confidence)}</td><td>${m.percent(accuracy)}</td><td>${count}</td></tr>`)}
            </tbody>
          </table>
        </details>
      </figcaption>
    </figure>
  `;
}

export const reliabilityStyles = css`
  figure {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 32px;
    margin: 0;
  }
  figure svg {
    flex: 0 1 320px;
    min-width: 0;
    max-width: 100%;
    height: auto;
  }
  figcaption {
    flex: 1 1 224px;
    min-width: 0;
  }
  svg text {
    font-size: 11px;
    fill: var(--_muted);
  }
  svg .grid {
    stroke: var(--_border);
    fill: none;
  }
  svg .ideal {
    stroke: var(--_muted);
    stroke-dasharray: 5 4;
    fill: none;
  }
  svg .line {
    stroke: var(--_accent);
    stroke-width: 2;
    fill: none;
  }
  svg .point {
    fill: var(--_accent);
    stroke: var(--_ground);
    stroke-width: 1.5;
  }
`;
