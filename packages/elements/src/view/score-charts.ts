import { css, html, svg } from 'lit';
import type { Thresholds } from 'saguim';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { BINS, histogram, type MeasuredComment, pointAt, precisionRecall } from '../policy/set-figures.js';

const WIDTH = 320;
const HEIGHT = 180;
const LEFT = 40;
const TOP = 8;
const BOTTOM = 34;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** Scores of a label: harmful comments above the line, harmless ones below it, and the thresholds. */
export function renderHistogram(
  comments: readonly MeasuredComment[],
  label: string,
  name: string,
  { review, block }: Thresholds,
  m: PolicyMessages,
) {
  const { harmful, harmless } = histogram(comments, label);
  const [above, below] = [Math.max(1, ...harmful), Math.max(1, ...harmless)];
  const middle = TOP + HEIGHT / 2;
  const x = (value: number) => LEFT + value * WIDTH;
  const up = (count: number) => (count / above) * (HEIGHT / 2);
  const down = (count: number) => (count / below) * (HEIGHT / 2);
  const wide = WIDTH / BINS;
  return html`
    <figure>
      <svg viewBox="0 0 ${LEFT + WIDTH + 20} ${TOP + HEIGHT + BOTTOM}" role="img" aria-label="${m.histogram(name)}. ${m.histogramHint}">
        ${ticks.map((tick) => svg`<path class="grid" d="M${x(tick)} ${TOP}V${TOP + HEIGHT}" /><text x=${x(tick)} y=${TOP + HEIGHT + 14} text-anchor="middle">${m.percent(tick)}</text>`)}
        <text x=${LEFT - 6} y=${TOP + 8} text-anchor="end">${m.number(above)}</text>
        <text x=${LEFT - 6} y=${middle + 4} text-anchor="end">0</text>
        <text x=${LEFT - 6} y=${TOP + HEIGHT} text-anchor="end">${m.number(below)}</text>
        ${harmful.map((count, bin) => svg`<rect class="harmful" x=${x(bin / BINS) + 1} y=${middle - up(count)} width=${wide - 2} height=${up(count)} />`)}
        ${harmless.map((count, bin) => svg`<rect class="harmless" x=${x(bin / BINS) + 1} y=${middle} width=${wide - 2} height=${down(count)} />`)}
        <path class="axis" d="M${x(0)} ${middle}H${x(1)}" />
        ${(
          [
            ['review', review],
            ['block', block],
          ] as const
        ).map(([which, value]) =>
          value === undefined ? '' : svg`<path class="limit ${which}" d="M${x(value)} ${TOP}V${TOP + HEIGHT}" />`,
        )}
        <text x=${x(0.5)} y=${TOP + HEIGHT + BOTTOM - 4} text-anchor="middle">${m.scoreAxis}</text>
      </svg>
      <figcaption>
        <p class="legend" aria-hidden="true">
          <span><svg width="12" height="12"><rect class="harmful" width="12" height="12" /></svg> ${m.harmful}</span>
          <span><svg width="12" height="12"><rect class="harmless" width="12" height="12" /></svg> ${m.harmless}</span>
        </p>
        <p class="quiet">${m.histogramHint}</p>
        <details>
          <summary>${m.details}</summary>
          <div class="scroll" tabindex="0" role="region" aria-label=${m.histogram(name)}>
            <table>
              <thead><tr><th scope="col">${m.scoreAxis}</th><th scope="col">${m.harmful}</th><th scope="col">${m.harmless}</th></tr></thead>
              <tbody>${harmful.map((count, bin) => (count + harmless[bin]! === 0 ? '' : html`<tr><td>${m.percent(bin / BINS)}</td><td>${count}</td><td>${harmless[bin]}</td></tr>`))}</tbody>
            </table>
          </div>
        </details>
      </figcaption>
    </figure>
  `;
}

/** Precision against recall of a label, with the point where its lower threshold is. */
export function renderCurve(
  comments: readonly MeasuredComment[],
  label: string,
  name: string,
  { review, block }: Thresholds,
  m: PolicyMessages,
) {
  const points = precisionRecall(comments, label);
  if (points.length === 0) return html`<p class="quiet">${m.noCurve}</p>`;
  const threshold = review ?? block;
  const chosen = pointAt(points, threshold);
  const x = (value: number) => LEFT + value * WIDTH;
  const y = (value: number) => TOP + (1 - value) * HEIGHT;
  const words = chosen ? m.curveHint(m.percent(threshold!), m.percent(chosen.precision), m.percent(chosen.recall)) : m.noPoint;
  return html`
    <figure>
      <svg viewBox="0 0 ${LEFT + WIDTH + 20} ${TOP + HEIGHT + BOTTOM}" role="img" aria-label="${m.curve(name)}. ${words}">
        ${ticks.map(
          (tick) => svg`
            <path class="grid" d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" />
            <text x=${x(tick)} y=${y(0) + 14} text-anchor="middle">${m.percent(tick)}</text>
            <text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${m.percent(tick)}</text>
          `,
        )}
        <path class="line" d=${points.map(({ precision, recall }, at) => `${at === 0 ? `M${x(0)} ${y(precision)}L` : 'L'}${x(recall)} ${y(precision)}`).join('')} />
        ${chosen ? svg`<circle class="point" cx=${x(chosen.recall)} cy=${y(chosen.precision)} r="6" />` : ''}
        <text x=${x(0.5)} y=${TOP + HEIGHT + BOTTOM - 4} text-anchor="middle">${m.recall}</text>
      </svg>
      <figcaption><p class="quiet">${words}</p></figcaption>
    </figure>
  `;
}

export const chartStyles = css`
  figure {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 32px;
    margin: 0;
  }
  figure > svg {
    flex: 1 1 288px;
    min-width: 0;
    max-width: 448px;
    height: auto;
  }
  figcaption {
    flex: 1 1 200px;
    min-width: 0;
    font-size: 14px;
  }
  figcaption summary {
    cursor: pointer;
  }
  svg text {
    font-size: 11px;
    fill: var(--_muted);
  }
  .grid {
    stroke: var(--_border);
    fill: none;
  }
  .axis {
    stroke: var(--_muted);
  }
  .harmful {
    fill: var(--_danger);
  }
  .harmless {
    fill: var(--_accent);
  }
  .limit {
    stroke: var(--_text);
    stroke-width: 1.5;
    stroke-dasharray: 5 4;
  }
  .limit.block {
    stroke-dasharray: none;
  }
  .line {
    stroke: var(--_accent);
    stroke-width: 2;
    fill: none;
  }
  .point {
    fill: var(--_accent);
    stroke: var(--_ground);
    stroke-width: 2;
  }
`;
