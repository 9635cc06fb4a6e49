import { css, html, nothing } from 'lit';
import type { Explanation, WordInfluence } from '../classify/classify-provider.js';
import type { ClassifyMessages } from '../i18n/classify-messages.js';

/** Words that it says. */
export type WordMessages = Pick<ClassifyMessages, 'words' | 'wordsFor' | 'speaksFor' | 'speaksAgainst' | 'noWords'>;

/** Words that moved the answer less than this are left plain. */
const LEAST = 0.15;
/** Steps of strength that are told apart by eye. */
const STEPS = 3;

const strength = (weight: number) => Math.max(1, Math.ceil(Math.abs(weight) * STEPS));
const shown = (words: readonly WordInfluence[]) =>
  words.filter(({ weight }) => Math.abs(weight) >= LEAST).sort((a, b) => a.start - b.start);

/** The text with the words that moved the answer: for it on a solid line, against it on a dashed one, thicker the stronger; colour only adds to that. */
export function renderWords(text: string, { label, words }: Explanation, m: WordMessages, nameOf: (label: string) => string) {
  const moved = shown(words);
  const parts: unknown[] = [];
  let at = 0;
  for (const { start, end, weight } of moved) {
    if (start < at || end > text.length) continue;
    const side = weight > 0 ? 'for' : 'against';
    parts.push(
      text.slice(at, start),
      html`<span class="word ${side} strength-${strength(weight)}">${text.slice(start, end)}<span class="unseen"> (${weight > 0 ? m.speaksFor : m.speaksAgainst}) </span></span>`,
    );
    at = end;
  }
  parts.push(text.slice(at));
  return html`
    <section class="words" aria-label=${m.words} part="words">
      <h3>${m.wordsFor(nameOf(label))}</h3>
      ${
        moved.length === 0
          ? html`<p class="waiting">${m.noWords}</p>`
          : html`
              <p class="text">${parts}</p>
              <p class="legend" aria-hidden="true">
                <span><span class="word for strength-2">Aa</span> ${m.speaksFor}</span>
                ${moved.some(({ weight }) => weight < 0) ? html`<span><span class="word against strength-2">Aa</span> ${m.speaksAgainst}</span>` : nothing}
              </p>
            `
      }
    </section>
  `;
}

export const wordStyles = css`
  .words h3 {
    margin: 28px 0 8px;
    font-size: 15px;
    font-weight: 600;
  }
  .words .text {
    margin: 0;
    font-size: 17px;
    line-height: 1.9;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .word {
    padding: 1px 2px;
    border-radius: 3px 3px 0 0;
    border-block-end: 2px solid transparent;
  }
  .word.for {
    border-block-end-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .word.against {
    border-block-end-color: var(--_danger);
    border-block-end-style: dashed;
    background: var(--_danger-soft);
    font-style: italic;
  }
  .word.strength-2 {
    font-weight: 600;
    border-block-end-width: 3px;
  }
  .word.strength-3 {
    font-weight: 750;
    border-block-end-width: 4px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 16px 0 0;
    font-size: 13px;
    color: var(--_muted);
  }
  .legend .word {
    color: var(--_text);
  }
`;
