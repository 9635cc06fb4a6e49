import { css, html, nothing } from 'lit';
import type { LiveText } from '../classify/live-text.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { face } from './face.js';
import { renderWords } from './word-weights.js';

/** Labels that are shown; the rest of many is seldom of interest. */
const MOST_LABELS = 8;

/** What was said about the text, how sure it is, and which words moved it. */
export function renderAnswer(live: LiveText, m: ClassifyMessages, nameOf: (label: string) => string) {
  const { answer, explanation, problem } = live;
  if (problem) return html`<p class="problem" role="alert">${m.problems[problem.kind].join(' ')}</p>`;
  if (live.text.trim() === '') return nothing;
  if (!answer) return html`<p class="waiting">${m.thinking}</p>`;
  const [best] = answer.scores;
  const known = answer.label !== undefined;
  return html`
    <section class="answer ${known ? '' : 'unknown'}" aria-label=${m.answer} part="answer">
      <h2 class="verdict">
        ${known ? (face(answer.label!) ?? icons.check) : placeIcons.question}
        <span>${known ? nameOf(answer.label!) : m.dontKnow}</span>
        ${known && best ? html`<span class="share">${m.percent(best.score)}</span>` : nothing}
      </h2>
      ${known ? nothing : html`<p class="waiting">${m.dontKnowHint}</p>`}
      <ul class="scores" aria-label=${m.all}>
        ${answer.scores.slice(0, MOST_LABELS).map(
          ({ label, score }) => html`
            <li class=${label === answer.label ? 'best' : ''}>
              <span class="name" id="score-${label}">${nameOf(label)}</span>
              <progress max="1" .value=${score} aria-label=${nameOf(label)}></progress>
              <span class="number">${m.percent(score)}</span>
            </li>
          `,
        )}
      </ul>
    </section>
    ${explanation ? renderWords(live.text, explanation, m, nameOf) : nothing}
  `;
}

export const answerStyles = css`
  .answer {
    margin-block-start: 24px;
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 0 0 12px;
    font-size: 24px;
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  .verdict .icon {
    width: 32px;
    height: 32px;
    color: var(--_accent);
  }
  .unknown .verdict .icon {
    color: var(--_muted);
  }
  .verdict .share {
    margin-inline-start: auto;
    font-weight: 400;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .waiting {
    margin: 0 0 12px;
    color: var(--_muted);
  }
  .answer + .waiting,
  textarea + .waiting {
    margin-block-start: 24px;
  }
  .scores {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .scores li {
    display: grid;
    grid-template-columns: minmax(72px, 160px) 1fr 48px;
    align-items: center;
    gap: 12px;
    font-size: 15px;
    line-height: 1.4;
  }
  .scores .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .scores .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }
  .scores progress {
    height: 10px;
    margin: 0;
    border-radius: 5px;
  }
  .scores progress::-webkit-progress-bar {
    background: var(--_raised);
  }
  .scores li:not(.best) progress::-webkit-progress-value {
    background: var(--_muted);
  }
  .scores li:not(.best) progress::-moz-progress-bar {
    background: var(--_muted);
  }
  .scores .best {
    font-weight: 650;
  }
  .scores .best .number {
    color: inherit;
  }
`;
