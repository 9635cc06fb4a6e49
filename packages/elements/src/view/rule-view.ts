import { css, html, nothing } from 'lit';
import type { Policy, PolicyRule } from 'saguim';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { listKinds, otherRules, withoutRule, withWords, wordsOf } from '../policy/edit-rules.js';
import { unlessTyping } from './unless-typing.js';

/** What a rule looks for, as far as a line says it. */
function summary({ id: _, kind: __, action: ___, ...members }: PolicyRule & { readonly action?: string }): string {
  return Object.entries(members)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ');
}

/** Rules beside the model: words to write down plainly, and what other rules there are. */
export function renderRules(policy: Policy, edit: (policy: Policy) => void, m: PolicyMessages) {
  const others = otherRules(policy);
  return html`
    <details class="others" id="rules" ?open=${listKinds.some((kind) => wordsOf(policy, kind).length > 0)}>
      <summary>${m.rules}</summary>
      <p class="quiet">${m.rulesHint}</p>
      <div class="labels">
        ${listKinds.map(
          (kind) => html`
            <label class="words-list">${m.wordLists[kind]}
              <textarea class="field" id="words-${kind}" rows="4" spellcheck="false" autocapitalize="off" .value=${unlessTyping(wordsOf(policy, kind).join('\n'))} @change=${(event: Event) => edit(withWords(policy, kind, (event.target as HTMLTextAreaElement).value))}></textarea>
            </label>`,
        )}
      </div>
      ${
        others.length > 0
          ? html`<h2 class="part">${m.otherRules}</h2>
              <ul class="rule-list">${others.map(
                (rule) => html`
                  <li><span><strong>${rule.id}</strong> <span class="note">${[m.ruleKinds[rule.kind], 'action' in rule && m.actions[rule.action]].filter(Boolean).join(', ')}; ${summary(rule)}</span></span>
                    <button class="link" aria-label=${m.removeRule(rule.id)} @click=${() => edit(withoutRule(policy, rule.id))}>${m.remove}</button></li>`,
              )}</ul>`
          : nothing
      }
      <p class="note">${m.rulesElsewhere}</p>
    </details>
  `;
}

export const ruleStyles = css`
  .words-list {
    display: grid;
    gap: 8px;
    font-size: 14px;
  }
  .words-list textarea {
    resize: vertical;
  }
  .rule-list {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rule-list li {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding-block: 8px;
    overflow-wrap: anywhere;
  }
`;
