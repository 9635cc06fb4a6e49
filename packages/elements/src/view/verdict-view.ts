import { css, html, nothing, svg } from 'lit';
import { type Action, type Policy, thresholdsFor, type Verdict, type VerdictReason, type VerdictSpan } from 'saguim';
import type { Explanation } from '../classify/classify-provider.js';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { renderWords } from './word-weights.js';

const actionIcons: Readonly<Record<Action, unknown>> = { allow: icons.check, review: placeIcons.question, block: icons.warning };

/** What becomes of a comment, in a word and by its colour. */
export const renderAction = (action: Action, m: PolicyMessages) => html`<span class="action ${action}">${m.actions[action]}</span>`;

export interface VerdictView {
  readonly text: string;
  readonly verdict: Verdict;
  readonly policy: Policy;
  readonly section: string | undefined;
  readonly messages: PolicyMessages;
  readonly nameOf: (label: string) => string;
  readonly languageName: (tag: string) => string;
  /** The label whose words are shown, and those once they are found. */
  readonly explained: { readonly label: string; readonly explanation?: Explanation } | undefined;
  readonly explain: (label: string) => void;
  /** A newer verdict is awaited. */
  readonly busy: boolean;
}

/** A verdict whole: what becomes of the text, its scores beside their thresholds, where in the text, and why. */
export function renderVerdict(view: VerdictView) {
  const { text, verdict, messages: m, languageName, nameOf, explained, busy } = view;
  const { action, language, sentiment, reading, reasons, spans } = verdict;
  const feelings = ['positive', 'neutral', 'negative'] as const;
  // How a disguised text feels is how its signs look to the model.
  const feeling = reading === undefined && sentiment && feelings.reduce((most, one) => (sentiment[one] > sentiment[most] ? one : most));
  return html`
    <section class="verdict" aria-busy=${busy ? 'true' : 'false'} aria-label=${m.verdict} part="verdict">
      <h2 class=${action}>${actionIcons[action]} <span>${m.actions[action]}</span> <span class="means">${m.verdicts[action]}</span></h2>
      <p class="facts">
        <span>${m.languageFound(language === 'und' ? m.unknownLanguage : languageName(language))}</span>
        ${feeling ? html`<span>${m.sentiment(`${m.sentiments[feeling]} ${m.percent(sentiment[feeling])}`)}</span>` : nothing}
      </p>
      ${reading !== undefined ? html`<p class="reading"><span class="note">${m.readsAs}</span> <q lang=${language === 'und' ? nothing : language}>${reading}</q></p>` : nothing}
      ${renderMeters(view)}
      ${explained ? (explained.explanation ? renderWords(text, explained.explanation, m, nameOf) : html`<p class="quiet waiting">${m.reading}</p>`) : nothing}
      ${spans.length > 0 ? renderPlaces(text, spans, m, nameOf) : nothing}
      <h3>${m.reasons}</h3>
      ${
        reasons.length === 0
          ? html`<p class="quiet">${m.noReasons}</p>`
          : html`<ul class="reasons">
              ${reasons.map(
                (reason) =>
                  html`<li>${renderAction(reason.action, m)}<span>${reason.message}<span class="note"> ${because(reason, m, nameOf)}</span></span></li>`,
              )}
            </ul>`
      }
    </section>
  `;
}

function because({ kind, label, score, threshold, rule }: VerdictReason, m: PolicyMessages, nameOf: (label: string) => string): string {
  const what = kind === 'rule' ? (rule ?? label) : nameOf(label);
  return m.because[kind](what, score === undefined ? '' : m.percent(score), threshold === undefined ? '' : m.percent(threshold));
}

/** What a label's thresholds are, in words; empty where it has none. */
export const thresholdWords = ({ review, block }: { review?: number; block?: number }, m: PolicyMessages) =>
  [
    review === undefined ? '' : m.from(m.actions.review, m.percent(review)),
    block === undefined ? '' : m.from(m.actions.block, m.percent(block)),
  ]
    .filter(Boolean)
    .join(', ');

function renderMeters({ verdict, policy, section, messages: m, nameOf, explained, explain }: VerdictView) {
  const thresholds = thresholdsFor(policy, verdict.language, section);
  const scores = Object.entries(verdict.scores);
  if (scores.length === 0) return nothing;
  // Labels that are made of others are moved by the words that move those.
  const made = new Set((policy.categories ?? []).filter(({ anyOf, noneOf }) => anyOf || noneOf).map(({ name }) => name));
  return html`
    <h3>${m.scores}</h3>
    <p class="note">${m.scoresHint}</p>
    <ul class="meters">
      ${scores.map(([label, score]) => {
        const own = thresholds[label] ?? {};
        const words = thresholdWords(own, m);
        const ticks = [own.review, own.block].filter((value) => value !== undefined);
        return html`
          <li title=${words || nothing}>
            <span class="name">${made.has(label) ? nameOf(label) : html`<button class="why" aria-pressed=${explained?.label === label ? 'true' : 'false'} title=${m.why(nameOf(label))} @click=${() => explain(label)}>${nameOf(label)}</button>`}</span>
            <span role="meter" aria-label=${nameOf(label)} aria-valuemin="0" aria-valuemax="1" aria-valuenow=${score} aria-valuetext=${m.score(m.percent(score), words)}>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="10" />
                <rect class="fill ${verdict.categories[label] ?? 'allow'}" width=${score * 100} height="10" />
                ${ticks.map((value) => svg`<path class="tick" d="M${value * 100} 0V10" />`)}
              </svg>
            </span>
            <span class="value">${m.percent(score)}</span>
          </li>
        `;
      })}
    </ul>
  `;
}

/** The text with everything that was found in it: pieces that overlap are cut where one begins or ends. */
function renderPlaces(text: string, spans: readonly VerdictSpan[], m: PolicyMessages, nameOf: (label: string) => string) {
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((cut) => cut <= text.length)
    .sort((a, b) => a - b);
  const parts = cuts.slice(0, -1).map((start, at) => {
    const end = cuts[at + 1]!;
    const here = spans.filter((span) => span.start < end && start < span.end);
    const part = text.slice(start, end);
    if (here.length === 0) return part;
    const labels = [...new Set(here.map(({ label }) => nameOf(label)))].join(', ');
    const source = (['rule', 'disguise', 'model'] as const).find((one) => here.some((span) => span.source === one))!;
    return html`<mark class=${source} title=${labels}>${part}<span class="unseen"> (${labels}, ${m.sources[source]}) </span></mark>`;
  });
  const found = (['model', 'rule', 'disguise'] as const).filter((source) => spans.some((span) => span.source === source));
  return html`
    <h3>${m.places}</h3>
    <p class="marked">${parts}</p>
    <p class="legend" aria-hidden="true">${found.map((source) => html`<span><mark class=${source}>Aa</mark> ${m.sources[source]}</span>`)}</p>
  `;
}

export const verdictStyles = css`
  :host {
    --_caution: light-dark(#7d4e00, #f2c46b);
    --_caution-soft: light-dark(#fdf1dc, #3d2f12);
  }
  .verdict {
    margin-block-start: 24px;
  }
  .verdict h2 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin: 0;
    font-size: 24px;
    line-height: 1.3;
    font-weight: 650;
  }
  .verdict h2 .icon {
    width: 32px;
    height: 32px;
  }
  .verdict h2 .means {
    font-size: 15px;
    font-weight: 400;
    color: var(--_muted);
  }
  h2.allow .icon {
    color: var(--_accent);
  }
  h2.review .icon {
    color: var(--_caution);
  }
  h2.block .icon {
    color: var(--_danger);
  }
  .verdict h3 {
    margin: 24px 0 8px;
    font-size: 15px;
    font-weight: 600;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 24px;
    margin: 4px 0 0;
    font-size: 14px;
    color: var(--_muted);
  }
  .reading {
    margin: 16px 0 0;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow-wrap: anywhere;
  }
  .meters,
  .reasons {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .meters li {
    display: grid;
    grid-template-columns: minmax(72px, 152px) 1fr 48px;
    align-items: center;
    gap: 12px;
    font-size: 15px;
    line-height: 1.4;
  }
  .verdict h3 + .note {
    margin: -4px 0 8px;
  }
  .why {
    max-width: 100%;
    min-height: 24px;
    padding: 0 8px;
    margin-inline-start: -8px;
    border: 0;
    border-radius: 6px;
    background: none;
    text-align: start;
    text-decoration: underline dotted;
    text-underline-offset: 4px;
  }
  .why:hover,
  .why[aria-pressed='true'] {
    background: var(--_accent-soft);
  }
  .meters svg {
    display: block;
    width: 100%;
    height: 12px;
    border-radius: 6px;
  }
  .meters .value {
    text-align: end;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }
  .track {
    fill: var(--_raised);
  }
  .fill.allow {
    fill: var(--_muted);
  }
  .fill.review {
    fill: var(--_caution);
  }
  .fill.block {
    fill: var(--_danger);
  }
  .tick {
    stroke: var(--_text);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .marked {
    margin: 0;
    font-size: 17px;
    line-height: 1.8;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  mark {
    padding: 1px 0;
    background: var(--_caution-soft);
    border-block-end: 2px solid var(--_caution);
    color: inherit;
  }
  mark.rule {
    background: var(--_accent-soft);
    border-block-end: 2px dotted var(--_accent);
  }
  mark.disguise {
    background: var(--_danger-soft);
    border-block-end: 2px dashed var(--_danger);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 8px 0 0;
    font-size: 13px;
    color: var(--_muted);
  }
  .legend mark {
    color: var(--_text);
  }
  .reasons li {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: baseline;
    gap: 12px;
    font-size: 15px;
  }
  .reasons .note {
    display: block;
  }
  .action {
    display: inline-block;
    padding: 0 8px;
    border-radius: 6px;
    border: 1px solid currentColor;
    font-size: 13px;
    font-weight: 600;
    line-height: 20px;
    white-space: nowrap;
  }
  .action.allow {
    color: var(--_accent);
    background: var(--_accent-soft);
  }
  .action.review {
    color: var(--_caution);
    background: var(--_caution-soft);
  }
  .action.block {
    color: var(--_danger);
    background: var(--_danger-soft);
  }
`;
