import { css, html, nothing } from 'lit';
import type { Action } from 'saguim';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import type { ChangeGround } from '../policy/change-grounds.js';
import { compareOutcomes } from '../policy/outcome.js';
import type { PolicyController } from '../policy/policy-controller.js';
import { renderAction } from './verdict-view.js';

const SHOWN = 20;

/** What unsaved changes would do, to comments at hand and to a labelled set, and what they are. */
export function renderChanges(controller: PolicyController, grounds: readonly ChangeGround[], m: PolicyMessages, section?: string) {
  const { changes } = controller;
  const saved = controller.record.policy;
  return html`
    <section id="what-changes" aria-label=${m.whatChanges}>
      <h2 class="part">${m.whatChanges}</h2>
      ${changes.length === 0 ? html`<p class="quiet">${m.whatChangesHint}</p>` : nothing}
      ${grounds.map(({ title, texts, judged, harmful }) => {
        const { before, after, changes: sides } = compareOutcomes(saved, controller.policy, judged, section);
        return html`
          <h3>${title}</h3>
          <div class="scroll" tabindex="0" role="region" aria-label=${title}>
            <table>
              <thead><tr><th scope="col">${m.action}</th><th scope="col">${m.before}</th><th scope="col">${m.after}</th></tr></thead>
              <tbody>
                ${(['allow', 'review', 'block'] as const satisfies readonly Action[]).map(
                  (action) =>
                    html`<tr><th scope="row">${m.actions[action]}</th><td>${m.number(before[action])}</td><td class=${before[action] === after[action] ? '' : 'other'}>${m.number(after[action])}</td></tr>`,
                )}
              </tbody>
            </table>
          </div>
          ${changes.length > 0 ? html`<p class="sides">${m.changeSides(sides.length)}</p>` : nothing}
          ${
            sides.length > 0
              ? html`<ul class="comments">
                  ${sides
                    .slice(0, SHOWN)
                    .map(
                      ({ place, before: was, after: is }) =>
                        html`<li><p>${texts[place]}</p><span>${harmful ? html`<span class="note">${harmful[place] ? m.harmful : m.harmless}</span> ` : nothing}${renderAction(was, m)} <span aria-hidden="true">→</span> ${renderAction(is, m)}</span></li>`,
                    )}
                  ${sides.length > SHOWN ? html`<li class="note">${m.andMore(sides.length - SHOWN)}</li>` : nothing}
                </ul>`
              : nothing
          }
        `;
      })}
      ${
        changes.length > 0
          ? html`<h3>${m.difference}</h3>
              <pre class="diff" tabindex="0" role="region" aria-label=${m.difference}>${changes.join('\n')}</pre>`
          : nothing
      }
    </section>
  `;
}

/** What is not saved, and what becomes of it: at the bottom of every part of the policy. */
export function renderSaveBar(controller: PolicyController, sides: string, m: PolicyMessages, save: () => void, discard: () => void) {
  const { length } = controller.changes;
  if (length === 0) return nothing;
  return html`
    <div id="save-bar" role="group" aria-label=${m.changed(length)}>
      <p><strong>${m.changed(length)}</strong> <span>${sides}</span></p>
      <button class="button" id="discard" @click=${discard}>${m.discard}</button>
      <button class="button primary" id="save" @click=${save}>${m.save}</button>
    </div>
  `;
}

export const changeStyles = css`
  #what-changes h3 {
    margin: 20px 0 4px;
    font-size: 15px;
    font-weight: 600;
  }
  .other {
    font-weight: 700;
  }
  .sides {
    margin: 12px 0 4px;
    font-size: 14px;
  }
  .comments {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .comments li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 2px 16px;
    padding: 8px 0;
    border-block-end: 1px solid var(--_border);
  }
  .comments p {
    margin: 0;
    font-size: 15px;
    line-height: 1.45;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  .diff {
    margin: 0;
    padding: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_code);
    font: 14px/1.6 var(--_mono);
    overflow-x: auto;
  }
  #save-bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 24px;
    border-block-start: 1px solid var(--_border);
    background: var(--_raised);
    font-size: 14px;
  }
  #save-bar p {
    flex: 1 1 200px;
    min-width: 0;
    margin: 0;
  }
  @container (max-width: 640px) {
    .comments li {
      grid-template-columns: minmax(0, 1fr);
    }
    #save-bar {
      padding-inline: 16px;
    }
    #save-bar p {
      flex-basis: 100%;
    }
    #save-bar .button {
      flex: 1;
    }
  }
`;
