import { css, html, nothing } from 'lit';
import { live as asShown } from 'lit/directives/live.js';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { disguiseWays } from '../policy/disguises.js';
import type { PolicyController } from '../policy/policy-controller.js';
import { renderAction, renderVerdict } from './verdict-view.js';

export interface CommentView {
  readonly controller: PolicyController;
  /** The field has the focus: the model may be loaded now. */
  readonly focused: () => void;
  readonly messages: PolicyMessages;
  readonly nameOf: (label: string) => string;
  readonly languageName: (tag: string) => string;
}

/** A field for a comment, what becomes of it while it is typed, and ways to disguise it. */
export function renderComment({ controller, focused, messages: m, nameOf, languageName }: CommentView) {
  const { live, policy, section } = controller;
  const sections = Object.keys(policy.sections ?? {});
  const { judged, problem } = live;
  return html`
    <textarea
      id="text"
      class="field"
      rows="3"
      part="input"
      aria-label=${m.yourComment}
      placeholder=${m.commentPlaceholder}
      .value=${asShown(live.text)}
      @focus=${focused}
      @input=${(event: Event) => live.type((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${
      sections.length > 0
        ? html`<label class="pick">${m.section}
            <select id="section" class="field" @change=${(event: Event) => controller.setSection((event.target as HTMLSelectElement).value || undefined)}>
              <option value="" ?selected=${section === undefined}>${m.anySection}</option>
              ${sections.map((name) => html`<option value=${name} ?selected=${name === section}>${name}</option>`)}
            </select>
          </label>`
        : nothing
    }
    ${problem ? html`<p class="problem" role="alert">${m.problems[problem.kind].join(' ')}</p>` : nothing}
    ${live.text.trim() === '' ? nothing : judged ? renderVerdict({ ...judged, policy, section, messages: m, nameOf, languageName, explained: controller.explained, busy: live.busy, explain: (label) => void controller.explain(label) }) : problem ? nothing : html`<p class="quiet waiting">${m.reading}</p>`}
    ${live.text.trim() === '' ? nothing : renderDisguises(controller, m)}
    <h2 class="try-title">${m.tryOne}</h2>
    <ul class="try-texts">
      ${m.tryTexts.map(({ text, language }) => html`<li><button class="try-text" part="example" lang=${language} @click=${() => live.type(text)}>${text}</button></li>`)}
    </ul>
  `;
}

function renderDisguises(controller: PolicyController, m: PolicyMessages) {
  const { live, disguised } = controller;
  const caught = disguised.filter(({ verdict }) => verdict.action !== 'allow').length;
  return html`
    <section class="disguises" aria-label=${m.disguises}>
      <h3>${m.disguises}</h3>
      <p class="quiet">${m.disguisesHint}</p>
      <div class="chips">
        ${disguiseWays.map((way) => html`<button class="chip" data-way=${way} @click=${() => live.disguise(way)}>${m.ways[way]}</button>`)}
        ${live.plain === undefined ? nothing : html`<button class="chip plain" id="plain" @click=${() => live.disguise(undefined)}>${m.plainAgain}</button>`}
        <button class="chip all" id="all-disguises" @click=${() => void controller.tryDisguises()}>${m.allDisguises}</button>
      </div>
      ${
        disguised.length > 0
          ? html`
              <p class="said" role="status">${m.caught(caught, disguised.length)}</p>
              <ul class="ways">${disguised.map(({ way, verdict }) => html`<li>${renderAction(verdict.action, m)} ${m.ways[way]}</li>`)}</ul>
            `
          : nothing
      }
    </section>
  `;
}

export const commentStyles = css`
  .pick {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-block-start: 12px;
    font-size: 14px;
  }
  .pick .field {
    width: auto;
    min-width: 0;
    max-width: 100%;
  }
  .waiting {
    margin-block-start: 24px;
  }
  .disguises h3 {
    margin: 28px 0 4px;
    font-size: 15px;
    font-weight: 600;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .chip {
    min-height: 36px;
    padding: 4px 14px;
    border: 1px solid var(--_border);
    border-radius: 18px;
    background: none;
    font-size: 14px;
  }
  .chip:hover {
    background: var(--_raised);
  }
  .chip.all,
  .chip.plain {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    font-weight: 600;
  }
  .said {
    margin: 16px 0 8px;
    font-size: 14px;
  }
  .ways {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 216px), 1fr));
    gap: 6px 16px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 14px;
  }
`;
